// Text of others made harmless, words without case, near words, numbers for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oct::base {

/// Stands for the custom timers beyond a bound on names.
inline constexpr std::string_view kFurtherTimers = "(further timers)";

/// Text safe to print and to store: valid UTF-8 (bad bytes become U+FFFD), control characters (C0,
/// DEL, C1) become spaces, at most `max_bytes` bytes, cut between characters and marked with "…".
[[nodiscard]] std::string sanitized(std::string_view text, std::size_t max_bytes);

/// The candidate that `word` was probably meant to be (edit distance ≤ a third of its length), or
/// an empty string.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string_view>& candidates);

/// True when sanitized() would return the same bytes: the fast path of the wire.
[[nodiscard]] bool is_clean(std::string_view text, std::size_t max_bytes) noexcept;

/// Equal, letters of either case being the same (ASCII).
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// "1234567.8" as "1,234,567.8".
[[nodiscard]] std::string grouped(const std::string& number);
[[nodiscard]] std::string count_text(std::uint64_t count);

}  // namespace oct::base
