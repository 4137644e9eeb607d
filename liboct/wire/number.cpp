// Integer arithmetic for the common form; std::from_chars for exponents.
#include "wire/number.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace oct::wire {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max() / kNsPerSecond;

std::optional<std::chrono::nanoseconds> parse_exponent(std::string_view text) noexcept {
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(seconds) || seconds < 0 || seconds >= static_cast<double>(kMaxSeconds))
        return std::nullopt;
    return std::chrono::nanoseconds(std::llround(seconds * static_cast<double>(kNsPerSecond)));
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

}  // namespace

void append_seconds(std::string& out, std::chrono::nanoseconds duration) {
    std::int64_t ns = duration.count();
    if (ns < 0) {
        out.push_back('-');
        ns = -ns;
    }
    std::array<char, 32> text;
    char* const end = text.data() + text.size();
    char* at = end;
    std::int64_t fraction = ns % kNsPerSecond;
    for (int i = 0; i < 9; ++i, fraction /= 10) *--at = static_cast<char>('0' + fraction % 10);
    *--at = '.';
    std::int64_t seconds = ns / kNsPerSecond;
    do {
        *--at = static_cast<char>('0' + seconds % 10);
        seconds /= 10;
    } while (seconds != 0);
    out.append(at, end);
}

std::optional<std::chrono::nanoseconds> parse_seconds(std::string_view text) noexcept {
    std::int64_t seconds = 0;
    std::size_t i = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) {
        seconds = seconds * 10 + (text[i] - '0');
        if (seconds >= kMaxSeconds) return std::nullopt;
    }
    if (i == 0)
        return text == "-0" || text == "-0.0" ? std::optional(std::chrono::nanoseconds(0))
                                              : std::nullopt;
    std::int64_t fraction = 0;
    if (i < text.size() && text[i] == '.') {
        std::int64_t unit = kNsPerSecond / 10;
        for (++i; i < text.size() && is_digit(text[i]); ++i, unit /= 10)
            fraction += unit * (text[i] - '0');
    }
    if (i != text.size()) return parse_exponent(text);
    return std::chrono::nanoseconds(seconds * kNsPerSecond + fraction);
}

std::uint64_t parse_count(std::string_view text) noexcept {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

}  // namespace oct::wire
