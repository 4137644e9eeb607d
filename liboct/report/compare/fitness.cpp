// The first reason is the one that is told.
#include "report/compare/fitness.hpp"

#include "report/judge/verdict.hpp"

#include <fmt/format.h>

namespace oct::report {

std::string unfit(const char* name, const ComparedRun& run, bool strict) {
    if (run.verdict.grade >= (strict ? Grade::Suspect : Grade::Invalid)) {
        const Reason* reason = worst_reason(run.verdict);
        return fmt::format("run {} is {}: {}", name, to_string(run.verdict.grade),
                           reason != nullptr ? reason->text : run.verdict.headline);
    }
    if (run.plan.kept) return "";
    return fmt::format(
        "run {} did not keep its plan: {}", name,
        run.plan.shortfalls.empty() ? run.plan.text : run.plan.shortfalls.front().text);
}

}  // namespace oct::report
