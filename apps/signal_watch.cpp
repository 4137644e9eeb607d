// A thread that waits for signals with sigwait(3): no handler, nothing async.
#include "signal_watch.hpp"

#include "exit_code.hpp"

#include <chrono>
#include <cstring>
#include <optional>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace oct::apps {
namespace {

// timeout(1) and terminals signal a process, and microseconds later its whole group: one wish.
constexpr std::chrono::milliseconds kSameWish(500);

sigset_t watched() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGUSR1}) ::sigaddset(&set, number);
    // Under nohup it is ignored, and is to be: sigwait would take it all the same.
    struct sigaction hangup {};
    if (::sigaction(SIGHUP, nullptr, &hangup) != 0 || hangup.sa_handler != SIG_IGN)
        ::sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

SignalWatch::SignalWatch(std::function<void()> first, std::function<void()> last)
    : first_(std::move(first)), last_(std::move(last)) {
    const sigset_t set = watched();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::jthread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
    over_ = true;
    ::pthread_kill(thread_.native_handle(), SIGUSR1);
}

std::string SignalWatch::came() const {
    const char* name = ::sigabbrev_np(came_);
    return came_ == 0 || name == nullptr ? std::string() : std::string("SIG") + name;
}

void SignalWatch::watch() {
    using Clock = std::chrono::steady_clock;
    const sigset_t set = watched();
    std::optional<Clock::time_point> first;
    for (;;) {
        int number = 0;
        if (::sigwait(&set, &number) != 0 || number == SIGUSR1) {
            if (over_) return;
            continue;
        }
        const auto now = Clock::now();
        if (first && now - *first < kSameWish) continue;
        if (first) {
            if (last_) last_();
            ::_exit(kInterrupted);
        }
        came_ = number;
        stop_.request_stop();
        if (first_) first_();  // it may take long: a terminal that does not read
        first = Clock::now();
    }
}

}  // namespace oct::apps
