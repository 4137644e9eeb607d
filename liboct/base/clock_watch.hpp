// Notices when somebody sets the civil clock during a run.
#pragma once

#include <oct/clock.hpp>

#include "base/clock_reading.hpp"

#include <optional>
#include <vector>

namespace oct::base {

/// Compares how far the two clocks have moved since the last look.
///
/// A clock that is slewed drifts by at most 0.5 ms a second (adjtime(3)); a jump of more than 50 ms
/// between two looks a second apart is a step. A reading whose parts are too far apart to tell is
/// left to the next look. At most 100 steps are kept.
/// Threading:  value.
class ClockWatch {
public:
    /// Begins anew: steps are counted from here.
    void start(const ClockReading& reading);
    /// Looks again; returns the step when there was one.
    const ClockStep* look(const ClockReading& reading);

    [[nodiscard]] const std::vector<ClockStep>& steps() const noexcept { return steps_; }

private:
    SteadyTime started_{};
    std::optional<std::chrono::nanoseconds> offset_;  // wall − steady at the last look
    std::vector<ClockStep> steps_;
};

}  // namespace oct::base
