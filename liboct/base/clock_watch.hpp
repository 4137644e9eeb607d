// Notices when somebody sets the civil clock during a run.
#pragma once

#include <oct/clock.hpp>

#include <vector>

namespace oct::base {

/// Compares how far the two clocks have moved since the last look.
///
/// A clock that is slewed drifts by at most 0.5 ms a second (adjtime(3)); a jump of more than 50 ms
/// between two looks a second apart is a step. At most 100 steps are kept.
/// Threading:  value.
class ClockWatch {
public:
    /// Begins anew: steps are counted from here.
    void start(SteadyTime now, WallTime wall);
    /// Looks again; returns the step when there was one.
    const ClockStep* look(SteadyTime now, WallTime wall);

    [[nodiscard]] const std::vector<ClockStep>& steps() const noexcept { return steps_; }

private:
    SteadyTime started_{};
    std::chrono::nanoseconds offset_{};  // wall − steady at the last look
    std::vector<ClockStep> steps_;
};

}  // namespace oct::base
