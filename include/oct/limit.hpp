// Limits: what a run has to keep to pass, and how it fared.
#pragma once

#include <oct/export.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace oct {

/// A share: 0.1 is 0.1 %. Of a change: relative, or percentage points where a share has changed.
struct Percent {
    double value = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the default for a 0
    auto operator<=>(const Percent&) const = default;
};

/// Events a second.
struct PerSecond {
    double value = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): the same
    auto operator<=>(const PerSecond&) const = default;
};

/// The value of a figure, with its unit.
using Quantity = std::variant<std::chrono::nanoseconds, Percent, PerSecond, std::uint64_t>;

/// For people: "12.3 ms", "0.31 %", "4,801/s", "1,024".
[[nodiscard]] OCT_EXPORT std::string to_string(const Quantity& quantity);

/// One limit: `p95 < 50ms`, `p99(a timer) < 20ms`, `errors < 0.1%`, `rate > 4000/s`.
///
/// A measure is p0 … p100, min, avg, max, stdev, errors, rate or count. Behind it may stand, in
/// round brackets, the name of a custom timer, and in square ones that of a transaction class (a
/// turret entry): `p99(pay)[buy] < 20ms`, `errors[buy] < 1%`; in quotes where the name has such
/// brackets of its own. Without them the limit is on all transactions. Durations and `rate` are of
/// succeeded transactions, `errors` are failed ones, as a percentage of all or as a count, `count`
/// is of both; a timer succeeds with its transaction. A timer's duration is its own (service
/// time); with `response` before the measure it is from the intended start of its transaction on.
/// Durations have a unit (ns us ms s m), rates end with /s. Behind the limit `abort` ends the run
/// when it is missed, judged once a second, `abort after 10s` not before that time.
/// Threading:  value.
struct OCT_EXPORT Limit {
    enum class Measure {
        Percentile,
        Min,
        Average,
        Max,
        Deviation,
        Errors,
        ErrorShare,
        Rate,
        Count
    };
    enum class Relation { Less, LessOrEqual, Greater, GreaterOrEqual };

    Measure measure = Measure::Percentile;
    double percent = 0;      ///< which percentile
    std::string timer{};     ///< empty: all transactions
    std::string of_class{};  ///< the transaction class; empty: all classes
    /// A timer is judged from the intended start of its transaction on: its duration and the wait
    /// before. Without a timer that is so anyway.
    bool response = false;
    Relation relation = Relation::Less;
    Quantity bound{};                  ///< of the kind that the measure has
    bool abort = false;                ///< ends the run as soon as the limit is missed …
    std::chrono::nanoseconds after{};  ///< … but not before this time since its start

    /// Reads a limit.
    ///
    /// Errors: throws ConfigError naming `origin`, the text, the column and what was expected.
    static Limit parse(std::string_view text, std::string_view origin = "limit");

    /// What is no limit: a bound of another kind than the measure's, or that nothing can keep.
    ///
    /// Errors: throws ConfigError beginning with the member that is wrong, and what was expected.
    void check() const;

    /// The limit in its usual spelling; parse() reads it back.
    [[nodiscard]] std::string to_string() const;
    /// The same without `abort`: what is judged.
    [[nodiscard]] std::string condition() const;
    [[nodiscard]] bool is_duration() const noexcept;
    [[nodiscard]] bool met_by(const Quantity& value) const noexcept;
    bool operator==(const Limit&) const = default;
};

/// How a run fared against one limit.
struct LimitResult {
    enum class State {
        Met,
        Missed,
        Unknown  ///< no timer has that name: a mistake in the limit, not a result
    };

    Limit limit{};
    State state = State::Met;
    std::optional<Quantity>
        measured{};        ///< of the kind of limit.bound; nothing: there was no value
    std::string detail{};  ///< one sentence for people, or empty
    /// Why this state says nothing about the target, one sentence; empty: it does say something.
    std::string doubt{};
};

}  // namespace oct
