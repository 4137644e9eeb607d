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
        claimed_ = passed_ = pacer.arrivals_before(age);
}

void RunSchedule::end(SteadyTime moment) noexcept {
    if (ended() == SteadyTime::max()) end_ = moment.time_since_epoch().count();
}

std::uint64_t RunSchedule::planned(const Pacer& pacer, SteadyTime moment) const {
    moment = std::min(moment, planned_end());
    if (pacer.plan().open()) {
        const auto due = pacer.arrivals_before(moment - anchor_.start);
        return due - std::min(due, passed_);
    }
    if (moment <= start_) return 0;
    return static_cast<std::uint64_t>(pacer.cannon_time(moment - start_, time_left()).count());
}

std::uint64_t RunSchedule::planned_of(const Pacer& pacer, std::uint32_t k,
                                      SteadyTime moment) const noexcept {
    if (moment <= start_) return 0;
    return static_cast<std::uint64_t>(
        pacer.cannon_time_of(k, moment - start_, time_left()).count());
}

std::uint64_t RunSchedule::beyond(const Pacer& pacer) const {
    if (planned_end() == SteadyTime::max()) return 0;
    if (!pacer.plan().open()) return pacer.never_start(time_left());
    std::chrono::nanoseconds stages{};
    for (const Stage& stage : pacer.plan().stages) stages += stage.duration;
    if (stages <= anchor_.run_time) return 0;
    return pacer.arrivals_before(stages) - pacer.arrivals_before(anchor_.run_time);
}

std::uint64_t RunSchedule::overdue(const Pacer& pacer) const {
    if (!pacer.plan().open() || ended() == SteadyTime::max()) return 0;
    const auto due = pacer.arrivals_before(std::min(ended(), planned_end()) - anchor_.start);
    return due > claimed_ ? due - claimed_ : 0;
}

}  // namespace oct::turret
