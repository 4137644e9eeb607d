// Text for people: what every program needs that shows names, errors and times of others.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

inline constexpr std::size_t kMaxNameBytes = 256;    ///< names of turrets, timers, scripts
inline constexpr std::size_t kMaxErrorBytes = 4096;  ///< error texts

/// Text safe to print and to store: valid UTF-8 (bad bytes become U+FFFD), control characters (C0,
/// DEL, C1) become spaces, at most `max_bytes` bytes, cut between characters and marked with "…".
[[nodiscard]] OCT_EXPORT std::string sanitized(std::string_view text, std::size_t max_bytes);

/// The candidate that `word` was probably meant to be (edit distance ≤ a third of its length), or
/// an empty string.
[[nodiscard]] OCT_EXPORT std::string did_you_mean(std::string_view word,
                                                  const std::vector<std::string_view>& candidates);

/// "2015-12-21 18:23:06" in local time.
[[nodiscard]] OCT_EXPORT std::string local_time_text(WallTime time);

/// A duration with its unit, three significant digits: "1.24 ms", "83 ns", "2.5 s".
[[nodiscard]] OCT_EXPORT std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace oct
