// Limits, trust and plan are judged each for itself; then what the doubts mean for the limits.
#include "report/judge/judgement.hpp"

#include "base/limit_json.hpp"
#include "report/judge/fulfilment.hpp"
#include "report/judge/headline.hpp"
#include "report/judge/limits.hpp"
#include "report/judge/outcome.hpp"
#include "report/judge/verdict.hpp"

#include <algorithm>

namespace oct::report {
namespace {

// Those that were in force, and those that the caller has asked for since.
std::vector<Limit> limits_of(const std::optional<measure::RunFacts>& run,
                             const std::vector<Limit>& more) {
    std::vector<Limit> limits =
        run ? base::stored_limits(run->configuration) : std::vector<Limit>();
    for (const Limit& limit : more) {
        const bool known = std::any_of(limits.begin(), limits.end(), [&](const Limit& other) {
            return other.condition() == limit.condition();
        });
        if (!known) limits.push_back(limit);
    }
    return limits;
}

}  // namespace

void judge(Findings& findings, const std::vector<Limit>& more) {
    Summary& summary = findings.summary;
    summary.limits = judge_limits(limits_of(findings.run, more), findings);
    answer(summary, findings.run ? planned_turrets(findings.run->configuration) : std::size_t{0});
}

void answer(Summary& summary, std::size_t planned_turrets) {
    summary.verdict = verdict_of(summary);
    summary.plan = fulfilment_of(summary, planned_turrets);
    doubt_limits(summary);
    summary.outcome = outcome_of(summary);
    summary.headline = headline_of(summary).text();
}

Findings read_judged(const measure::RunReader& reader, std::chrono::nanoseconds interval,
                     const std::vector<Limit>& more, LogSink& log) {
    Findings findings = read_findings(reader, {interval, more}, log);
    judge(findings, more);
    return findings;
}

}  // namespace oct::report
