// Which starts a cannon gives up because it is behind, and whose fault that is.
#pragma once

#include <oct/clock.hpp>
#include <oct/plan.hpp>

#include <chrono>
#include <optional>

namespace oct::turret {

/// Judges the starts of one cannon as Plan::when_behind says.
///
/// A cannon is late for a start for one of two reasons. It was busy: its last transaction, or its
/// setup(), was not over at the moment. Or the turret was late: a thread woke late, or was not
/// there yet. The judge keeps the two apart. It knows by how much the turret delayed the last
/// transaction, and takes that off the time at which the cannon became free: a cannon that would
/// have been free in a punctual turret is not called busy. How late the turret may be has a limit
/// of its own. Nobody can be set up when the run begins: up to the same limit the first setup() of
/// a skipping cannon makes it not busy.
/// Threading:  confined to the cannon's thread.
class StartJudge {
public:
    /// The most that the turret may be late when the plan says skip.
    static constexpr std::chrono::milliseconds kMostOwn{100};

    /// Starts before one of these moments are given up, for the reason that comes first.
    struct Limits {
        SteadyTime no_cannon;
        SteadyTime turret_late;
    };

    StartJudge() = default;
    /// The cannon begins `now`, and could have at `first`.
    StartJudge(const Plan& plan, SteadyTime first, SteadyTime now) noexcept;

    /// Of a skipping or capped plan, for a cannon that was ready at `ready` and could fire `now`.
    [[nodiscard]] Limits limits(const Plan& plan, SteadyTime ready, SteadyTime now) const noexcept;
    /// That cannon fires the start of `moment`.
    void fires(SteadyTime moment, SteadyTime ready, SteadyTime now) noexcept;

private:
    /// When a cannon that is ready at `ready` would have been free in a punctual turret.
    [[nodiscard]] SteadyTime free_at(SteadyTime ready) const noexcept;

    std::chrono::nanoseconds own_{};   // by which the turret delayed the cannon
    std::optional<SteadyTime> first_;  // of a skipping plan, until it has fired
};

}  // namespace oct::turret
