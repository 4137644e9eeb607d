// The verdict is the sum of the checks.
#include "report/judge/verdict.hpp"

#include "report/judge/checks.hpp"

#include <algorithm>

namespace oct {
namespace {

std::string headline(Grade grade, const Summary& summary) {
    if (summary.transactions == 0) return "No results";
    if (grade == Grade::Invalid) return "These figures are not complete";
    if (grade == Grade::Suspect) return "Read these figures with care";
    return "Every transaction is accounted for";
}

}  // namespace

std::string_view to_string(Grade grade) noexcept {
    return grade == Grade::Valid ? "VALID" : grade == Grade::Suspect ? "SUSPECT" : "INVALID";
}

Verdict report::verdict_of(const Summary& summary) {
    Verdict verdict;
    for (Judged& judged : run_checks(summary)) {
        for (Reason& reason : judged.reasons) {
            verdict.grade = std::max(verdict.grade, reason.grade);
            verdict.reasons.push_back(std::move(reason));
        }
        verdict.checks.push_back(std::move(judged.check));
    }
    verdict.headline = headline(verdict.grade, summary);
    return verdict;
}

const Reason* report::worst_reason(const Verdict& verdict) noexcept {
    for (const Reason& reason : verdict.reasons)
        if (reason.grade != Grade::Valid && reason.grade == verdict.grade) return &reason;
    return nullptr;
}

}  // namespace oct
