// Digits, groups and units.
#include "report/read/figures.hpp"

#include <fmt/format.h>

namespace oct::report {

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
    return base::grouped(text);
}

std::string rate_text(std::uint64_t count, std::chrono::nanoseconds time) {
    return rate_text(static_cast<double>(count) * 1e9 /
                     static_cast<double>(std::max<std::int64_t>(time.count(), 1)));
}

std::string rate_text(std::optional<double> per_second) {
    if (!per_second) return "–";
    const double rate = *per_second;
    return base::grouped(fmt::format("{:.{}f}", rate, rate < 10 ? 2 : rate < 1000 ? 1 : 0));
}

std::string milliseconds_text(std::chrono::nanoseconds duration) {
    const double ms = static_cast<double>(duration.count()) / 1e6;
    const int places = ms >= 100 ? 0 : ms >= 10 ? 1 : ms >= 1 ? 2 : ms >= 0.1 ? 3 : 4;
    return base::grouped(fmt::format("{:.{}f}", ms, places));
}

bool is_told(double percent, std::uint64_t count) {
    return static_cast<double>(count) * (1 - percent / 100) > 1 - 1e-9;
}

TimeUnit TimeUnit::of(const Statistics& statistics) {
    using namespace std::chrono_literals;
    const auto typical = statistics.p50;
    if (typical < 10us) return {"µs", 1e3, 2};
    if (typical < 100us) return {"µs", 1e3, 1};
    if (typical < 1ms) return {"µs", 1e3, 0};
    if (typical < 10ms) return {"ms", 1e6, 2};
    if (typical < 100ms) return {"ms", 1e6, 1};
    if (typical < 10s) return {"ms", 1e6, 0};
    return {"s", 1e9, 2};
}

std::string TimeUnit::text(std::chrono::nanoseconds duration) const {
    return base::grouped(fmt::format("{:.{}f}", of(duration), decimals_));
}

std::string skip_causes_text(const Ledger& ledger) {
    std::string text;
    const auto add = [&](const std::string& words, std::uint64_t count) {
        if (count != 0)
            text +=
                fmt::format("{}{} {}", text.empty() ? "" : ", ", words, base::count_text(count));
    };
    add("no cannon was free for", ledger.skipped_no_cannon);
    add("the turret came too late for", ledger.skipped_late);
    add("overdue at the end were", ledger.skipped_at_stop);
    return text.empty() ? "the turrets could not keep to the plan" : text;
}

}  // namespace oct::report
