// Sleeping costs a wake-up and is late by it; being busy costs the core.
#include "turret/idle.hpp"

#include <sys/prctl.h>

namespace oct::turret {
namespace {

using Tick = std::chrono::milliseconds;

constexpr std::chrono::microseconds kSpun(100);  // a sleep is rarely later than this

bool spin_until(const Clock& clock, SteadyTime moment, const std::stop_token& stop) {
    while (clock.now() < moment)
        if (stop.stop_requested()) return false;
    return !stop.stop_requested();
}

}  // namespace

std::chrono::nanoseconds tick_of(Idle idle) noexcept {
    return idle == Idle::Tick ? Tick(1) : Tick(0);
}

bool wait_until(const Clock& clock, SteadyTime moment, const std::stop_token& stop, Idle idle) {
    switch (idle) {
        case Idle::Sleep:
            return clock.wait_until(moment, stop);
        case Idle::Tick:
            return clock.wait_until(std::chrono::ceil<Tick>(moment), stop);
        case Idle::SleepSpin:
            return (clock.now() >= moment - kSpun || clock.wait_until(moment - kSpun, stop)) &&
                   spin_until(clock, moment - kLastSpin, stop);
        case Idle::Spin:
            return spin_until(clock, moment - kLastSpin, stop);
    }
    return false;
}

void sleep_precisely() noexcept {
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

}  // namespace oct::turret
