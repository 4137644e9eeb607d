// The grammar of limits, read by hand so that every error has a column.
#include <oct/error.hpp>
#include <oct/limit.hpp>
#include <oct/sample.hpp>

#include "base/limit_words.hpp"
#include "base/rules.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

namespace oct {
namespace {

using Measure = Limit::Measure;
using Relation = Limit::Relation;
using namespace base::limit_words;

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

}  // namespace

Limit Limit::parse(std::string_view text, std::string_view origin) {
    return Parser(text, origin).parse();
}

}  // namespace oct
