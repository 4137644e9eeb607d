// Durations counted by interval: what every section of a report is made of.
#pragma once

#include "measure/histogram.hpp"
#include "measure/point_sample.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace oct::measure {

/// What ended within one second of the run.
struct SecondCount {
    std::int64_t second = 0;
    std::uint64_t all = 0;
    std::uint64_t failed = 0;
    bool operator==(const SecondCount&) const = default;
};

/// What one series counted in one interval.
///
/// Threading:  value.
struct IntervalCounts {
    Histogram histogram;
    std::uint64_t errors = 0;
    std::vector<SecondCount> seconds;  ///< in rising order; those that counted anything

    SecondCount& at(std::int64_t second);
    void merge(const IntervalCounts& other);
    bool operator==(const IntervalCounts&) const = default;
};

/// A series of durations over the run. Counts merge exactly, in any order; the points are a choice.
///
/// Threading:  value.
class Series {
public:
    using Intervals = std::map<std::int64_t, IntervalCounts>;  // by number since the start

    explicit Series(std::chrono::nanoseconds interval, std::size_t points = PointSample::kMost)
        : interval_(interval), most_points_(points), points_(points) {}
    Series(const Series&) = delete;
    Series& operator=(const Series&) = delete;
    Series(Series&&) noexcept = default;
    Series& operator=(Series&&) noexcept = default;
    ~Series() = default;

    /// A value that ended `offset` ≥ 0 after the start of the run.
    void add(std::chrono::nanoseconds offset, std::chrono::nanoseconds value, bool failed);
    /// A transaction that failed before it ran: an error without a duration.
    void add_error(std::chrono::nanoseconds offset);
    /// What was counted elsewhere with the same interval.
    void merge(const Series& other);
    /// Makes the intervals `factor` times as long.
    void widen(std::int64_t factor);
    /// Forgets what was counted; the points to come lie behind `origin`, mostly.
    void clear(std::chrono::nanoseconds origin);

    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return interval_; }
    [[nodiscard]] const Intervals& intervals() const noexcept { return intervals_; }
    [[nodiscard]] std::vector<Point> points() const { return points_.points(); }

private:
    // The interval and the second of the last value: the next one mostly falls into both.
    struct Here {
        IntervalCounts* counts = nullptr;
        std::size_t second = 0;
        std::chrono::nanoseconds begin{};
        std::chrono::nanoseconds end{};
    };

    IntervalCounts& count(std::chrono::nanoseconds offset, bool failed);

    std::chrono::nanoseconds interval_;
    std::size_t most_points_;
    Intervals intervals_;
    PointSample points_;
    Here here_;
};

}  // namespace oct::measure
