// Durations counted by interval: what every section of a report is made of.
#pragma once

#include <oct/histogram.hpp>

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
    Histogram histogram;               ///< of what succeeded
    Histogram failed;                  ///< of what failed, where it has a duration
    std::uint64_t errors = 0;          ///< what failed, with or without a duration
    std::vector<SecondCount> seconds;  ///< in rising order; those that counted anything

    [[nodiscard]] bool empty() const noexcept { return seconds.empty(); }
    /// Succeeded and failed.
    [[nodiscard]] std::uint64_t ended() const noexcept { return histogram.count() + errors; }
    SecondCount& at(std::int64_t second);
    void merge(const IntervalCounts& other);
    bool operator==(const IntervalCounts&) const = default;
};

/// The number under which what ended after the stop is told beside the intervals.
inline constexpr std::int64_t kAfterStop = -1;

/// A series of durations over the run. Counts merge exactly, in any order; the points are a choice.
///
/// What ended at the stop or later is in no interval, but counted apart.
/// Threading:  value.
class Series {
public:
    using Intervals = std::map<std::int64_t, IntervalCounts>;  // by number since the start
    static constexpr std::chrono::nanoseconds kNoStop = std::chrono::nanoseconds::max();

    explicit Series(std::chrono::nanoseconds interval, std::size_t points = PointSample::kMost,
                    std::chrono::nanoseconds stop = kNoStop)
        : interval_(interval), stop_(stop), most_points_(points), points_(points) {}
    Series(const Series&) = delete;
    Series& operator=(const Series&) = delete;
    Series(Series&&) noexcept = default;
    Series& operator=(Series&&) noexcept = default;
    ~Series() = default;

    /// A value that ended `offset` ≥ 0 after the start of the run.
    void add(std::chrono::nanoseconds offset, std::chrono::nanoseconds value, bool failed);
    /// A transaction that failed before it ran: an error without a duration.
    void add_error(std::chrono::nanoseconds offset);
    /// The run is stopped so long after its start: what was counted before has ended before.
    void stop(std::chrono::nanoseconds stop);
    /// What was counted elsewhere with the same interval.
    void merge(const Series& other);
    /// Makes the intervals `factor` times as long.
    void widen(std::int64_t factor);
    /// Forgets what was counted; the points to come lie behind `origin`, mostly.
    void clear(std::chrono::nanoseconds origin);

    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return interval_; }
    [[nodiscard]] const Intervals& intervals() const noexcept { return intervals_; }
    [[nodiscard]] const IntervalCounts& after_stop() const noexcept { return after_stop_; }
    [[nodiscard]] bool empty() const noexcept { return intervals_.empty() && after_stop_.empty(); }
    [[nodiscard]] std::uint64_t ended() const noexcept;
    /// Calls `take(number, counts)` with rising numbers, kAfterStop first.
    template <typename Take>
    void for_each(Take&& take) const {
        if (!after_stop_.empty()) take(kAfterStop, after_stop_);
        for (const auto& [number, counts] : intervals_) take(number, counts);
    }
    [[nodiscard]] std::vector<Point> points() const { return points_.points(); }

private:
    // The interval and the second of the last value: the next one mostly falls into both, and on
    // the same side of the stop.
    struct Here {
        IntervalCounts* counts = nullptr;
        std::size_t second = 0;
        std::chrono::nanoseconds begin{};
        std::chrono::nanoseconds end{};
    };

    IntervalCounts& count(std::chrono::nanoseconds offset, bool failed);
    void go_to(std::chrono::nanoseconds offset);

    std::chrono::nanoseconds interval_;
    std::chrono::nanoseconds stop_;
    std::size_t most_points_;
    Intervals intervals_;
    IntervalCounts after_stop_;
    PointSample points_;
    Here here_;
};

}  // namespace oct::measure
