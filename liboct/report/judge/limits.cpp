// A limit's verdict, and the sentence that says where and why it was missed.
#include "report/judge/limits.hpp"

#include <oct/clock.hpp>

#include "base/text.hpp"
#include "measure/limit_check.hpp"
#include "report/read/figures.hpp"
#include "report/read/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

using State = LimitResult::State;

constexpr std::size_t kMessageShown = 80;

/// What a limit is on.
struct Subject {
    const Section* section = nullptr;
    const GraphData* graph = nullptr;
};

Subject timer_in(const std::vector<Section>& sections, const std::vector<GraphData>& graphs,
                 const std::string& timer) {
    if (sections.empty()) return {};
    if (timer.empty()) return {&sections.front(), &graphs.front()};
    for (std::size_t i = 1; i < sections.size(); ++i)
        if (sections[i].name == timer) return {&sections[i], &graphs[i]};
    return {};
}

Subject subject_of(const Limit& limit, const Findings& findings) {
    const Summary& summary = findings.summary;
    if (limit.response) {
        for (std::size_t i = 0; i < summary.responses.size(); ++i)
            if (summary.responses[i].name == limit.timer &&
                summary.responses[i].of_class == limit.of_class)
                return {&summary.responses[i], &findings.response_graphs[i]};
        return {};
    }
    if (limit.of_class.empty() || is_only_class(summary, limit.of_class))
        return timer_in(summary.sections, findings.graphs, limit.timer);
    for (std::size_t i = 0; i < summary.classes.size(); ++i)
        if (summary.classes[i].name == limit.of_class)
            return timer_in(summary.classes[i].sections, findings.class_graphs[i], limit.timer);
    return {};
}

// A class without a success, whose timers the limit may be on, as a sentence; empty: there is none.
std::string dead_class(const Limit& limit, const Summary& summary) {
    if (summary.errors == summary.transactions) return "no transaction succeeded";
    for (const ClassSummary& one : summary.classes)
        if (one.sections.front().statistics.count == 0 &&
            (limit.of_class.empty() || limit.of_class == one.name))
            return fmt::format("no transaction of {} succeeded", one.name);
    return {};
}

// Which of the limit's names is the one that nothing has.
std::string unknown_text(const Limit& limit, const Summary& summary) {
    std::vector<std::string_view> names = class_names(summary);
    const auto is = [&](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (!limit.of_class.empty() && !is(limit.of_class))
        return no_such_name("transaction class", limit.of_class, names);
    const auto* sections = &summary.sections;
    for (const ClassSummary& one : summary.classes)
        if (one.name == limit.of_class) sections = &one.sections;
    names.clear();
    for (std::size_t i = 1; i < sections->size(); ++i) names.push_back((*sections)[i].name);
    if (limit.response && is(limit.timer))
        return "the responses of this timer were not counted while the run went on, and no rows "
               "were kept to count them now";
    return no_such_name("timer", limit.timer, names);
}

std::optional<double> rate_in(const Interval& interval, std::chrono::nanoseconds time) {
    return static_cast<double>(interval.statistics.count) /
           std::chrono::duration<double>(time).count();
}

// Where the run missed the limit: judged interval by interval.
std::string intervals_text(const Limit& limit, const Summary& summary, const Subject& subject) {
    std::size_t measured = 0;
    std::size_t missed = 0;
    std::chrono::nanoseconds first{};
    const auto& intervals = subject.section->intervals;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const Interval& interval = intervals[i];
        const std::chrono::nanoseconds time = summary.measured_time(interval);
        if (time.count() == 0) continue;  // only warm-up
        ++measured;
        const Histogram histogram = subject.graph->histogram(i);
        const measure::LimitFigures figures{&histogram, interval.statistics.count + interval.errors,
                                            interval.errors, rate_in(interval, time)};
        const auto value = measure::value_of(limit, figures);
        if (!value || limit.met_by(*value)) continue;
        if (missed++ == 0) first = interval.from;
    }
    if (missed == 0) return "";
    return fmt::format("missed in {} of {} intervals, first in the one from {} s", missed, measured,
                       seconds_text(first));
}

std::string errors_text(const Section& section, const Summary& summary) {
    std::string text = fmt::format("{} of {}", base::count_text(section.errors),
                                   base::count_text(section.ended()));
    if (&section != summary.sections.data() || summary.error_messages.empty()) return text;
    const ErrorCount& most = summary.error_messages.front();
    return text + fmt::format("; mostly {} × \"{}\"", base::count_text(most.count),
                              base::sanitized(most.message, kMessageShown));
}

std::string why(const Limit& limit, const Summary& summary, const Subject& subject) {
    if (limit.measure == Limit::Measure::Count) return "";
    const bool errors =
        limit.measure == Limit::Measure::Errors || limit.measure == Limit::Measure::ErrorShare;
    if (limit.measure == Limit::Measure::Errors) return errors_text(*subject.section, summary);
    std::string where = intervals_text(limit, summary, subject);
    if (!errors) return where;
    std::string what = errors_text(*subject.section, summary);
    return where.empty() ? what : what + "; " + where;
}

std::string unmeasured_text(const Limit& limit, const Section& section) {
    if (section.ended() == 0) return "there was nothing to measure";
    if (limit.measure == Limit::Measure::Rate) return "nothing ended before the stop";
    return fmt::format("none of {} succeeded", base::count_text(section.ended()));
}

// A timer is told apart from the wait before it only where there was one.
std::string form_text(const Limit& limit, const Summary& summary) {
    if (limit.timer.empty() || !limit.is_duration()) return "";
    if (limit.response) return "judged from the intended start of the transaction on";
    const Statistics& lag = summary.lag.statistics;
    if (lag.count == 0 || lag.p99 < std::chrono::milliseconds(1)) return "";
    return fmt::format(
        "judged without the wait before the transaction, of which 1 % was {} or "
        "longer: \"response {}\" has it",
        duration_text(lag.p99), limit.condition());
}

void add(std::string& text, const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
}

LimitResult judge(const Limit& limit, const Findings& findings) {
    const Summary& summary = findings.summary;
    const Subject subject = subject_of(limit, findings);
    if (subject.section == nullptr) {
        // Of a target that is dead nobody sees the timers: that is no mistake in the limit.
        const std::string dead = dead_class(limit, summary);
        return dead.empty() ? LimitResult{limit, State::Unknown, {}, unknown_text(limit, summary)}
                            : LimitResult{limit, State::Missed, {}, dead};
    }
    const Section& section = *subject.section;
    LimitResult result = measure::check(
        limit, {&subject.graph->total, section.ended(), section.errors, section.rate});
    if (result.state == State::Missed)
        result.detail =
            result.measured ? why(limit, summary, subject) : unmeasured_text(limit, section);
    add(result.detail, form_text(limit, summary));
    return result;
}

}  // namespace

std::vector<LimitResult> judge_limits(const std::vector<Limit>& limits, const Findings& findings) {
    std::vector<LimitResult> results;
    results.reserve(limits.size());
    for (const Limit& limit : limits) results.push_back(judge(limit, findings));
    return results;
}

}  // namespace oct::report
