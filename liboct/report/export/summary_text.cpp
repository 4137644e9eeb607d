// The Summary as lines for people: what matters most comes first.
#include <oct/observer.hpp>
#include <oct/summary.hpp>

#include "base/text.hpp"
#include "report/judge/headline.hpp"
#include "report/read/table_rows.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {
namespace {

constexpr std::size_t kMessagesShown = 5;

std::string_view word(const LimitResult& result) {
    if (!result.doubt.empty()) return result.state == LimitResult::State::Met ? "ok?" : "MISSED?";
    switch (result.state) {
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
    std::string line = fmt::format("  {:<8}{:<{}}", word(result), result.limit.condition(), width);
    if (result.measured) line += "  measured " + to_string(*result.measured);
    line.erase(line.find_last_not_of(' ') + 1);
    return result.detail.empty() ? line + "\n"
                                 : fmt::format("{}\n          {}\n", line, result.detail);
}

TimerProgress progress_of(const report::TableRow& row) {
    const Section& section = *row.section;
    const Statistics& s = row.failed ? section.failed : section.statistics;
    TimerProgress out;
    out.name = row.failed ? "  " + row.name : row.name;
    out.count = row.failed ? section.errors : section.ended();
    out.errors = row.failed ? 0 : section.errors;
    out.per_second = row.failed ? section.failed_rate : section.rate;
    out.p50 = s.p50;
    out.p95 = s.p95;
    out.p99 = s.p99;
    out.max = s.max;
    return out;
}

std::vector<TimerProgress> rows_of(const Summary& summary) {
    std::vector<TimerProgress> rows;
    for (const report::TableRow& row : report::table_rows(summary))
        rows.push_back(progress_of(row));
    return rows;
}

std::string answers_text(const Summary& summary) {
    std::string out;
    for (const report::Answer& answer : report::answers_of(summary))
        out += fmt::format("  {:<9}{:<13}{}\n", answer.question, answer.word, answer.text);
    return out;
}

}  // namespace

bool Summary::limits_met() const noexcept {
    if (transactions != 0 && errors == transactions) return false;
    return std::all_of(limits.begin(), limits.end(), [](const LimitResult& result) {
        return result.state == LimitResult::State::Met;
    });
}

std::string Summary::limits_table() const {
    if (limits.empty()) return "";
    std::size_t width = 0;
    std::size_t missed = 0;
    for (const LimitResult& result : limits) {
        width = std::max(width, result.limit.condition().size());
        missed += result.state != LimitResult::State::Met;
    }
    std::string out = missed == 0 ? fmt::format("LIMITS  all {} met\n", limits.size())
                                  : fmt::format("LIMITS  {} of {} missed\n", missed, limits.size());
    for (const LimitResult& result : limits) out += limit_line(result, width);
    return out;
}

std::string Summary::to_text(std::size_t columns) const {
    std::string out = headline + "\n" + answers_text(*this) + limits_table();
    for (const std::string& remark : report::remarks_of(*this)) out += "  " + remark + "\n";
    if (std::string load = report::load_text(*this); !load.empty()) {
        if (const std::string busy = report::busy_text(turrets); !busy.empty()) load += ": " + busy;
        out += "  " + load + "\n";
    }
    out += timers_table(rows_of(*this), columns);
    for (std::size_t i = 0; i < std::min(error_messages.size(), kMessagesShown); ++i)
        out += fmt::format("  {} × {}\n", base::count_text(error_messages[i].count),
                           base::sanitized(error_messages[i].message, 120));
    if (error_messages.size() > kMessagesShown)
        out += fmt::format("  … and {} other messages\n", error_messages.size() - kMessagesShown);
    return out;
}

}  // namespace oct
