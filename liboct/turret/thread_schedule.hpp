// What the cannons of one thread share during a run.
#pragma once

#include "turret/pacer.hpp"
#include "turret/run_schedule.hpp"
#include "turret/skips.hpp"

#include <stop_token>

namespace oct::turret {

/// A thread's view of the turret's schedule, and what its cannons skip of it.
///
/// Threading:  confined to that thread; the skips may be read from any.
/// Ownership:  the run outlives it.
struct ThreadSchedule {
    ThreadSchedule(const Pacer& all, RunSchedule& turret, const std::stop_token& token)
        : pacer(all), run(turret), stop(token) {}

    const Pacer pacer;  // a copy: a Pacer is confined
    RunSchedule& run;
    const std::stop_token stop;
    SkipCounts skips;

    [[nodiscard]] const Plan& plan() const noexcept { return pacer.plan(); }
    /// Starts that are behind may be given up.
    [[nodiscard]] bool judges() const noexcept { return plan().when_behind != WhenBehind::CatchUp; }
    /// Its starts are due after a think time, but not before setup() is over, which lies within.
    [[nodiscard]] bool thinks() const noexcept {
        return !plan().scheduled() && plan().think_time.count() != 0;
    }
    /// Cannons that fail at once wait before they try again: no plan does it for them.
    [[nodiscard]] bool backs_off() const noexcept { return pacer.never_pauses(); }
    /// A cannon had taken the start of `moment` and will not fire it.
    void stopped_before(SteadyTime moment) noexcept {
        if (plan().scheduled() && run.intended(moment)) skips.at_stop(1);
    }
};

}  // namespace oct::turret
