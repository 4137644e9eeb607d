// What a comparison says to the changes that are to fail it.
#include <oct/compare.hpp>
#include <oct/error.hpp>

#include "report/compare/fitness.hpp"
#include "report/judge/outcome.hpp"
#include "report/read/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace oct {
namespace {

// A limit between the figures of the two runs, which one of them keeps and the other one misses.
LimitResult limit_between(const Change& change, LimitResult::State state) {
    LimitResult result;
    result.state = state;
    if (change.measure == "rate") {
        result.limit.measure = Limit::Measure::Rate;
        result.limit.relation = Limit::Relation::Greater;
    } else if (change.measure == "errors") {
        result.limit.measure = Limit::Measure::ErrorShare;
    }
    return result;
}

// What may have made the change and is not the target's; empty: nothing.
std::string doubt_of(const Comparison& comparison, const Change& change) {
    using State = LimitResult::State;
    const auto look = [&](const char* name, const ComparedRun& run, State state) {
        const std::string doubt =
            report::doubt_of(run.verdict, run.plan, limit_between(change, state));
        return doubt.empty() ? "" : fmt::format("run {}: {}", name, doubt);
    };
    std::string doubt = look("B", comparison.after, change.worse() ? State::Missed : State::Met);
    if (!doubt.empty()) return doubt;
    return look("A", comparison.before, change.worse() ? State::Met : State::Missed);
}

// Only one of the runs has what was asked for; empty: none has it, or both have.
std::string only_in_one(const Comparison& comparison, const FailOn& wanted) {
    const std::string of_class = wanted.of_class.empty() ? "" : '[' + wanted.of_class + ']';
    for (const std::string& name : {wanted.timer, of_class, wanted.timer + ' ' + of_class}) {
        const auto is_in = [&](const std::vector<std::string>& names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        if (is_in(comparison.only_before)) return "only run A has " + name;
        if (is_in(comparison.only_after)) return "only run B has " + name;
    }
    return "";
}

}  // namespace

const Change& Comparison::find(const FailOn& wanted) const {
    const std::string of_class = wanted.of_class == only_class ? "" : wanted.of_class;
    std::vector<std::string_view> classes;
    std::vector<std::string_view> timers;
    if (!only_class.empty()) classes.emplace_back(only_class);
    for (const Change& change : changes) {
        if (!change.of_class.empty() && (classes.empty() || classes.back() != change.of_class))
            classes.emplace_back(change.of_class);
        if (change.of_class != of_class) continue;
        const bool all = change.section == changes.front().section;
        if (change.measure == wanted.measure &&
            (wanted.timer.empty() ? all : !all && change.section == wanted.timer))
            return change;
        if (!all && (timers.empty() || timers.back() != change.section))
            timers.emplace_back(change.section);
    }
    const bool known =
        of_class.empty() || std::find(classes.begin(), classes.end(), of_class) != classes.end();
    throw ConfigError(fmt::format(
        "--fail-on \"{}\": {}", wanted.text,
        known ? report::no_such_name("timer of both runs", wanted.timer, timers)
              : report::no_such_name("transaction class of both runs", of_class, classes)));
}

FailOnResult Comparison::judge(const FailOn& wanted, bool strict) const {
    const auto untold = [&](const std::string& why) -> FailOnResult {
        return {FailOnResult::State::Untold,
                fmt::format("{} cannot be told: {}", wanted.text, why)};
    };
    if (!refusal.empty()) return untold(refusal);
    if (const std::string why = only_in_one(*this, wanted); !why.empty()) return untold(why);
    const Change& change = find(wanted);
    for (const std::string& why :
         {report::unfit("A", before, strict), report::unfit("B", after, strict)})
        if (!why.empty()) return untold(why);
    if (!change.noise) return untold(change.untold);
    const bool failed = wanted.failed_by(change);
    if (failed)
        if (const std::string why = doubt_of(*this, change); !why.empty())
            return untold(fmt::format("{}; but {}", change.to_string(), why));
    return {failed ? FailOnResult::State::Failed : FailOnResult::State::Kept,
            fmt::format("{} {}: {}", wanted.text, failed ? "failed" : "kept", change.to_string())};
}

}  // namespace oct
