// The lateness that came of busy cannons and the one of the turret itself, kept apart.
#include "turret/lateness.hpp"

#include <algorithm>

namespace oct::turret {

using std::chrono::nanoseconds;

Lateness::Lateness(nanoseconds late) noexcept : own_(std::max(late, nanoseconds(0))) {}

Lateness::Verdict Lateness::judge(const Plan& plan, SteadyTime moment, SteadyTime ready,
                                  SteadyTime now) noexcept {
    const SteadyTime free = ready - own_;  // in a turret that is never late
    const bool skips = plan.when_behind == WhenBehind::Skip;
    const bool capped = plan.when_behind == WhenBehind::Capped;
    if (skips || capped) {
        if (free - moment > (skips ? nanoseconds(0) : plan.max_lag)) return Verdict::NoCannon;
        if (now - moment > (skips ? kMostOwn : plan.max_lag)) return Verdict::TurretLate;
    }
    own_ = std::max(now - std::max(moment, free), nanoseconds(0));
    return Verdict::Fire;
}

}  // namespace oct::turret
