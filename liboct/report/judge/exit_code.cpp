// What a script or a CI job sees of the three answers.
#include <oct/summary.hpp>

#include <algorithm>

namespace oct {
namespace {

using namespace exit_codes;

bool has(const Summary& summary, LimitResult::State state) {
    return std::any_of(summary.limits.begin(), summary.limits.end(),
                       [=](const LimitResult& result) { return result.state == state; });
}

}  // namespace

int exit_code(const Summary& summary, bool strict) noexcept {
    using State = LimitResult::State;
    if (summary.interrupted && summary.aborted_by.empty()) return kInterrupted;
    if (has(summary, State::Unknown)) return kBadInput;
    if (!summary.report_failure.empty()) return kFailed;
    if (summary.measurement == Measurement::NotBegun) return kInvalidRun;
    const bool inconclusive = summary.outcome == Outcome::Inconclusive;
    if (summary.verdict.grade == Grade::Invalid || !summary.plan.kept ||
        (inconclusive && has(summary, State::Missed)))
        return kInvalidRun;
    if (strict && (summary.verdict.grade == Grade::Suspect || inconclusive)) return kInvalidRun;
    return summary.outcome == Outcome::Failed ? kLimitsMissed : kOk;
}

}  // namespace oct
