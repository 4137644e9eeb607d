// How the cannons end: they may finish; those that still wait are interrupted; the rest is stuck.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret.hpp>

#include "base/log.hpp"
#include "turret/battery.hpp"

#include <chrono>
#include <cstddef>

namespace oct::turret {

/// `time` after `now`, however long that is.
[[nodiscard]] SteadyTime after(SteadyTime now, std::chrono::nanoseconds time) noexcept;

/// Asks a battery to stop, and says when there is nothing left to wait for.
///
/// Threading:  confined to the turret's I/O thread.
/// Ownership:  clock and battery outlive it.
class CeaseFire {
public:
    /// The options say how long after begin() waiting cannons are interrupted, and the rest is
    /// given up.
    CeaseFire(Battery& battery, const TurretOptions& options, const Clock& clock, base::Log log)
        : battery_(battery), options_(options), clock_(clock), log_(log) {}

    void begin();
    /// True when every cannon has ended or is given up.
    bool complete();
    /// Cannons that were given up: they may return from run() at any later moment.
    [[nodiscard]] std::size_t stuck() const noexcept { return stuck_; }

private:
    Battery& battery_;
    const TurretOptions options_;
    const Clock& clock_;
    base::Log log_;
    SteadyTime since_{};
    SteadyTime interrupt_at_{};  // if it was not yet
    SteadyTime deadline_{};
    bool interrupted_ = false;
    bool complete_ = true;
    std::size_t stuck_ = 0;
    base::LogLimit waiting_log_{std::chrono::seconds(5)};
};

}  // namespace oct::turret
