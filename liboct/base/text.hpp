// Small things with text beside the public ones: clean bytes, words without case, folder names.
#pragma once

#include <oct/text.hpp>

#include <string>
#include <string_view>

namespace oct::base {

/// True when sanitized() would return the same bytes: the fast path of the wire.
[[nodiscard]] bool is_clean(std::string_view text, std::size_t max_bytes) noexcept;

/// Equal, letters of either case being the same (ASCII).
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// "2015.12.21_18.23.05_162132" in local time: names a results folder.
[[nodiscard]] std::string folder_time_text(WallTime time);
/// "1234567.8" as "1,234,567.8".
[[nodiscard]] std::string grouped(const std::string& number);
[[nodiscard]] std::string count_text(std::uint64_t count);

}  // namespace oct::base
