// Where a turret's share of the schedule begins, and where it ended.
#include "turret/run_schedule.hpp"

#include <algorithm>

namespace oct::turret {

// An open load goes on with what is due now. The iterations of a closed load are those fired, also
// by earlier starts; what a cannon had taken and not fired then is taken again.
RunSchedule::RunSchedule(RunAnchor run, SteadyTime now, const Pacer& pacer, bool resumed,
                         std::uint64_t fired)
    : anchor_(run), start_(now) {
    const auto age = now - run.start;
    if (!pacer.plan().open())
        claimed_ = fired;
    else if (resumed || age > kBeginning)
        claimed_ = pacer.arrivals_before(age);
}

void RunSchedule::end(SteadyTime moment) noexcept {
    if (ended() == SteadyTime::max()) end_ = moment.time_since_epoch().count();
}

std::uint64_t RunSchedule::overdue(const Pacer& pacer) const {
    if (!pacer.plan().open() || ended() == SteadyTime::max()) return 0;
    const auto due = pacer.arrivals_before(std::min(ended(), planned_end()) - anchor_.start);
    return due > claimed_ ? due - claimed_ : 0;
}

}  // namespace oct::turret
