// The lateness that came of busy cannons and the one of the turret itself, kept apart.
#include "turret/start_judge.hpp"

#include <algorithm>

namespace oct::turret {

using std::chrono::nanoseconds;

StartJudge::StartJudge(nanoseconds late) noexcept : own_(std::max(late, nanoseconds(0))) {}

StartJudge::Limits StartJudge::limits(const Plan& plan, SteadyTime ready,
                                      SteadyTime now) const noexcept {
    const SteadyTime free = ready - own_;  // in a punctual turret
    if (plan.when_behind == WhenBehind::Capped) return {free - plan.max_lag, now - plan.max_lag};
    return {free, now - kMostOwn};
}

void StartJudge::fires(SteadyTime moment, SteadyTime ready, SteadyTime now) noexcept {
    own_ = std::max(now - std::max(moment, ready - own_), nanoseconds(0));
}

}  // namespace oct::turret
