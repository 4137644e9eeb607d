// Numbers go through integers: exact to the nanosecond, and cheaper than the shortest double.
#include "report/export/csv_text.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace oct::report {
namespace {

constexpr std::array<std::uint64_t, 10> kPowers{
    1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

bool begins_formula(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    for (const std::string_view start : {"=", "+", "-", "@", "＝", "＋", "－", "＠"})
        if (text.starts_with(start)) return true;
    return false;
}

}  // namespace

std::string defused(std::string_view text) {
    std::string clean = base::sanitized(text, std::string::npos);
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
    const std::uint64_t power = kPowers[static_cast<std::size_t>(decimals)];
    const double scaled = std::abs(seconds) * static_cast<double>(power);
    std::array<char, 40> digits{};
    if (!(scaled < 9e15)) {  // beyond what a double holds exactly, and beyond every run
        const auto end = std::to_chars(digits.begin(), digits.end(), seconds).ptr;
        out.append(digits.data(), end);
        return;
    }
    const auto value = static_cast<std::uint64_t>(std::llround(scaled));
    if (seconds < 0 && value != 0) out.push_back('-');
    base::append_decimal(out, value, power, 0);
}

}  // namespace oct::report
