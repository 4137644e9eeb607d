// A comparison as annotations of a GitHub run.
#include <oct/compare.hpp>

#include "base/annotation.hpp"
#include "report/compare/figure.hpp"
#include "report/compare/fitness.hpp"

namespace oct {

std::string github_annotations(const Comparison& comparison,
                               const std::vector<FailOnResult>& results) {
    std::string out;
    if (!comparison.refusal.empty())
        out += base::annotation("error", "No comparison", comparison.refusal);
    for (const FailOnResult& result : results)
        if (result.state != FailOnResult::State::Kept)
            out += base::annotation(
                "error",
                result.state == FailOnResult::State::Failed ? "Changed" : "Change cannot be told",
                result.text);
    if (!results.empty()) return out;
    bool fit = true;
    for (const std::string& why : {report::unfit("A", comparison.before, false),
                                   report::unfit("B", comparison.after, false)})
        if (!why.empty() && comparison.refusal.empty()) {
            out += base::annotation("warning", "No fair comparison", why);
            fit = false;
        }
    if (!fit) return out;
    for (const std::string_view measure : report::kChiefFigures)
        for (const Change& change : comparison.changes)
            if (change.worse() && change.measure == measure && change.of_class.empty() &&
                change.section == comparison.changes.front().section)
                out += base::annotation("warning", "Worse", change.to_string());
    return out;
}

}  // namespace oct
