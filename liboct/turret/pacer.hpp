// When cannons start and transactions arrive: pure functions of the plan, tested without time.
#pragma once

#include <oct/config.hpp>
#include <oct/plan.hpp>

#include "turret/poisson_process.hpp"
#include "turret/rate_curve.hpp"

#include <chrono>
#include <cstdint>

namespace oct::turret {

/// The schedule of one of the `of` turrets that share a plan. Number k of the whole plan belongs to
/// turret k mod `of`, so together they do what one turret would, to the nanosecond.
///
/// Threading:  confined (a copy for each thread): Poisson arrivals keep the last place looked up.
class Pacer {
public:
    using Milliseconds = std::chrono::duration<double, std::milli>;

    /// The moment of what never comes.
    static constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();

    explicit Pacer(const TurretConfig& config);

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    /// Closed load, and each cannon starts again as soon as it is free.
    [[nodiscard]] bool never_pauses() const noexcept {
        return !plan_.scheduled() && plan_.think_time.count() == 0;
    }
    /// Cannons of this turret.
    [[nodiscard]] std::uint32_t cannons() const noexcept { return cannons_; }

    /// Start of cannon `k` (0 ≤ k < cannons) of this turret after the turret's start. Closed load:
    /// number g of all n starts at g · rampup / n; 30 cannons and a rampup of 15 s start 2 each
    /// second. Open load: at once.
    [[nodiscard]] std::chrono::nanoseconds start_of(std::uint32_t k) const noexcept;

    /// Closed load: how long before the end of the run cannon `k` leaves. The last to start is the
    /// first to leave, number g of all n at g · cooldown / n.
    [[nodiscard]] std::chrono::nanoseconds leave_of(std::uint32_t k) const noexcept;

    /// Closed load: how long this turret's cannons are there, each from its start to its leaving,
    /// all of them together: until `time` after the turret's start, in a run that ends `end` after
    /// it (kNever: that is not known).
    [[nodiscard]] Milliseconds cannon_time(std::chrono::nanoseconds time,
                                           std::chrono::nanoseconds end) const noexcept;
    /// The same of cannon `k` alone.
    [[nodiscard]] Milliseconds cannon_time_of(std::uint32_t k, std::chrono::nanoseconds time,
                                              std::chrono::nanoseconds end) const noexcept;
    /// Closed load: cannons that such a run leaves no time, because their place in the ramp is at
    /// its end or behind it.
    [[nodiscard]] std::uint32_t never_start(std::chrono::nanoseconds end) const noexcept;

    /// Open load: the intended start of this turret's arrival `j` after the start of the run;
    /// kNever when the plan has no such arrival.
    [[nodiscard]] std::chrono::nanoseconds arrival(std::uint64_t j) const;
    /// Open load: how many of this turret's arrivals are due before `time`.
    [[nodiscard]] std::uint64_t arrivals_before(std::chrono::nanoseconds time) const;

    /// Transactions that this turret may start; the largest number when only time ends them.
    [[nodiscard]] std::uint64_t iterations() const noexcept;

private:
    /// Of a time that is spread over all cannons, what has passed when it is cannon `k`'s turn.
    [[nodiscard]] std::chrono::nanoseconds share_of(std::chrono::nanoseconds time,
                                                    std::uint32_t k) const noexcept;
    /// Sum of that over the cannons before `k`.
    [[nodiscard]] Milliseconds shares_before(std::chrono::nanoseconds time,
                                             std::uint32_t k) const noexcept;
    /// When cannon `k` leaves a run that ends at `end`; kNever when that is not known.
    [[nodiscard]] std::chrono::nanoseconds left_at(std::uint32_t k,
                                                   std::chrono::nanoseconds end) const noexcept {
        return end == kNever ? kNever : end - leave_of(k);
    }
    /// Cannons that have started before `time` and do not leave before: the first so many.
    [[nodiscard]] std::uint32_t started(std::chrono::nanoseconds time,
                                        std::chrono::nanoseconds end) const noexcept;

    Plan plan_;
    std::uint32_t cannons_;
    std::chrono::nanoseconds rampup_;
    std::uint32_t index_;
    std::uint32_t of_;
    RateCurve curve_;
    PoissonProcess poisson_;
};

}  // namespace oct::turret
