// SIGINT, SIGTERM, SIGQUIT and SIGHUP as a stop token: once stops in good order, twice leaves at
// once.
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace oct::apps {

/// Make it before any other thread, which then inherit that the signals are not theirs.
///
/// The first signal requests stop; another one, 500 ms later or after that, calls _exit(130): child
/// processes die with their parent, and the store is safe at any moment. What comes within the
/// 500 ms is the same wish said twice.
/// Threading:  confined to the main thread.
class SignalWatch {
public:
    /// Called on the watching thread, `first` at the first signal, `last` before it leaves at the
    /// second.
    explicit SignalWatch(std::function<void()> first = {}, std::function<void()> last = {});
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    [[nodiscard]] std::stop_token token() const noexcept { return stop_.get_token(); }
    /// The first signal, "SIGTERM"; empty: none came.
    [[nodiscard]] std::string came() const;

private:
    void watch();

    const std::function<void()> first_;
    const std::function<void()> last_;
    std::stop_source stop_;
    std::atomic<int> came_ = 0;
    std::atomic<bool> over_ = false;
    std::jthread thread_;
};

}  // namespace oct::apps
