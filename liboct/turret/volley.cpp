// A start of a turret: where its share of the schedule begins, and where it ended.
#include "turret/volley.hpp"

namespace oct::turret {

// An open load goes on with what is due now. The iterations of a closed load are those fired, also
// by earlier starts; what a cannon had taken and not fired then is taken again.
Volley::Volley(RunAnchor run, SteadyTime now, const Pacer& pacer, bool resumed, std::uint64_t fired)
    : anchor(run), start(now) {
    const auto age = now - run.start;
    if (!pacer.plan().open())
        claimed = fired;
    else if (resumed || age > kBeginning)
        claimed = pacer.arrivals_before(age);
}

std::uint64_t Volley::overdue_at_stop(const Pacer& pacer) const {
    if (stop == kNoStop) return 0;
    const auto due =
        pacer.arrivals_before(std::chrono::nanoseconds(stop) - anchor.start.time_since_epoch());
    return due > claimed ? due - claimed : 0;
}

SteadyTime moment_of_leaving(const Pacer& pacer, std::uint32_t k, const RunAnchor& anchor) {
    if (pacer.plan().cooldown.count() == 0 || anchor.run_time.count() == 0)
        return SteadyTime::max();
    return anchor.start + anchor.run_time - pacer.leave_of(k);
}

}  // namespace oct::turret
