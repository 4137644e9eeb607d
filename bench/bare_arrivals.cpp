// Wait, read the clock, start, read the clock, record: the least that open load is made of.
#include "bare_arrivals.hpp"

#include <ctime>
#include <sys/prctl.h>
#include <thread>

namespace oct::bench {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::nanoseconds;
constexpr std::chrono::microseconds kSpun(100);  // as a cannon's Idle::SleepSpin

void sleep_until(Steady::time_point moment) {
    const auto since = moment.time_since_epoch();
    const auto whole = std::chrono::floor<std::chrono::seconds>(since);
    const timespec until{whole.count(), (since - whole).count()};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
}

void spin_until(Steady::time_point moment) {
    while (Steady::now() < moment) continue;
}

void wait_until(Steady::time_point moment, Idle idle) {
    switch (idle) {
        case Idle::Sleep:
            return sleep_until(moment);
        case Idle::Tick:
            return sleep_until(std::chrono::ceil<std::chrono::milliseconds>(moment));
        case Idle::SleepSpin:
            if (Steady::now() < moment - kSpun) sleep_until(moment - kSpun);
            return spin_until(moment);
        case Idle::Spin:
            return spin_until(moment);
    }
}

}  // namespace

Histogram bare_arrivals(Steady::time_point begin, std::uint64_t count, nanoseconds gap, Idle idle) {
    Histogram lag;
    Histogram service;
    std::jthread([&] {
        ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
        for (std::uint64_t k = 0; k < count; ++k) {
            const auto intended = begin + static_cast<std::int64_t>(k) * gap;
            if (Steady::now() < intended) wait_until(intended, idle);
            const auto started = Steady::now();
            const auto ended = Steady::now();
            lag.record(started - intended);
            service.record(ended - started);
        }
    }).join();
    return lag;
}

}  // namespace oct::bench
