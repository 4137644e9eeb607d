// Cannons take starts ahead of time and wait for their own: no dispatcher stands between.
#include "turret/cannon_schedule.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {

void CannonSchedule::begin(const ThreadSchedule& shared, SteadyTime now) noexcept {
    due_ = shared.run.first_start(shared.pacer, k_);
    judge_ = StartJudge(shared.plan(), due_, now);
    started_ = false;
    back_off_ = {};
}

CannonSchedule::Start CannonSchedule::next(ThreadSchedule& shared, SteadyTime freed) {
    const Plan& plan = shared.plan();
    if (plan.open()) {
        const auto moment = next_moment(shared);
        return moment ? Start{Start::When::AtMoment, *moment} : Start{};
    }
    const bool paced = plan.pacing.count() != 0;
    const SteadyTime moment = paced || !started_ ? due_ : freed + plan.think_time;
    if (moment >= shared.run.leaves_at(shared.pacer, k_)) {
        shared.run.set_cut();
        return {};
    }
    if (plan.iterations != 0 && shared.run.claim() >= shared.pacer.iterations()) return {};
    const bool first = !std::exchange(started_, true);
    if (paced) due_ += plan.pacing;
    if (paced || (!first && plan.think_time.count() != 0)) return {Start::When::AtMoment, moment};
    return {Start::When::AtOnce};
}

// The next start that has a moment: an arrival, or that of a paced cannon.
std::optional<SteadyTime> CannonSchedule::next_moment(ThreadSchedule& shared) {
    const Plan& plan = shared.plan();
    if (shared.stop.stop_requested()) return std::nullopt;
    if (plan.open()) {
        const auto due = shared.pacer.arrival(shared.run.claim());
        if (due == Pacer::kNever) return std::nullopt;
        const SteadyTime moment = shared.run.anchor().start + due;
        if (moment < shared.run.planned_end()) return moment;
        shared.run.set_cut();
        return std::nullopt;
    }
    if (due_ >= shared.run.leaves_at(shared.pacer, k_)) {
        shared.run.set_cut();
        return std::nullopt;
    }
    return std::exchange(due_, due_ + plan.pacing);
}

std::optional<SteadyTime> CannonSchedule::judge(ThreadSchedule& shared, SteadyTime moment,
                                                SteadyTime ready, SteadyTime now) {
    const auto [no_cannon, turret_late] = judge_.limits(shared.plan(), ready, now);
    std::optional<SteadyTime> start = moment;
    while (start && (*start < no_cannon || *start < turret_late)) {
        if (*start < no_cannon)
            shared.skips.no_cannon(1 + pass_over(shared, no_cannon));
        else
            shared.skips.turret_late(1 + pass_over(shared, turret_late));
        start = next_moment(shared);
    }
    if (start && (*start == moment || *start <= now)) judge_.fires(*start, ready, now);
    return start;
}

// A paced cannon passes over its starts before `end` without a look at each: how many.
std::uint64_t CannonSchedule::pass_over(const ThreadSchedule& shared, SteadyTime end) noexcept {
    const std::uint64_t starts = paced_before(shared, end);
    due_ += static_cast<std::int64_t>(starts) * shared.plan().pacing;
    return starts;
}

void CannonSchedule::end(ThreadSchedule& shared) const noexcept {
    const SteadyTime end = shared.run.ended();
    if (shared.plan().iterations == 0 && end != SteadyTime::max())
        shared.skips.at_stop(paced_before(shared, end));
}

// Starts of a paced cannon, from its next one on, that are due before `end`.
std::uint64_t CannonSchedule::paced_before(const ThreadSchedule& shared,
                                           SteadyTime end) const noexcept {
    const Plan& plan = shared.plan();
    if (plan.open() || plan.pacing.count() == 0) return 0;
    end = std::min(end, shared.run.leaves_at(shared.pacer, k_));
    if (end <= due_) return 0;
    return static_cast<std::uint64_t>((end - due_ - std::chrono::nanoseconds(1)) / plan.pacing) + 1;
}

}  // namespace oct::turret
