// Comparing sections figure by figure, interval by interval.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/quantity.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"
#include "report/compare/batch_means.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace oct {
namespace {

using std::chrono::nanoseconds;

constexpr std::string_view kRate = "rate";
constexpr std::string_view kErrors = "errors";

struct Duration {
    std::string_view name;
    nanoseconds Statistics::*value;
};
constexpr std::array<Duration, 7> kDurations{{{"avg", &Statistics::mean},
                                              {"p50", &Statistics::p50},
                                              {"p80", &Statistics::p80},
                                              {"p90", &Statistics::p90},
                                              {"p95", &Statistics::p95},
                                              {"p99", &Statistics::p99},
                                              {"max", &Statistics::max}}};

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

// Where both populations are one, transactions whose setup() failed have no duration.
std::uint64_t ended(const Summary& summary, const Interval& interval) {
    const std::uint64_t durations = interval.statistics.count;
    return summary.mixed ? std::max(durations, interval.errors) : durations + interval.errors;
}

/// One figure as a series over the intervals that lie wholly within the time measured.
template <class Value>
std::vector<double> series_of(const Summary& summary, const Section& section, Value value) {
    std::vector<double> series;
    for (const Interval& interval : section.intervals)
        if (interval.from >= summary.measured_from &&
            interval.from + summary.interval <= std::max(summary.measured_to, summary.interval))
            if (const std::optional<double> found = value(summary, interval))
                series.push_back(*found);
    return series;
}

// From the difference of logarithms to percent.
double percent_of(double logarithm) {
    return 100 * std::expm1(logarithm);
}

/// A section of both runs.
struct Pair {
    const Summary& summary_a;
    const Summary& summary_b;
    const Section& a;
    const Section& b;

    template <class Value>
    std::optional<report::Difference> difference(Value value) const {
        if (summary_a.interval != summary_b.interval) return std::nullopt;
        return report::difference_of_means(series_of(summary_a, a, value),
                                           series_of(summary_b, b, value));
    }
    template <class Value>
    Change relative(std::string_view measure, const Quantity& before, const Quantity& after,
                    Value value) const {
        Change change{a.name, std::string(measure), before, after, {}, {}, {}, a.of_class};
        if (const double from = base::plain(before); from > 0)
            change.change = {100 * (base::plain(after) / from - 1)};
        if (const auto found =
                difference([&](const Summary&, const Interval& interval) -> std::optional<double> {
                    const std::optional<double> number = value(interval);
                    if (!number) return std::nullopt;
                    return std::log(*number);
                })) {
            change.change = {percent_of(found->middle)};
            change.low = Percent{percent_of(found->low)};
            change.high = Percent{percent_of(found->high)};
        }
        return change;
    }
};

Change rate_change(const Pair& pair) {
    return pair.relative(kRate, PerSecond{pair.a.rate.value_or(0)},
                         PerSecond{pair.b.rate.value_or(0)},
                         [](const Interval& interval) -> std::optional<double> {
                             // half a result where there was none: the logarithm of 0 is no number
                             const auto count = static_cast<double>(interval.statistics.count);
                             return std::max(count, 0.5) / base::to_seconds(interval.length);
                         });
}

Change duration_change(const Pair& pair, const Duration& duration) {
    return pair.relative(
        duration.name, pair.a.statistics.*duration.value, pair.b.statistics.*duration.value,
        [&](const Interval& interval) -> std::optional<double> {
            if (interval.statistics.count == 0) return std::nullopt;
            return std::max(base::to_seconds(interval.statistics.*duration.value), 1e-9);
        });
}

Change error_change(const Pair& pair) {
    const Percent before{share(pair.a.errors, pair.a.ended())};
    const Percent after{share(pair.b.errors, pair.b.ended())};
    Change change{
        pair.a.name, std::string(kErrors), before, after, {after.value - before.value}, {},
        {},          pair.a.of_class};
    if (const auto found = pair.difference(
            [](const Summary& summary, const Interval& interval) -> std::optional<double> {
                if (ended(summary, interval) == 0) return std::nullopt;
                return share(interval.errors, ended(summary, interval));
            })) {
        change.change = {found->middle};
        change.low = Percent{found->low};
        change.high = Percent{found->high};
    }
    return change;
}

// The first sections are of all transactions, the others of timers.
const Section* same_section(const std::vector<Section>& sections, std::size_t index,
                            const std::string& name) {
    if (index == 0) return &sections.front();
    for (std::size_t i = 1; i < sections.size(); ++i)
        if (sections[i].name == name) return &sections[i];
    return nullptr;
}

const ClassSummary* same_class(const Summary& summary, const std::string& name) {
    for (const ClassSummary& of : summary.classes)
        if (of.name == name) return &of;
    return nullptr;
}

std::vector<std::string> names_missing(const Summary& from, const Summary& in) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i < from.sections.size(); ++i)
        if (in.timer(from.sections[i].name) == nullptr) names.push_back(from.sections[i].name);
    if (from.classes.empty() || in.classes.empty()) return names;
    for (const ClassSummary& of : from.classes)
        if (same_class(in, of.name) == nullptr) names.push_back('[' + of.name + ']');
    return names;
}

