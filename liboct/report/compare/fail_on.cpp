// Changes that fail a comparison: how they are written, and what they are larger than.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/text.hpp"
#include "report/compare/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

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

// A text that somebody else put together would be no help in a message.
std::optional<Limit> limit_of(const std::string& text) {
    try {
        return Limit::parse(text);
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

// Figure, timer and class, as limits have them.
std::optional<Limit> limit_on(std::string_view figure) {
    const std::string head(figure);
    for (const char* bound : {"> 0s", "> 0%", "> 0/s"})
        if (auto limit = limit_of(head + bound)) return limit;
    return std::nullopt;
}

std::optional<Percent> percent_of(std::string_view number) {
    const auto limit = limit_of("errors > " + std::string(number) + "%");
    if (!limit) return std::nullopt;
    return std::get<Percent>(limit->bound);
}

}  // namespace

FailOn FailOn::parse(std::string_view text, std::string_view origin) {
    const auto fail = [&](std::string_view expected) -> FailOn {
        throw ConfigError(fmt::format("{} \"{}\": expected {}", origin,
                                      base::sanitized(text, kMaxNameBytes), expected));
    };
    const std::size_t sign = text.find_last_of("+-");
    const bool points = text.ends_with("pp");
    const std::size_t unit = points ? 2 : 1;
    if (sign == std::string_view::npos || !(points || text.ends_with('%')))
        return fail("a figure and a change, like \"p99 +5%\", or \"errors +1pp\"");
    const auto subject = limit_on(text.substr(0, sign));
    const Figure* figure = subject ? figure_of(*subject) : nullptr;
    if (figure == nullptr)
        return fail(
            "rate, errors, avg, max, p50, p80, p90, p95 or p99, where it is of some "
            "(a timer) or [a class], and a change");
    const bool errors = figure->kind() == Figure::Kind::Errors;
    if (errors && !points) return fail("percentage points of errors, like \"errors +1pp\"");
    if (!errors && points) return fail("a change in percent, like \"p99 +5%\"");
    const auto size = percent_of(text.substr(sign + 1, text.size() - sign - 1 - unit));
    if (!size) return fail("a number before % or pp");
    const bool down = text[sign] == '-';
    if ((errors || down) && size->value > 100)
        return fail("a change that can be: at most 100 percentage points, or 100 % down");
    FailOn fail_on;
    fail_on.timer = subject->timer;
    fail_on.of_class = subject->of_class;
    fail_on.measure = figure->name();
    fail_on.change = {down ? -size->value : size->value};
    fail_on.text = text;
    return fail_on;
}

bool FailOn::failed_by(const Change& found) const noexcept {
    if (!found.significant()) return false;
    return std::signbit(change.value) ? *found.change <= change && found.change->value < 0
                                      : *found.change >= change && found.change->value > 0;
}

}  // namespace oct
