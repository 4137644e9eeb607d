// Layout of the live view: counts, bar, timers, limits.
#include "progress_text.hpp"

#include <oct/clock.hpp>

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <utility>

namespace oct::apps {
namespace {

using std::chrono::nanoseconds;

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string clock_text(nanoseconds time) {
    const auto seconds = std::chrono::round<std::chrono::seconds>(time).count();
    char text[64];
    if (seconds >= 3600)
        std::snprintf(
            text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
            static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
    else
        std::snprintf(text, sizeof text, "%02lld:%02lld", static_cast<long long>(seconds / 60),
                      static_cast<long long>(seconds % 60));
    return text;
}

std::string counts_line(const Progress& now) {
    std::string text =
        "turrets: " + std::to_string(now.present_turrets) +
        ", elapsed: " + fixed(std::chrono::duration<double>(now.elapsed).count(), 1) +
        "   transactions: " + std::to_string(now.transactions) +
        "  timers: " + std::to_string(now.timers) + "  errors: " + std::to_string(now.errors);
    if (now.rejected != 0) text += "  rejected: " + std::to_string(now.rejected);
    return text;
}

std::string bar_line(const Progress& now, std::size_t columns) {
    const double share =
        std::clamp(static_cast<double>(now.elapsed.count()) /
                       static_cast<double>(std::max<std::int64_t>(now.run_time.count(), 1)),
                   0.0, 1.0);
    const std::string times = "  " + clock_text(now.elapsed) + " / " + clock_text(now.run_time) +
                              "  cannons " + std::to_string(now.cannons);
    const std::size_t room = columns > times.size() + 12 ? columns - times.size() - 12 : 10;
    const std::size_t width = std::min<std::size_t>(room, 50);
    const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
    std::string bar(full, '=');
    if (full < width) bar += '>';
    bar.resize(width, ' ');
    return "[" + bar + "] " + fixed(100 * share, 0) + " %" + times;
}

// As many limits as fit a line; those that are missed come first.
std::vector<std::string> limit_lines(const Progress& now, std::size_t columns) {
    using State = LimitResult::State;
    std::vector<std::string> lines;
    std::string line;
    for (const State state : {State::Missed, State::Met, State::Unknown})
        for (const LimitResult& result : now.limits) {
            if (result.state != state) continue;
            std::string text = state == State::Missed ? "MISSED "
                               : state == State::Met  ? "ok "
                                                      : "? ";
            text += result.limit.condition();
            if (!line.empty() && line.size() + text.size() + 3 >= columns)
                lines.push_back(std::exchange(line, ""));
            line += (line.empty() ? lines.empty() ? "limits  " : "        " : "   ") + text;
        }
    if (!line.empty()) lines.push_back(line);
    return lines;
}

}  // namespace

std::string progress_line(const Progress& now) {
    std::string text = counts_line(now);
    if (now.sections.empty()) return text;
    const TimerProgress& all = now.sections.front();
    const std::string rate = all.per_second ? fixed(*all.per_second, 1) + "/s" : "–";
    return text + "  rate: " + rate + "  p95: " + duration_text(all.p95) +
           "  p99: " + duration_text(all.p99);
}

std::vector<std::string> progress_view(const Progress& now, std::size_t columns, std::size_t rows) {
    std::vector<std::string> lines{counts_line(now), bar_line(now, columns)};
    const auto limits = limit_lines(now, columns);
    if (!now.sections.empty()) {
        std::istringstream table(timers_table(now.sections, columns - 1));
        for (std::string line;
             lines.size() + limits.size() + 1 < rows && std::getline(table, line);)
            lines.push_back(line);
    }
    lines.insert(lines.end(), limits.begin(), limits.end());
    return lines;
}

}  // namespace oct::apps
