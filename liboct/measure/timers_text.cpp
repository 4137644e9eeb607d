// A parser for what the store writes, and RapidJSON for everything else.
#include "measure/timers_text.hpp"

#include "base/json_memory.hpp"

#include <rapidjson/document.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace oct::measure {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::uint64_t, 10> kPowers{1,      10,      100,      1000,      10000,
                                                100000, 1000000, 10000000, 100000000, 1000000000};

// An hour is the histogram's end, a century more than any timer.
std::optional<nanoseconds> duration_of(double seconds) {
    if (!(seconds >= 0 && seconds < 3.2e9)) return std::nullopt;
    return nanoseconds(std::llround(seconds * 1e9));
}

// Walks over text; every reader returns false where the text is not what it reads.
class Cursor {
public:
    explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    bool take(char wanted) {
        skip_spaces();
        if (at_ == end_ || *at_ != wanted) return false;
        ++at_;
        return true;
    }
    bool at_end() {
        skip_spaces();
        return at_ == end_;
    }
    bool name(std::string_view& out) {
        if (!take('"')) return false;
        const char* begin = at_;
        while (at_ != end_ && *at_ != '"' && *at_ != '\\') ++at_;
        if (at_ == end_ || *at_ == '\\') return false;
        out = {begin, static_cast<std::size_t>(at_ - begin)};
        ++at_;
        return true;
    }
    bool duration(nanoseconds& out) {
        skip_spaces();
        return few_decimals(out) || any_number(out);
    }

private:
    // As the store writes it: the digits are nanoseconds, there is nothing to round.
    bool few_decimals(nanoseconds& out) {
        const char* at = at_;
        std::uint64_t value = 0;
        const auto digits = [&](std::ptrdiff_t most) {
            const char* const begin = at;
            for (; at != end_ && *at >= '0' && *at <= '9' && at - begin < most; ++at)
                value = value * 10 + static_cast<std::uint64_t>(*at - '0');
            return static_cast<std::size_t>(at - begin);
        };
        const bool whole = digits(9) != 0;
        if (!whole || at == end_ || *at++ != '.') return false;
        const std::size_t decimals = digits(9);
        const bool ends = at != end_ && (*at == ',' || *at == '}' || *at == ']');
        if (decimals == 0 || !ends) return false;
        out = nanoseconds(value * kPowers[9 - decimals]);
        at_ = at;
        return true;
    }
    bool any_number(nanoseconds& out) {
        double seconds = 0;
        const auto [next, failed] = std::from_chars(at_, end_, seconds);
        if (failed != std::errc() || next == at_) return false;
        const auto value = duration_of(seconds);
        if (!value) return false;
        out = *value;
        at_ = next;
        return true;
    }
    void skip_spaces() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
    }

    const char* at_;
    const char* end_;
};

}  // namespace

bool TimersText::parse(std::string_view text) {
    timers_.clear();
    if (text.empty() || text == "{}") return true;
    if (parse_plain(text)) return true;
    timers_.clear();
    return parse_json(text);
}

bool TimersText::parse_plain(std::string_view text) {
    Cursor cursor(text);
    if (!cursor.take('{')) return false;
    do {
        TimerText timer;
        if (!cursor.name(timer.name) || !cursor.take(':')) return false;
        const bool list = cursor.take('[');
        do {
            if (!cursor.duration(timer.value)) return false;
            timers_.push_back(timer);
        } while (list && cursor.take(','));
        if (list && !cursor.take(']')) return false;
    } while (cursor.take(','));
    return cursor.take('}') && cursor.at_end();
}

bool TimersText::parse_json(std::string_view text) {
    base::JsonDocument document;
    document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    names_.clear();
    if (document.HasParseError() || !document.IsObject()) return false;
    bool clean = true;
    names_.reserve(document.MemberCount());  // timers_ points into it
    const auto add = [&](const base::JsonValue& value) {
        const auto duration =
            value.IsNumber() ? duration_of(value.GetDouble()) : std::optional<nanoseconds>();
        if (duration)
            timers_.push_back({names_.back(), *duration});
        else
            clean = false;
    };
    for (const auto& member : document.GetObject()) {
        names_.emplace_back(member.name.GetString(), member.name.GetStringLength());
        if (member.value.IsArray())
            for (const auto& value : member.value.GetArray()) add(value);
        else
            add(member.value);
    }
    return clean;
}

}  // namespace oct::measure
