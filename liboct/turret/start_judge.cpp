// The lateness that came of busy cannons and the one of the turret itself, kept apart.
#include "turret/start_judge.hpp"

#include <algorithm>

namespace oct::turret {

using std::chrono::nanoseconds;

StartJudge::StartJudge(const Plan& plan, SteadyTime first, SteadyTime now) noexcept
    : own_(std::max(now - first, nanoseconds(0))) {
    if (plan.when_behind == WhenBehind::Skip) first_ = first;
}

SteadyTime StartJudge::free_at(SteadyTime ready) const noexcept {
    const SteadyTime free = ready - own_;
    const bool first_setup = first_ && free - *first_ <= kMostOwn;
    return first_setup ? std::min(free, *first_) : free;
}

StartJudge::Limits StartJudge::limits(const Plan& plan, SteadyTime ready,
                                      SteadyTime now) const noexcept {
    const SteadyTime free = free_at(ready);
    if (plan.when_behind == WhenBehind::Capped) return {free - plan.max_lag, now - plan.max_lag};
    return {free, now - kMostOwn};
}

void StartJudge::fires(SteadyTime moment, SteadyTime ready, SteadyTime now) noexcept {
    own_ = std::max(now - std::max(moment, free_at(ready)), nanoseconds(0));
    first_.reset();
}

}  // namespace oct::turret
