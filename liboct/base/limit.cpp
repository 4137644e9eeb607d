// Limits and their quantities: as text, checked, and held against what was measured.
#include <oct/clock.hpp>
#include <oct/error.hpp>
#include <oct/limit.hpp>

#include "base/limit_words.hpp"
#include "base/rules.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace oct {
namespace {

using Measure = Limit::Measure;
using Relation = Limit::Relation;
using namespace base::limit_words;

// Quotes where the plain form would be read as something else.
std::string name_text(const std::string& name, char open, char close) {
    int depth = 0;
    bool plain = name.front() != '"' && name.front() != ' ' && name.back() != ' ';
    for (const char c : name) {
        depth += c == open ? 1 : c == close ? -1 : 0;
        plain = plain && depth >= 0;
    }
    if (plain && depth == 0) return name;
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

// The shortest digits that read back as the same number, without an exponent.
std::string digits(double value) {
    std::array<char, 400> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

// The unit that keeps the number exact, not below 1, and short: 1500000 ns is 1.5ms, 0.1 s 100ms.
std::string time_text(std::chrono::nanoseconds time) {
    const auto ns = static_cast<double>(time.count());
    std::string best;
    for (const Unit& unit : kUnits) {
        if (unit.name == "µs") continue;
        const double value = ns / unit.ns;
        if (value * unit.ns != ns || (value < 1 && !best.empty())) continue;
        const std::string text = digits(value).append(unit.name);
        if (best.empty() || text.size() <= best.size()) best = text;
    }
    return best;
}

/// Each kind of quantity with its text.
template <class... Takers>
struct Overloaded : Takers... {
    using Takers::operator()...;
};
template <class... Takers>
Overloaded(Takers...) -> Overloaded<Takers...>;

std::string bound_text(const Quantity& bound) {
    return std::visit(Overloaded{[](std::chrono::nanoseconds time) { return time_text(time); },
                                 [](Percent share) { return digits(share.value) + '%'; },
                                 [](PerSecond rate) { return digits(rate.value) + "/s"; },
                                 [](std::uint64_t count) { return std::to_string(count); }},
                      bound);
}

}  // namespace

std::string to_string(const Quantity& quantity) {
    return std::visit(Overloaded{[](std::chrono::nanoseconds time) { return duration_text(time); },
                                 [](Percent share) {
                                     return share.value > 0 && share.value < 0.01
                                                ? fmt::format("{:.2g} %", share.value)
                                                : fmt::format("{:.2f} %", share.value);
                                 },
                                 [](PerSecond rate) {
                                     return base::grouped(fmt::format("{:.{}f}", rate.value,
                                                                      rate.value < 100 ? 2 : 0)) +
                                            "/s";
                                 },
                                 [](std::uint64_t count) { return base::count_text(count); }},
                      quantity);
}

namespace {

void check_bound(const std::chrono::nanoseconds& time) {
    base::require("bound", base::kLimitTime, time);
}
void check_bound(const Percent& share) {
    if (!is_percentage(share.value))
        base::refuse("bound", "a share from 0 % to 100 %", to_string(Quantity(share)));
}
void check_bound(const PerSecond& rate) {
    if (!(std::isfinite(rate.value) && rate.value >= 0))
        base::refuse("bound", "0/s or more", to_string(Quantity(rate)));
}
void check_bound(const std::uint64_t& count) {
    base::require("bound", base::Whole{0, kMostCounted}, count);
}

// The kind of quantity that a measure is held against.
Quantity zero_of(const Limit& limit) {
    if (limit.is_duration()) return std::chrono::nanoseconds(0);
    if (limit.measure == Measure::ErrorShare) return Percent{};
    if (limit.measure == Measure::Rate) return PerSecond{};
    return std::uint64_t{0};
}

}  // namespace

void Limit::check() const {
    base::require_known("measure", measure, Measure::Count);
    base::require_known("relation", relation, Relation::GreaterOrEqual);
    const bool of_percentile = measure == Measure::Percentile;
    if (of_percentile ? !is_percentage(percent) : percent != 0)
        base::refuse("percent", of_percentile ? kPercentile : "0 beside another measure",
                     base::value_text(percent));
    for (const auto& [key, name] : {std::pair("timer", &timer), {"of_class", &of_class}})
        if (!name->empty()) base::require(key, base::kName, *name);
    if (response && (timer.empty() || !is_duration()))
        base::refuse("response", kNeedsTimer, "true");
    const Quantity zero = zero_of(*this);
    if (bound.index() != zero.index())
        base::refuse("bound", fmt::format("a value like {}", bound_text(zero)), bound_text(bound));
    std::visit([](const auto& value) { check_bound(value); }, bound);
    if (relation == Relation::Less && bound == zero)
        base::refuse("bound", "more than 0: nothing is less", bound_text(bound));
    if (relation == Relation::Greater && bound == Quantity(Percent{100}))
        base::refuse("bound", "less than 100 %: no share is greater", bound_text(bound));
    if (abort && measure == Measure::Count && relation >= Relation::Greater)
        base::refuse("abort", "no abort for a least count: it is known at the end", "true");
    base::require("after", base::kLimitTime, after);
    if (after.count() != 0 && !abort)
        base::refuse("after", "abort beside it: it is for the end of the run",
                     base::value_text(after));
}

bool Limit::is_duration() const noexcept {
    return measure <= Measure::Deviation;
}

bool Limit::met_by(const Quantity& value) const noexcept {
    if (value.index() != bound.index()) return false;
    switch (relation) {
        case Relation::Less:
            return value < bound;
        case Relation::LessOrEqual:
            return value <= bound;
        case Relation::Greater:
            return value > bound;
        case Relation::GreaterOrEqual:
            return value >= bound;
    }
    return false;
}

std::string Limit::to_string() const {
    std::string out = condition();
    if (abort) out += " abort";
    if (abort && after.count() != 0) out += " after " + time_text(after);
    return out;
}

std::string Limit::condition() const {
    static constexpr std::array<std::string_view, 9> kWords{
        "p", "min", "avg", "max", "stdev", "errors", "errors", "rate", "count"};
    std::string out = response ? fmt::format("{} ", kResponse) : std::string();
    out += kWords[static_cast<std::size_t>(measure)];
    if (measure == Measure::Percentile) out += digits(percent);
    if (!timer.empty()) out += fmt::format("({})", name_text(timer, '(', ')'));
    if (!of_class.empty()) out += fmt::format("[{}]", name_text(of_class, '[', ']'));
    return fmt::format("{} {} {}", out, kRelations[static_cast<std::size_t>(relation)],
                       bound_text(bound));
}

}  // namespace oct
