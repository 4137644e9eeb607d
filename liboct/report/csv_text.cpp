// Numbers go through integers: exact to the nanosecond, and cheaper than the shortest double.
#include "report/csv_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace oct {
namespace {

constexpr std::array<double, 10> kPowers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

bool begins_formula(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    for (const std::string_view start : {"=", "+", "-", "@", "＝", "＋", "－", "＠"})
        if (text.starts_with(start)) return true;
    return false;
}

}  // namespace

std::string defused(std::string_view text) {
    std::string clean = sanitized(text, std::string::npos);
    if (begins_formula(clean)) clean.insert(0, 1, '\'');
    return clean;
}

void append_cell(std::string& out, std::string_view text, char delimiter) {
    const bool plain =
        text.empty() || (text.front() != ' ' && text.back() != ' ' &&
                         std::none_of(text.begin(), text.end(), [delimiter](char c) {
                             return c == delimiter || c == '"' || c == '\r' || c == '\n';
                         }));
    if (plain) {
        out.append(text);
        return;
    }
    out.push_back('"');
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

void append_seconds_cell(std::string& out, double seconds, int decimals) {
    if (!std::isfinite(seconds)) return;
    const auto places = static_cast<std::size_t>(decimals);
    const double scaled = std::abs(seconds) * kPowers[places];
    std::array<char, 40> digits{};
    if (!(scaled < 9e15)) {  // beyond what a double holds exactly, and beyond every run
        const auto end = std::to_chars(digits.begin(), digits.end(), seconds).ptr;
        out.append(digits.data(), end);
        return;
    }
    auto value = static_cast<std::uint64_t>(std::llround(scaled));
    std::size_t at = digits.size();
    std::size_t kept = 0;  // decimals written: zeros at the end are not
    for (std::size_t place = places; place != 0; --place, value /= 10) {
        const auto digit = static_cast<char>('0' + value % 10);
        if (kept == 0 && digit == '0') continue;
        digits[--at] = digit;
        ++kept;
    }
    if (kept != 0) digits[--at] = '.';
    do digits[--at] = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    if (seconds < 0 && scaled >= 0.5) out.push_back('-');
    out.append(digits.data() + at, digits.size() - at);
}

}  // namespace oct
