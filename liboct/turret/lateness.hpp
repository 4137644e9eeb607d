// Which starts a cannon gives up because it is behind, and whose fault that is.
#pragma once

#include <oct/clock.hpp>
#include <oct/plan.hpp>

#include <chrono>

namespace oct::turret {

/// Judges the starts of one cannon as Plan::when_behind says.
///
/// A start is behind when its cannon was not free, or its setup() not over, at the moment. What the
/// turret itself was late with (a thread that woke late, or was not there yet) does not make a
/// cannon busy: its transactions are thought to begin where they would have begun in a turret that
/// is never late. That lateness has a bound of its own.
/// Threading:  confined to the cannon's thread.
class Lateness {
public:
    enum class Verdict { Fire, NoCannon, TurretLate };

    /// So late a skipping plan lets a turret be that is late itself.
    static constexpr std::chrono::milliseconds kMostOwn{100};

    /// The cannon begins `late` after the moment at which it could have.
    explicit Lateness(std::chrono::nanoseconds late) noexcept;

    /// It was ready for the start of `moment` at `ready`, and can fire `now`, not before `moment`.
    Verdict judge(const Plan& plan, SteadyTime moment, SteadyTime ready, SteadyTime now) noexcept;

private:
    std::chrono::nanoseconds own_;  // that the cannon is behind by the turret's fault
};

}  // namespace oct::turret
