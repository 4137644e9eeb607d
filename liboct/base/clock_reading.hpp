// The two clocks of a machine, read as one.
#pragma once

#include <oct/clock.hpp>

#include <chrono>

namespace oct::base {

/// One moment on both clocks.
///
/// Between two readings a thread may lose its CPU for a second. So the civil clock is read between
/// two readings of the monotonic one, a few times where these are far apart, and the tightest pair
/// counts: the moment is its middle.
/// Threading:  value.
struct ClockReading {
    SteadyTime now{};
    WallTime wall{};
    std::chrono::nanoseconds apart{};  ///< the two readings of the monotonic clock

    [[nodiscard]] static ClockReading of(const Clock& clock) noexcept;
};

}  // namespace oct::base
