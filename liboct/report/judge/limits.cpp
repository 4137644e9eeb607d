// A limit's verdict, and the sentence that says where and why it was missed.
#include "report/judge/limits.hpp"

#include "base/text.hpp"
#include "measure/limit_check.hpp"
#include "report/read/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

constexpr std::size_t kNamesShown = 20;
constexpr std::size_t kMessageShown = 80;

std::string seen_text(const std::string& wanted, const std::vector<Section>& sections) {
    std::vector<std::string_view> names;
    for (std::size_t i = 1; i < sections.size(); ++i) names.push_back(sections[i].name);
    if (names.empty()) return "no timer has that name; none was recorded";
    const std::string meant = did_you_mean(wanted, names);
    const std::size_t shown = std::min(names.size(), kNamesShown);
    return fmt::format(
        "no timer has that name{}; seen: {}{}",
        meant.empty() ? "" : fmt::format(" (did you mean {}?)", meant),
        fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
        shown < names.size() ? " …" : "");
}

// Where the run missed the limit: judged interval by interval.
std::string intervals_text(const Limit& limit, const Summary& summary, const Section& section,
                           const GraphData& graph) {
    std::size_t measured = 0;
    std::size_t missed = 0;
    std::chrono::nanoseconds first{};
    for (std::size_t i = 0; i < section.intervals.size(); ++i) {
        const Interval& interval = section.intervals[i];
        const std::chrono::nanoseconds time = summary.measured_time(interval);
        if (time.count() == 0) continue;  // only warm-up
        ++measured;
        const measure::Histogram histogram = graph.histogram(i);
        const measure::LimitFigures figures{&histogram,
                                            std::max(interval.statistics.count, interval.errors),
                                            interval.errors, time};
        const auto value = measure::value_of(limit, figures);
        if (!value || limit.met_by(*value)) continue;
        if (missed++ == 0) first = interval.from;
    }
    if (missed == 0) return "";
    return fmt::format("missed in {} of {} intervals, first in the one from {} s", missed, measured,
                       seconds_text(first));
}

std::string errors_text(const Summary& summary) {
    if (summary.error_messages.empty()) return "";
    const ErrorCount& most = summary.error_messages.front();
    return fmt::format("{} of {}; mostly {} × \"{}\"", base::count_text(summary.errors),
                       base::count_text(summary.transactions), base::count_text(most.count),
                       sanitized(most.message, kMessageShown));
}

std::string why(const Limit& limit, const Summary& summary, const Section& section,
                const GraphData& graph) {
    if (limit.measure == Limit::Measure::Count) return "";
    const bool errors =
        limit.measure == Limit::Measure::Errors || limit.measure == Limit::Measure::ErrorShare;
    if (limit.measure == Limit::Measure::Errors) return errors_text(summary);
    std::string where = intervals_text(limit, summary, section, graph);
    if (!errors) return where;
    const std::string what = errors_text(summary);
    return what.empty() || where.empty() ? what + where : what + "; " + where;
}

LimitResult judge(const Limit& limit, const Summary& summary,
                  const std::vector<GraphData>& graphs) {
    const auto& sections = summary.sections;
    std::size_t at = 0;
    if (!limit.timer.empty())
        while (++at < sections.size() && sections[at].name != limit.timer) {
        }
    if (at >= sections.size())
        return {limit, LimitResult::State::Unknown, {}, seen_text(limit.timer, sections)};
    const Section& section = sections[at];
    const std::uint64_t count = at == 0 ? summary.transactions : section.statistics.count;
    LimitResult result =
        measure::check(limit, {&graphs[at].total, count, section.errors, summary.measured_time()});
    if (result.state == LimitResult::State::Missed)
        result.detail = result.measured ? why(limit, summary, section, graphs[at])
                                        : "there was nothing to measure";
    return result;
}

}  // namespace

std::vector<LimitResult> judge_limits(const std::vector<Limit>& limits, const Summary& summary,
                                      const std::vector<GraphData>& graphs) {
    std::vector<LimitResult> results;
    results.reserve(limits.size());
    for (const Limit& limit : limits) results.push_back(judge(limit, summary, graphs));
    return results;
}

}  // namespace oct::report
