// Each limit is held against every doubt.
#include "report/judge/outcome.hpp"

#include <algorithm>
#include <string>

namespace oct {
namespace report {
namespace {

using State = LimitResult::State;

// A limit that asks for much, of which a smaller load gives less.
bool wants_much(const Limit& limit) {
    const bool of_load =
        limit.measure == Limit::Measure::Rate || limit.measure == Limit::Measure::Count;
    return of_load && limit.relation >= Limit::Relation::Greater;
}

bool is_on_errors(const Limit& limit) {
    return limit.measure == Limit::Measure::Errors || limit.measure == Limit::Measure::ErrorShare;
}

bool can_change(Bearing bearing, const LimitResult& result) {
    const bool missed = result.state == State::Missed;
    switch (bearing) {
        case Bearing::Nothing:
            return false;
        case Bearing::Lengthens:
            return missed && !is_on_errors(result.limit);
        case Bearing::Hides:
            return !missed && !wants_much(result.limit);
        case Bearing::LessLoad:
            return wants_much(result.limit) == missed;
        case Bearing::NotFull:
            return can_change(Bearing::LessLoad, result) || can_change(Bearing::Lengthens, result);
        case Bearing::Anything:
            return true;
    }
    return false;
}

}  // namespace

std::string doubt_of(const Verdict& verdict, const Fulfilment& plan, const LimitResult& result) {
    for (const Reason& reason : verdict.reasons)
        if (can_change(reason.bearing, result)) return reason.text;
    if (!can_change(Bearing::LessLoad, result)) return {};
    for (const Shortfall& shortfall : plan.shortfalls)
        if (shortfall.breaks) return shortfall.text;
    return {};
}

void doubt_limits(Summary& summary) {
    for (LimitResult& result : summary.limits)
        if (result.state != State::Unknown)
            result.doubt = doubt_of(summary.verdict, summary.plan, result);
}

Outcome outcome_of(const Summary& summary) {
    const auto& limits = summary.limits;
    const bool missed = std::any_of(limits.begin(), limits.end(), [](const LimitResult& result) {
        return result.state == State::Missed && result.doubt.empty();
    });
    const bool none_succeeded = summary.transactions != 0 && summary.errors == summary.transactions;
    if (missed || none_succeeded) return Outcome::Failed;
    if (limits.empty()) return Outcome::NoLimits;
    const bool certain = std::all_of(limits.begin(), limits.end(), [](const LimitResult& result) {
        return result.state == State::Met && result.doubt.empty();
    });
    return certain ? Outcome::Passed : Outcome::Inconclusive;
}

}  // namespace report

std::string_view to_string(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::NoLimits:
            return "NO LIMITS";
        case Outcome::Passed:
            return "PASSED";
        case Outcome::Failed:
            return "FAILED";
        case Outcome::Inconclusive:
            return "INCONCLUSIVE";
    }
    return "";
}

}  // namespace oct
