// The grammar of limits, read by hand so that every error has a column.
#include <oct/clock.hpp>
#include <oct/error.hpp>
#include <oct/limit.hpp>
#include <oct/sample.hpp>

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

struct Named {
    std::string_view name;
    Measure measure;
};
constexpr std::array<Named, 8> kMeasures{{{"min", Measure::Min},
                                          {"avg", Measure::Average},
                                          {"mean", Measure::Average},
                                          {"max", Measure::Max},
                                          {"stdev", Measure::Deviation},
                                          {"errors", Measure::Errors},
                                          {"rate", Measure::Rate},
                                          {"count", Measure::Count}}};
constexpr std::string_view kMeasureWords =
    "p50, p99.9 …, min, avg, max, stdev, errors, rate or count";

struct Unit {
    std::string_view name;
    double ns;
};
constexpr std::array<Unit, 6> kUnits{
    {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}}};
constexpr std::uint64_t kMostCounted = 1'000'000'000'000'000'000;

constexpr std::array<std::string_view, 4> kRelations{"<", "<=", ">", ">="};

constexpr std::string_view kResponse = "response";

// What the text of a limit and its members are told alike.
constexpr auto kPercentile = "a percentile from p0 to p100";
constexpr auto kNeedsTimer =
    "a duration of a timer behind \"response\"; without a timer every duration is a response time";