void add_changes(const Summary& before, const std::vector<Section>& sections_before,
                 const Summary& after, const std::vector<Section>& sections_after,
                 std::vector<Change>& changes) {
    for (std::size_t i = 0; i < sections_before.size(); ++i) {
        const Section& a = sections_before[i];
        const Section* b = same_section(sections_after, i, a.name);
        if (b == nullptr) continue;
        const Pair pair{before, after, a, *b};
        changes.push_back(rate_change(pair));
        for (const Duration& duration : kDurations)
            changes.push_back(duration_change(pair, duration));
        // Version 0.1.0, which mixed them, counted no errors of timers.
        const bool counted = !before.mixed && !after.mixed && a.errors + b->errors != 0;
        if (i == 0 || counted) changes.push_back(error_change(pair));
    }
}

}  // namespace

bool Change::significant() const noexcept {
    return low && high && (low->value > 0 || high->value < 0);
}

bool Change::worse() const noexcept {
    return significant() && (measure == kRate ? change.value < 0 : change.value > 0);
}

FailOn FailOn::parse(std::string_view text, std::string_view origin) {
    const auto fail = [&](std::string_view expected) -> FailOn {
        throw ConfigError(fmt::format("{} \"{}\": expected {}", origin,
                                      base::sanitized(text, kMaxNameBytes), expected));
    };
    const std::size_t sign = text.find_last_of("+-");
    if (sign == std::string_view::npos || !text.ends_with('%'))
        return fail("a figure and a change, like \"p99 +5%\"");
    const std::string head(text.substr(0, sign));
    FailOn fail_on;
    const bool rate = head.starts_with(kRate);
    const bool errors = head.starts_with(kErrors);
    const auto limit = Limit::parse(head + (rate ? "> 0/s" : errors ? "> 0%" : "> 0s"), origin);
    fail_on.timer = limit.timer;
    fail_on.of_class = limit.of_class;
    fail_on.measure = rate                                       ? kRate
                      : errors                                   ? kErrors
                      : limit.measure == Limit::Measure::Average ? "avg"
                      : limit.measure == Limit::Measure::Max     ? "max"
                      : limit.measure == Limit::Measure::Percentile
                          ? fmt::format("p{}", limit.percent)
                          : "";
    const bool known =
        rate || errors ||
        std::any_of(kDurations.begin(), kDurations.end(),
                    [&](const Duration& duration) { return duration.name == fail_on.measure; });
    if (!known) return fail("rate, errors, avg, max, p50, p80, p90, p95 or p99");
    const auto change = std::get<Percent>(
        Limit::parse("errors > " + std::string(text.substr(sign + 1)), origin).bound);
    fail_on.change = {text[sign] == '-' ? -change.value : change.value};
    fail_on.text = text;
    return fail_on;
}

bool FailOn::failed_by(const Change& found) const noexcept {
    if (!found.significant()) return false;
    return change.value < 0 ? found.change <= change
                            : found.change >= change && found.change.value > 0;
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

Comparison compare(const Summary& before, const Summary& after) {
    Comparison comparison;
    comparison.only_before = names_missing(before, after);
    comparison.only_after = names_missing(after, before);
    comparison.verdict_before = before.verdict;
    comparison.verdict_after = after.verdict;
    add_changes(before, before.sections, after, after.sections, comparison.changes);
    for (const ClassSummary& of : before.classes)
        if (const ClassSummary* other = same_class(after, of.name))
            add_changes(before, of.sections, after, other->sections, comparison.changes);
    return comparison;
}

}  // namespace oct
