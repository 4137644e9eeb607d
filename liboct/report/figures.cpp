// Digits, groups and units.
#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {

std::string grouped(const std::string& number) {
    const auto point = std::min(number.find('.'), number.size());
    const std::size_t first = number.starts_with('-') ? 1 : 0;
    std::string out = number;
    for (std::size_t at = point; at > first + 3; at -= 3) out.insert(at - 3, ",");
    return out;
}

std::string count_text(std::uint64_t count) {
    return grouped(std::to_string(count));
}

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0 || part == 0) return "0 %";
    if (part == whole) return "100 %";
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (percent < 0.01) return "< 0.01 %";
    if (percent > 99.99) return "> 99.99 %";
    return fmt::format("{:.2f} %", percent);
}

std::string seconds_text(std::chrono::nanoseconds duration) {
    std::string text = fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1e9);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return grouped(text);
}

Milliseconds::Milliseconds(const Statistics& statistics) {
    using namespace std::chrono_literals;
    const auto typical = statistics.p50;
    decimals_ = typical < 100us ? 4 : typical < 1ms ? 3 : typical < 10ms ? 2 : typical < 1s ? 1 : 0;
}

std::string Milliseconds::text(std::chrono::nanoseconds duration) const {
    return grouped(fmt::format("{:.{}f}", static_cast<double>(duration.count()) / 1e6, decimals_));
}

}  // namespace oct
