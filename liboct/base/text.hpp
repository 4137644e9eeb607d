// Small things with text: making foreign bytes harmless, near words, times for people.
#pragma once

#include <oct/clock.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

inline constexpr std::size_t kMaxNameBytes = 256;    ///< names of turrets, timers, scripts
inline constexpr std::size_t kMaxErrorBytes = 4096;  ///< error texts

/// Text safe to print and to store: valid UTF-8 (bad bytes become U+FFFD), control characters (C0,
/// DEL, C1) become spaces, at most `max_bytes` bytes, cut between characters and marked with "…".
[[nodiscard]] std::string sanitized(std::string_view text, std::size_t max_bytes);
/// True when sanitized() would return the same bytes: the fast path of the wire.
[[nodiscard]] bool is_clean(std::string_view text, std::size_t max_bytes) noexcept;

/// Equal, letters of either case being the same (ASCII).
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// The candidate that `word` was probably meant to be (edit distance ≤ a third of its length), or
/// an empty string.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string_view>& candidates);

/// "2015-12-21 18:23:06" in local time.
[[nodiscard]] std::string local_time_text(WallTime time);
/// "2015.12.21_18.23.05_162132" in local time: names a results folder.
[[nodiscard]] std::string folder_time_text(WallTime time);
/// A duration with its unit, three significant digits: "1.24 ms", "83 ns", "2.5 s".
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace oct
