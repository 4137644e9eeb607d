// One series of durations over the run: the aggregate behind every section of the report.
#pragma once

#include <oct/summary.hpp>

#include "base/histogram.hpp"
#include "report/point_sample.hpp"
#include "report/rate.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oct {

/// Figures of a histogram as the Summary gives them.
[[nodiscard]] Statistics statistics_of(const Histogram& histogram);

/// A histogram and a count of errors per interval. Rows feed it one by one; histograms that were
/// stored during the run could feed it whole, merging being exact.
///
/// Threading:  value.
class Series {
public:
    explicit Series(std::chrono::nanoseconds interval) : interval_(interval) {}

    /// An end `offset` ≥ 0 after the start of the run.
    void add(std::chrono::nanoseconds offset, std::chrono::nanoseconds value, bool failed);
    /// A transaction that failed before it ran: an error without a duration.
    void add_error(std::chrono::nanoseconds offset);
    /// What an interval of this series has counted elsewhere.
    void merge(std::size_t interval, const Histogram& histogram, std::uint64_t errors);

    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return interval_; }
    /// Makes the intervals `factor` times as long.
    void widen(std::int64_t factor);

    /// The section; its intervals cover 0 … `end`, the last one ends there.
    [[nodiscard]] Section section(std::string name, std::chrono::nanoseconds end) const;
    [[nodiscard]] std::vector<Point> points() const { return points_.points(); }
    [[nodiscard]] const Rate& rate() const noexcept { return rate_; }

private:
    struct Part {
        Histogram histogram;
        std::uint64_t errors = 0;
    };

    Part& part(std::chrono::nanoseconds offset);

    std::chrono::nanoseconds interval_;
    std::vector<Part> parts_;
    PointSample points_;
    Rate rate_;
};

}  // namespace oct
