// What a person sees of a run: the lines of the seed document, a live view, and the result.
#pragma once

#include <oct/hq.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include "live_view.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <optional>
#include <string>

namespace oct::apps {

/// How progress is shown: a view that is rewritten, a plain line every 5 s, or not at all.
enum class View { Bar, Plain, None };

struct ConsoleOptions {
    View view = View::Plain;
    bool quiet = false;          ///< only log lines and warnings
    std::FILE* stream = stdout;  ///< everything but log lines, which go to stderr
    LogLevel lowest = LogLevel::Warning;
};

/// Writes the lines of a run; log lines go to stderr, around the live view.
///
/// Threading:  shared.
class Console final : public RunObserver, public LogSink {
public:
    explicit Console(const ConsoleOptions& options);

    void preparing() override;
    void waiting(std::uint64_t missing) override;
    void progress(const Progress& now) override;
    void starting() override { begun_ = true; }
    void draining() override;
    void analyzing() override;
    void write(LogLevel level, std::string_view component, std::string_view message) override;

    void interrupted();
    void warning(const std::string& text);
    void finished(const Summary& summary);

private:
    void line(const std::string& text);
    void turrets(const Summary& summary);

    const ConsoleOptions options_;
    std::mutex mutex_;
    LiveView live_;
    std::optional<std::uint64_t> missing_;  // turrets, as shown last
    std::atomic<bool> begun_ = false;       // interrupted() comes on a thread of its own
    std::chrono::nanoseconds next_plain_{0};
    std::chrono::steady_clock::time_point analyzing_since_{};
};

}  // namespace oct::apps
