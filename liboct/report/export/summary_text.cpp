// The Summary as lines for people: what matters most comes first.
#include <oct/progress.hpp>
#include <oct/summary.hpp>

#include "base/text.hpp"
#include "report/judge/headline.hpp"
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
    std::string line = fmt::format("  {:<8}{:<{}}", word(result), result.limit.to_string(), width);
    if (result.measured) line += "  measured " + result.limit.value_text(*result.measured);
    line.erase(line.find_last_not_of(' ') + 1);
    return result.detail.empty() ? line + "\n"
                                 : fmt::format("{}\n          {}\n", line, result.detail);
}

TimerProgress row_of(std::string name, const Statistics& s, std::uint64_t errors,
                     std::optional<double> rate) {
    TimerProgress row;
    row.name = std::move(name);
    row.count = s.count;
    row.errors = errors;
    row.per_second = rate.value_or(0);
    row.p50 = s.p50;
    row.p95 = s.p95;
    row.p99 = s.p99;
    row.max = s.max;
    return row;
}

void add_rows(std::vector<TimerProgress>& rows, const std::vector<Section>& sections,
              const std::string& of_class) {
    for (const Section& section : sections) {
        const bool whole_class = !of_class.empty() && &section == sections.data();
        rows.push_back(row_of(whole_class        ? of_class
                              : of_class.empty() ? section.name
                                                 : of_class + " · " + section.name,
                              section.statistics, section.errors, section.rate));
        TimerProgress& row = rows.back();
        row.count = section.ended();
        if (&section != sections.data() || !of_class.empty() || section.errors == 0) continue;
        TimerProgress& failed =
            rows.emplace_back(row_of("  failed", section.failed, 0, section.failed_rate));
        failed.count = section.errors;
    }
}

std::vector<TimerProgress> rows_of(const Summary& summary) {
    std::vector<TimerProgress> rows;
    add_rows(rows, summary.sections, "");
    for (const ClassSummary& one : summary.classes) add_rows(rows, one.sections, one.name);
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
    std::string out = headline + "\n" + answers_text(*this) + limits_table();
    for (const Shortfall& shortfall : plan.shortfalls) out += "  " + shortfall.text + "\n";
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