/// What a name stands in.
struct Brackets {
    char open;
    char close;
    std::string_view what;
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) > 0x7F;
}
bool is_digit(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

bool is_percentage(double value) {
    return !std::signbit(value) && value <= 100;
}

/// Walks over the text of one limit.
class Parser {
public:
    Parser(std::string_view text, std::string_view origin) : text_(text), origin_(origin) {}

    Limit parse() {
        Limit limit;
        measure(limit);
        if (take('(')) limit.timer = name({'(', ')', "the name of a timer"});
        if (take('[')) limit.of_class = name({'[', ']', "the name of a transaction class"});
        comparison(limit);
        bound(limit);
        abort(limit);
        skip_spaces();
        if (at_ != text_.size())
            fail(at_, limit.abort ? "after, or nothing more" : "abort, or nothing more");
        if (limit.response && (limit.timer.empty() || !limit.is_duration())) fail(0, kNeedsTimer);
        return limit;
    }

private:
    [[noreturn]] void fail(std::size_t at, std::string_view expected) const {
        const std::string rest = base::sanitized(text_.substr(at), 40);
        throw ConfigError(fmt::format("{} \"{}\", column {}: expected {}, got {}", origin_,
                                      base::sanitized(text_, kMaxNameBytes), at + 1, expected,
                                      rest.empty() ? "the end" : fmt::format("\"{}\"", rest)));
    }

    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }
    bool take(char wanted) {
        skip_spaces();
        if (at_ == text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }
    template <class Fits>
    std::string_view take_while(Fits fits) {
        const std::size_t begin = at_;
        while (at_ < text_.size() && fits(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    double number(std::string_view expected) {
        skip_spaces();
        const std::size_t begin = at_;
        const std::string_view digits = take_while(is_digit);
        double value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                                  value, std::chars_format::fixed);
        if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
            fail(begin, expected);
        return value;
    }

    void measure(Limit& limit) {
        skip_spaces();
        std::size_t begin = at_;
        std::string_view word = take_while(is_letter);
        if (word == kResponse) {
            limit.response = true;
            skip_spaces();
            begin = at_;
            word = take_while(is_letter);
        }
        if (word == "p") {
            limit.percent = number(kPercentile);
            if (!is_percentage(limit.percent)) fail(begin, kPercentile);
            return;
        }
        for (const Named& named : kMeasures)
            if (named.name == word) return void(limit.measure = named.measure);
        fail(begin, kMeasureWords);
    }

    std::string name(const Brackets& brackets) {
        const std::size_t begin = at_;
        skip_spaces();
        std::string name =
            at_ < text_.size() && text_[at_] == '"' ? quoted_name() : plain_name(brackets);
        if (!base::kName.admits(name)) fail(begin, brackets.what);
        if (!take(brackets.close))
            fail(at_, fmt::format("\"{}\" behind {}", brackets.close, brackets.what));
        return name;
    }
    // Up to the bracket that closes it; brackets inside go in pairs.
    std::string plain_name(const Brackets& brackets) {
        const std::size_t begin = at_;
        for (int depth = 0; at_ < text_.size(); ++at_) {
            if (text_[at_] == brackets.close && depth-- == 0) break;
            if (text_[at_] == brackets.open) ++depth;
        }
        std::string_view name = text_.substr(begin, at_ - begin);
        while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
        return std::string(name);
    }
    std::string quoted_name() {
        std::string name;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            name += text_[at_];
        }
        if (at_ == text_.size()) fail(at_, "a quote that ends the name");
        ++at_;
        return name;
    }

    void comparison(Limit& limit) {
        skip_spaces();
        const std::string_view sign =
            take_while([](char c) { return c == '<' || c == '>' || c == '='; });
        for (std::size_t i = 0; i < kRelations.size(); ++i)
            if (kRelations[i] == sign) return void(limit.relation = static_cast<Relation>(i));
        fail(at_ - sign.size(), !limit.of_class.empty() ? "<, <=, > or >="
                                : limit.timer.empty()   ? "(a timer), [a class], <, <=, > or >="
                                                        : "[a class], <, <=, > or >=");
    }

    void bound(Limit& limit) {
        if (limit.is_duration()) return void(limit.bound = time());
        skip_spaces();
        const std::size_t number_begin = at_;
        const double value = number("a number");
        skip_spaces();
        const std::size_t begin = at_;
        const std::string_view unit =
            take_while([](char c) { return c == '%' || c == '/' || c == 's'; });
        if (limit.measure == Measure::Rate) {
            if (unit != "/s") fail(begin, "/s");
            limit.bound = PerSecond{value};
        } else if (limit.measure == Measure::Errors && unit == "%") {
            limit.measure = Measure::ErrorShare;
            limit.bound = Percent{value};
        } else if (!unit.empty() || (at_ < text_.size() && begin == at_ && text_[at_] != 'a')) {
            fail(begin, limit.measure == Measure::Errors ? "% or the end" : "the end");
        } else {
            if (value > static_cast<double>(kMostCounted))
                fail(number_begin, "a count below 10^18");
            limit.bound = whole(limit.relation, value);
        }
    }

    // Counts are whole: fewer than 2.5 are fewer than 3, more than 2.5 are more than 2.
    static std::uint64_t whole(Relation relation, double value) {
        const bool up = relation == Relation::Less || relation == Relation::GreaterOrEqual;
        return static_cast<std::uint64_t>(up ? std::ceil(value) : std::floor(value));
    }

    std::chrono::nanoseconds time() {
        skip_spaces();
        const std::size_t number_begin = at_;
        const double value = number("a number");
        skip_spaces();
        const std::size_t begin = at_;
        const std::string_view name = take_while(is_letter);
        for (const Unit& unit : kUnits) {
            if (unit.name != name) continue;
            if (value * unit.ns > static_cast<double>(base::kLimitTime.highest.count()))
                fail(number_begin, "at most 100 days");
            return std::chrono::nanoseconds(std::llround(value * unit.ns));
        }
        fail(begin, "a unit: ns, us, ms, s or m");
    }

    void abort(Limit& limit) {
        skip_spaces();
        if (!take_word("abort")) return;
        limit.abort = true;
        skip_spaces();
        if (take_word("after")) limit.after = time();
    }
    bool take_word(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    std::string_view text_;
    std::string_view origin_;
    std::size_t at_ = 0;
};

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

Limit Limit::parse(std::string_view text, std::string_view origin) {
    return Parser(text, origin).parse();
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
