// A table of figures in a fixed-width font; fmt pads by characters, not bytes.
#include <oct/clock.hpp>
#include <oct/observer.hpp>
#include <oct/sample.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace oct {
namespace {

constexpr std::size_t kFigures = 61;  // columns right of the names
constexpr std::size_t kShortestName = 16;

// Bytes that do not begin a character have no column of their own.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
    }));
}

std::string shortened(std::string name, std::size_t columns) {
    if (width(name) <= columns) return name;
    while (width(name) >= columns) name.pop_back();  // ends with a whole character
    return name + "…";
}

std::string rate_text(const std::optional<double>& per_second) {
    if (!per_second) return "–";
    return base::grouped(fmt::format("{:.{}f}", *per_second, *per_second < 1000 ? 1 : 0));
}

std::string share_text(const TimerProgress& timer) {
    if (timer.errors == 0) return "0 %";
    const double percent = 100.0 * static_cast<double>(timer.errors) /
                           static_cast<double>(std::max(timer.count, timer.errors));
    return percent < 0.01 ? "<0.01 %" : fmt::format("{:.2f} %", percent);
}

}  // namespace

std::string timers_table(const std::vector<TimerProgress>& timers, std::size_t columns) {
    std::size_t longest = kShortestName;
    for (const TimerProgress& timer : timers) longest = std::max(longest, width(timer.name));
    const std::size_t room = columns > kFigures ? columns - kFigures : 0;
    const std::size_t names = std::clamp(longest, kShortestName, std::max(room, kShortestName));
    std::string out = fmt::format("{:<{}} {:>10} {:>8} {:>7} {:>7} {:>7} {:>7} {:>8}\n", "", names,
                                  "count", "rate/s", "p50", "p95", "p99", "max", "err");
    for (std::size_t i = 0; i < timers.size(); ++i) {
        const TimerProgress& timer = timers[i];
        const bool measured = timer.max.count() != 0;
        const auto time = [&](std::chrono::nanoseconds value) {
            return measured ? duration_text(value) : std::string("–");
        };
        out += fmt::format("{:<{}} {:>10} {:>8} {:>7} {:>7} {:>7} {:>7}",
                           shortened(base::sanitized(timer.name, kMaxNameBytes), names), names,
                           base::count_text(timer.count), rate_text(timer.per_second),
                           time(timer.p50), time(timer.p95), time(timer.p99), time(timer.max));
        out += i == 0 || timer.errors != 0 ? fmt::format(" {:>8}\n", share_text(timer)) : "\n";
    }
    return out;
}

}  // namespace oct
