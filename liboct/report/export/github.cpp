// The answers of a run as annotations of a GitHub run.
#include <oct/summary.hpp>

#include "base/annotation.hpp"
#include "report/judge/headline.hpp"

namespace oct {

std::string github_annotations(const Summary& summary, bool strict) {
    const report::Headline headline = report::headline_of(summary);
    const bool fails = exit_code(summary, strict) != 0;
    std::string out = base::annotation(fails                                     ? "error"
                                       : headline.tone == report::Tone::Doubtful ? "warning"
                                                                                 : "notice",
                                       headline.word, headline.text());
    for (const LimitResult& result : summary.limits) {
        const bool doubted = !result.doubt.empty();
        if (result.state == LimitResult::State::Met && !doubted) continue;
        std::string text = result.limit.condition();
        if (result.measured) text += ": measured " + to_string(*result.measured);
        const std::string& why = doubted ? result.doubt : result.detail;
        if (!why.empty()) text += ": " + why;
        const bool kept = result.state == LimitResult::State::Met;
        out += base::annotation(kept && !strict ? "warning" : "error",
                                doubted                                      ? "Inconclusive limit"
                                : result.state == LimitResult::State::Missed ? "Limit missed"
                                                                             : "Unknown limit",
                                text);
    }
    for (const Shortfall& shortfall : summary.plan.shortfalls)
        if (shortfall.breaks) out += base::annotation("error", "Plan not kept", shortfall.text);
    for (const Reason& reason : summary.verdict.reasons)
        if (reason.grade != Grade::Valid)
            out += base::annotation(strict || reason.grade == Grade::Invalid ? "error" : "warning",
                                    reason.grade == Grade::Invalid ? "Invalid run" : "Suspect run",
                                    reason.text);
    return out;
}

}  // namespace oct
