// The figures that are compared, and the scales on which they are.
#pragma once

#include <oct/summary.hpp>

#include "report/compare/course.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace oct::report {

/// Half a bucket of a histogram, on the scale of durations: they are known no better.
inline constexpr double kDurationResolution = 0.0005;

/// A figure of a section: its rate, its errors, or a duration.
class Figure {
public:
    enum class Kind { Rate, Duration, Errors };

    constexpr Figure(std::string_view name, Kind kind) : name_(name), kind_(kind) {}
    /// `percent`: of a percentile; 0 of one on which a single result may weigh.
    constexpr Figure(std::string_view name, std::chrono::nanoseconds Statistics::*value,
                     double percent)
        : name_(name), kind_(Kind::Duration), value_(value), percent_(percent) {}

    [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }
    [[nodiscard]] constexpr Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_max() const noexcept { return value_ == &Statistics::max; }

    /// Nothing where no result has it.
    [[nodiscard]] std::optional<Quantity> of(const Section& section) const;
    [[nodiscard]] std::optional<Quantity> of(const Stretch& stretch) const;
    /// On the scale on which changes are differences: percentage points of errors, else the
    /// logarithm. A rate of 0 is taken as half a result.
    [[nodiscard]] std::optional<double> scaled(const Stretch& stretch) const;
    /// From a difference on that scale to a change, and back.
    [[nodiscard]] Percent change(double difference) const;
    [[nodiscard]] double difference(Percent change) const;

    /// True when so many results have this figure, and not only their maximum.
    [[nodiscard]] bool is_told(std::uint64_t count) const;
    /// Results that a part of a run takes for the figure not to hang on a few of them.
    [[nodiscard]] std::uint64_t results_of_a_part() const;
    /// Parts that have to be apart for the same reason.
    [[nodiscard]] std::size_t least_parts() const;
    /// Parts that are no single burst, of which the other run may have had none by chance: errors
    /// come in bursts.
    [[nodiscard]] std::size_t least_outbreak() const { return kind_ == Kind::Errors ? 3 : 1; }

private:
    std::string_view name_;
    Kind kind_;
    std::chrono::nanoseconds Statistics::*value_ = nullptr;
    double percent_ = 0;
};

inline constexpr std::array kFigures{
    Figure("rate", Figure::Kind::Rate),    Figure("avg", &Statistics::mean, 0),
    Figure("p50", &Statistics::p50, 50),   Figure("p80", &Statistics::p80, 80),
    Figure("p90", &Statistics::p90, 90),   Figure("p95", &Statistics::p95, 95),
    Figure("p99", &Statistics::p99, 99),   Figure("max", &Statistics::max, 0),
    Figure("errors", Figure::Kind::Errors)};

/// Those that people see first.
inline constexpr std::array<std::string_view, 5> kChiefFigures{"rate", "p50", "p95", "p99",
                                                               "errors"};

}  // namespace oct::report
