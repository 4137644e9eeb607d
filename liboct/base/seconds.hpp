// Durations and moments at the edge of the database: seconds as REAL.
#pragma once

#include <oct/clock.hpp>

#include <chrono>
#include <cmath>
#include <optional>

namespace oct::base {

[[nodiscard]] inline double to_seconds(std::chrono::nanoseconds duration) noexcept {
    return static_cast<double>(duration.count()) / 1e9;
}

[[nodiscard]] inline double to_seconds(WallTime moment) noexcept {
    return to_seconds(moment.time_since_epoch());
}

/// Nothing for a number that no duration of ours can have: not finite, or beyond 200 years.
[[nodiscard]] inline std::optional<std::chrono::nanoseconds> from_seconds(double seconds) noexcept {
    constexpr double kLongest = 200.0 * 366 * 86400;
    if (!(std::abs(seconds) <= kLongest)) return std::nullopt;
    return std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

}  // namespace oct::base
