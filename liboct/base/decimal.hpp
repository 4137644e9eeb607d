// Decimal fractions from integers: exact, and cheaper than the shortest double.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

namespace oct::base {

/// Appends value / power without zeros at the end, except for `least_decimals` (0 or 1): with 0
/// and no fraction there is no point either. `power`: a power of ten, up to 10^9.
inline void append_decimal(std::string& out, std::uint64_t value, std::uint64_t power,
                           std::size_t least_decimals) {
    std::array<char, 24> digits{};
    const char* end = std::to_chars(digits.begin(), digits.end(), value / power).ptr;
    out.append(digits.cbegin(), end);
    if (value % power == 0 && least_decimals == 0) return;
    end = std::to_chars(digits.begin(), digits.end(), power + value % power).ptr;
    digits[0] = '.';  // in place of the 1 of the power, which keeps the zeros behind it
    while (end[-1] == '0' &&
           end - digits.cbegin() > 1 + static_cast<std::ptrdiff_t>(least_decimals))
        --end;
    out.append(digits.cbegin(), end);
}

}  // namespace oct::base
