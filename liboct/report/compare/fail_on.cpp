// Changes that fail a comparison: read, looked up, judged.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/text.hpp"
#include "report/compare/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace oct {
namespace {

using report::Figure;

// The figure that a limit is on; null: it is not compared.
const Figure* figure_of(const Limit& limit) {
    std::string name;
    switch (limit.measure) {
        case Limit::Measure::Rate:
            name = "rate";
            break;
        case Limit::Measure::ErrorShare:
            name = "errors";
            break;
        case Limit::Measure::Average:
            name = "avg";
            break;
        case Limit::Measure::Max:
            name = "max";
            break;
        case Limit::Measure::Percentile:
            name = fmt::format("p{}", limit.percent);
            break;
        default:
            return nullptr;
    }
    const auto found = std::find_if(report::kFigures.begin(), report::kFigures.end(),
                                    [&](const Figure& figure) { return figure.name() == name; });
    return limit.response || found == report::kFigures.end() ? nullptr : &*found;
}

}  // namespace

FailOn FailOn::parse(std::string_view text, std::string_view origin) {
    const auto fail = [&](std::string_view expected) -> FailOn {
        throw ConfigError(fmt::format("{} \"{}\": expected {}", origin,
                                      base::sanitized(text, kMaxNameBytes), expected));
    };
    const std::size_t sign = text.find_last_of("+-");
    const bool points = text.ends_with("pp");
    if (sign == std::string_view::npos || !(points || text.ends_with('%')))
        return fail("a figure and a change, like \"p99 +5%\", or \"errors +1pp\"");
    const std::string head(text.substr(0, sign));
    const bool errors = head.starts_with("errors");
    const auto limit = Limit::parse(head + (head.starts_with("rate") ? "> 0/s"
                                            : errors                 ? "> 0%"
                                                                     : "> 0s"),
                                    origin);
    const Figure* figure = figure_of(limit);
    if (figure == nullptr) return fail("rate, errors, avg, max, p50, p80, p90, p95 or p99");
    if (errors && !points) return fail("percentage points of errors, like \"errors +1pp\"");
    if (!errors && points) return fail("a change in percent, like \"p99 +5%\"");
    std::string size(text.substr(sign + 1));
    if (points) size.replace(size.size() - 2, 2, "%");
    const auto change = std::get<Percent>(Limit::parse("errors > " + size, origin).bound);
    FailOn fail_on;
    fail_on.timer = limit.timer;
    fail_on.of_class = limit.of_class;
    fail_on.measure = figure->name();
    fail_on.change = {text[sign] == '-' ? -change.value : change.value};
    fail_on.text = text;
    return fail_on;
}

bool FailOn::failed_by(const Change& found) const noexcept {
    if (!found.significant()) return false;
    return std::signbit(change.value) ? *found.change <= change && found.change->value < 0
                                      : *found.change >= change && found.change->value > 0;
}

const Change& Comparison::find(const FailOn& wanted) const {
    std::vector<std::string_view> seen;
    for (const Change& change : changes) {
        if (change.of_class != wanted.of_class) continue;
        const bool all = change.section == changes.front().section;
        if (change.measure == wanted.measure &&
            (wanted.timer.empty() ? all : !all && change.section == wanted.timer))
            return change;
        if (!all && (seen.empty() || seen.back() != change.section)) seen.push_back(change.section);
    }
    throw ConfigError(fmt::format("--fail-on \"{}\": no timer of both runs has that name; seen: {}",
                                  wanted.text, fmt::join(seen, ", ")));
}

FailOnResult Comparison::judge(const FailOn& wanted) const {
    if (!refusal.empty())
        return {FailOnResult::State::Untold,
                fmt::format("{} cannot be told: {}", wanted.text, refusal)};
    const Change& change = find(wanted);
    if (!change.noise)
        return {FailOnResult::State::Untold,
                fmt::format("{} cannot be told: {}", wanted.text, change.untold)};
    const bool failed = wanted.failed_by(change);
    return {failed ? FailOnResult::State::Failed : FailOnResult::State::Kept,
            fmt::format("{} {}: {}", wanted.text, failed ? "failed" : "kept", change.to_string())};
}

}  // namespace oct
