// Workflow commands of GitHub Actions: ::error title=…::text.
#include <oct/sample.hpp>
#include <oct/summary.hpp>

#include "base/text.hpp"
#include "report/judge/headline.hpp"

#include <fmt/format.h>

namespace oct {
namespace {

// What would end a command or a property is written as %XX; control characters are gone before.
std::string escaped(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : base::sanitized(text, kMaxErrorBytes)) {
        if (special.find(c) == std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string command(std::string_view level, std::string_view title, std::string_view text) {
    return fmt::format("::{} title={}::{}\n", level, escaped(title, "%:,"), escaped(text, "%"));
}

}  // namespace

std::string github_annotations(const Summary& summary, bool strict) {
    const report::Headline headline = report::headline_of(summary);
    const bool fails = exit_code(summary, strict) != 0;
    std::string out = command(fails                                     ? "error"
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
        out += command(kept && !strict ? "warning" : "error",
                       doubted                                      ? "Inconclusive limit"
                       : result.state == LimitResult::State::Missed ? "Limit missed"
                                                                    : "Unknown limit",
                       text);
    }
    for (const Shortfall& shortfall : summary.plan.shortfalls)
        if (shortfall.breaks) out += command("error", "Plan not kept", shortfall.text);
    for (const Reason& reason : summary.verdict.reasons)
        if (reason.grade != Grade::Valid)
            out += command(strict || reason.grade == Grade::Invalid ? "error" : "warning",
                           reason.grade == Grade::Invalid ? "Invalid run" : "Suspect run",
                           reason.text);
    return out;
}

}  // namespace oct
