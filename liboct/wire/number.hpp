// Seconds as decimal text on the wire, nanoseconds inside: exact in both directions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oct::wire {

/// Appends nanoseconds as seconds with nine decimals: 48627138 ns → "0.048627138".
void append_seconds(std::string& out, std::chrono::nanoseconds duration);

/// Reads a JSON number of seconds ("0.0486", "1.5e-05", "1795335033"); digits below 1 ns are cut.
/// Nothing for NaN, Infinity, negative values, values of 2^63 ns and more, and other text.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_seconds(std::string_view text) noexcept;

/// Reads a count; 0 for what is none.
[[nodiscard]] std::uint64_t parse_count(std::string_view text) noexcept;

}  // namespace oct::wire
