// What the cannons of a turret share during a run: its zero points, the starts taken, its end, what
// hinders them.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>

#include "turret/hindrances.hpp"
#include "turret/pacer.hpp"

#include <atomic>
#include <cstdint>

namespace oct::turret {

/// Whoever is there when the run begins has its whole share of an open load; this is the time that
/// the command and the threads may take. Who comes later begins with what is due then.
inline constexpr std::chrono::seconds kBeginning(1);

/// The schedule of a turret from one start to the next stop.
///
/// Threading:  shared.
class RunSchedule {
public:
    /// Of a turret that starts now. `resumed`: it has started in this run before, and fired
    /// `fired` transactions.
    RunSchedule(RunAnchor run, SteadyTime now, const Pacer& pacer, bool resumed,
                std::uint64_t fired);

    [[nodiscard]] const RunAnchor& anchor() const noexcept { return anchor_; }
    /// When the first start of cannon `k` can be due.
    [[nodiscard]] SteadyTime first_start(const Pacer& pacer, std::uint32_t k) const noexcept {
        return pacer.plan().open() ? anchor_.start : start_ + pacer.start_of(k);
    }
    /// The planned end of the run: starts are due before it. SteadyTime::max(): it is not known.
    [[nodiscard]] SteadyTime planned_end() const noexcept {
        return anchor_.run_time.count() == 0 ? SteadyTime::max() : anchor_.start + anchor_.run_time;
    }
    /// When cannon `k` of a closed load leaves, with no start from then on: at the end, or before
    /// it where the load cools down.
    [[nodiscard]] SteadyTime leaves_at(const Pacer& pacer, std::uint32_t k) const noexcept {
        const SteadyTime end = planned_end();
        const bool cools = pacer.plan().cooldown.count() != 0 && end != SteadyTime::max();
        return cools ? end - pacer.leave_of(k) : end;
    }
    /// A cannon, or the thread of several, begins; the first one says when.
    void begin(SteadyTime now) noexcept {
        SteadyTime::rep none = kNever;
        begun_.compare_exchange_strong(none, now.time_since_epoch().count(),
                                       std::memory_order_relaxed);
    }
    /// SteadyTime::max(): none has.
    [[nodiscard]] SteadyTime begun() const noexcept {
        return SteadyTime(SteadyTime::duration(begun_.load(std::memory_order_relaxed)));
    }
    /// Takes an arrival, or an iteration: its number.
    std::uint64_t claim() noexcept { return claimed_.fetch_add(1, std::memory_order_relaxed); }

    /// A cannon left because its next start would have been due at its leaving or later: time
    /// ended its plan, nothing else.
    void set_cut() noexcept { cut_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool cut() const noexcept { return cut_.load(std::memory_order_relaxed); }

    /// The run ends at `moment`: starts that are due then or later do not count. Later calls do
    /// nothing.
    void end(SteadyTime moment) noexcept;
    /// SteadyTime::max(): it has not ended.
    [[nodiscard]] SteadyTime ended() const noexcept {
        return SteadyTime(SteadyTime::duration(end_.load(std::memory_order_relaxed)));
    }
    [[nodiscard]] bool intended(SteadyTime moment) const noexcept { return moment < ended(); }
    /// What the plan asks for from this turret's start until `moment`, whatever the target does: in
    /// arrivals of an open load, in cannon-milliseconds of a closed one.
    [[nodiscard]] std::uint64_t planned(const Pacer& pacer, SteadyTime moment) const;
    /// The part of that which is owed by cannon `k` of a closed load.
    [[nodiscard]] std::uint64_t planned_of(const Pacer& pacer, std::uint32_t k,
                                           SteadyTime moment) const noexcept;
    /// What the plan has beyond the planned end: arrivals of its stages, or cannons whose place in
    /// the ramp is at that end or behind it.
    [[nodiscard]] std::uint64_t beyond(const Pacer& pacer) const;
    /// Arrivals due before the end that no cannon took; 0 before the end, and in a closed load.
    [[nodiscard]] std::uint64_t overdue(const Pacer& pacer) const;

    /// Why its cannons wait before they try again.
    [[nodiscard]] Hindrances& hindrances() noexcept { return hindrances_; }

private:
    static constexpr SteadyTime::rep kNever = SteadyTime::max().time_since_epoch().count();

    /// The planned end after this turret's start; Pacer::kNever: it is not known.
    [[nodiscard]] std::chrono::nanoseconds time_left() const noexcept {
        return planned_end() == SteadyTime::max() ? Pacer::kNever : planned_end() - start_;
    }

    Hindrances hindrances_;
    std::atomic<bool> cut_ = false;
    const RunAnchor anchor_;
    const SteadyTime start_;                 // of this turret
    std::uint64_t passed_ = 0;               // arrivals that were due before it began
    std::atomic<std::uint64_t> claimed_{0};  // arrivals, or iterations, that a cannon has taken
    std::atomic<SteadyTime::rep> begun_{kNever};
    std::atomic<SteadyTime::rep> end_{kNever};
};

}  // namespace oct::turret
