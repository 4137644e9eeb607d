// What a value of a configuration may be: one rule a value, for those in files and those in code.
#pragma once

#include <oct/error.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace oct::base {

/// A whole number.
struct Whole {
    using Value = std::uint64_t;
    std::uint64_t lowest;
    std::uint64_t highest;
    std::string_view noun = "an integer";

    [[nodiscard]] bool admits(std::uint64_t value) const noexcept {
        return value >= lowest && value <= highest;
    }
    [[nodiscard]] std::string expected() const;
};

/// A time.
struct Time {
    using Value = std::chrono::nanoseconds;
    std::chrono::nanoseconds lowest;  ///< 0, or 1 ns: more than 0
    std::chrono::nanoseconds highest = std::chrono::hours(24 * 365);

    [[nodiscard]] bool admits(std::chrono::nanoseconds value) const noexcept;
    [[nodiscard]] std::string expected() const;
};

/// Arrivals per second.
struct Rate {
    using Value = double;

    [[nodiscard]] bool admits(double value) const noexcept;
    [[nodiscard]] std::string expected() const;
};

/// A text of some kind.
struct Text {
    using Value = std::string_view;
    bool (*admits)(std::string_view value);
    std::string_view words;

    [[nodiscard]] std::string expected() const { return std::string(words); }
};

inline constexpr Time kLength{std::chrono::nanoseconds(1)};  ///< of a run, of an interval
inline constexpr Time kPause{std::chrono::nanoseconds(0)};   ///< what may as well not be
/// In limits: whole nanoseconds are exact as numbers of their text up to here.
inline constexpr Time kLimitTime{std::chrono::nanoseconds(0), std::chrono::hours(24 * 100)};
inline constexpr Rate kRate;
inline constexpr Whole kCannons{1, 1'000'000};
inline constexpr Whole kLoopThreads{1, 1024};
inline constexpr Whole kIterations{1, std::numeric_limits<std::int64_t>::max()};
inline constexpr Whole kSeed{0, std::numeric_limits<std::uint64_t>::max()};
inline constexpr Whole kSharing{1, 1'000'000};  ///< turrets of one configuration
inline constexpr Whole kMinTurrets{1, 100'000};
inline constexpr Whole kInsertLimit{1, 1'000'000};
inline constexpr Whole kBoundPort{0, 65535, "a port"};  ///< 0: any free one
inline constexpr Whole kPort{1, 65535, "a port"};

[[nodiscard]] bool is_text(std::string_view text);
[[nodiscard]] bool is_name(std::string_view text);
[[nodiscard]] bool is_host(std::string_view text);
[[nodiscard]] bool is_database(std::string_view uri);
[[nodiscard]] bool is_file(std::string_view text);
inline constexpr Text kText{is_text, "a text"};
/// May be shown, sent and stored as it is.
inline constexpr Text kName{is_name, "a name of 1 to 256 bytes without control characters"};
inline constexpr Text kHost{is_host, "a host name or an IP address without port"};
inline constexpr Text kDatabase{is_database,
                                R"("default" or an SQLite file like "sqlite:///results.sqlite")"};
inline constexpr Text kFile{is_file, "the name of a file"};

/// A value as a file would have it: `-5`, `"abc"`; a time in seconds.
[[nodiscard]] std::string value_text(std::uint64_t value);
[[nodiscard]] std::string value_text(double value);
[[nodiscard]] std::string value_text(std::chrono::nanoseconds value);
[[nodiscard]] std::string value_text(std::string_view value);

/// Throws ConfigError "<key>: expected <expected>, got <got>".
[[noreturn]] void refuse(std::string_view key, std::string_view expected, std::string_view got);

template <class Rule>
void require(std::string_view key, const Rule& rule, const typename Rule::Value& value) {
    if (!rule.admits(value)) refuse(key, rule.expected(), value_text(value));
}

/// Refuses a number that is none of the values of an enumeration.
template <class Enum>
void require_known(std::string_view key, Enum value, Enum last) {
    const auto number = static_cast<std::uint64_t>(value);
    if (number > static_cast<std::uint64_t>(last))
        refuse(key, "a value of its enumeration", value_text(number));
}

/// How long something may be waited for: for ever is a year.
inline void require_patience(std::string_view key, std::chrono::nanoseconds& value) {
    if (value == std::chrono::nanoseconds::max()) value = kPause.highest;
    require(key, kPause, value);
}

/// Puts `place` before what `check` refuses: where it stands in a file or a list.
template <class Check>
void check_at(const std::string& place, const Check& check) {
    try {
        check();
    } catch (const ConfigError& error) {
        throw ConfigError(place + error.what());
    }
}

}  // namespace oct::base
