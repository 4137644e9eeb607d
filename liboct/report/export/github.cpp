// Workflow commands of GitHub Actions: ::error title=…::text.
#include <oct/outputs.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

namespace oct {
namespace {

// What would end a command or a property is written as %XX; control characters are gone before.
std::string escaped(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : sanitized(text, kMaxErrorBytes)) {
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
    std::string out;
    for (const LimitResult& result : summary.limits) {
        if (result.state == LimitResult::State::Met) continue;
        std::string text = result.limit.to_string();
        if (result.measured) text += ": measured " + result.limit.value_text(*result.measured);
        if (!result.detail.empty()) text += ": " + result.detail;
        out += command(
            "error", result.state == LimitResult::State::Missed ? "Limit missed" : "Unknown timer",
            text);
    }
    for (const Reason& reason : summary.verdict.reasons)
        if (reason.grade != Grade::Valid)
            out += command(strict || reason.grade == Grade::Invalid ? "error" : "warning",
                           reason.grade == Grade::Invalid ? "Invalid run" : "Suspect run",
                           reason.text);
    return out;
}

}  // namespace oct
