// The Summary as lines for people: what matters most comes first.
#include <oct/progress.hpp>
#include <oct/summary.hpp>

#include "base/text.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {
namespace {

constexpr std::size_t kMessagesShown = 5;

std::string_view word(LimitResult::State state) {
    switch (state) {
        case LimitResult::State::Met:
            return "ok";
        case LimitResult::State::Missed:
            return "MISSED";
        case LimitResult::State::Unknown:
            return "UNKNOWN";
    }
    return "";
}

std::string limit_line(const LimitResult& result, std::size_t width) {
    std::string line =
        fmt::format("  {:<8}{:<{}}", word(result.state), result.limit.to_string(), width);
    if (result.measured) line += "  measured " + result.limit.value_text(*result.measured);
    line.erase(line.find_last_not_of(' ') + 1);
    return result.detail.empty() ? line + "\n"
                                 : fmt::format("{}\n          {}\n", line, result.detail);
}

std::vector<TimerProgress> rows_of(const Summary& summary) {
    const double seconds = std::chrono::duration<double>(summary.measured_time()).count();
    std::vector<TimerProgress> rows;
    for (const Section& section : summary.sections) {
        const Statistics& s = section.statistics;
        TimerProgress& row = rows.emplace_back();
        row.name = section.name;
        row.count = rows.size() == 1 ? summary.transactions : s.count;
        row.errors = section.errors;
        row.per_second = seconds > 0 ? static_cast<double>(row.count) / seconds : 0;
        row.p50 = s.p50;
        row.p95 = s.p95;
        row.p99 = s.p99;
        row.max = s.max;
    }
    return rows;
}

}  // namespace

bool Summary::limits_met() const noexcept {
    return std::all_of(limits.begin(), limits.end(), [](const LimitResult& result) {
        return result.state == LimitResult::State::Met;
    });
}

std::string Summary::limits_table() const {
    if (limits.empty()) return "";
    std::size_t width = 0;
    std::size_t missed = 0;
    for (const LimitResult& result : limits) {
        width = std::max(width, result.limit.to_string().size());
        missed += result.state != LimitResult::State::Met;
    }
    std::string out = missed == 0 ? fmt::format("LIMITS  all {} met\n", limits.size())
                                  : fmt::format("LIMITS  {} of {} missed\n", missed, limits.size());
    for (const LimitResult& result : limits) out += limit_line(result, width);
    return out;
}

std::string Summary::to_text(std::size_t columns) const {
    std::string out = limits_table();
    out += fmt::format("{}  {}\n", to_string(verdict.grade), verdict.headline);
    for (const Reason& reason : verdict.reasons) out += "  " + reason.text + "\n";
    if (const std::string load = report::load_text(*this); !load.empty()) out += "  " + load + "\n";
    out += timers_table(rows_of(*this), columns);
    for (std::size_t i = 0; i < std::min(error_messages.size(), kMessagesShown); ++i)
        out += fmt::format("  {} × {}\n", base::count_text(error_messages[i].count),
                           sanitized(error_messages[i].message, 120));
    if (error_messages.size() > kMessagesShown)
        out += fmt::format("  … and {} other messages\n", error_messages.size() - kMessagesShown);
    return out;
}

}  // namespace oct
