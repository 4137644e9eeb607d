// From the counts of a series by interval to a section of the report.
#pragma once

#include <oct/summary.hpp>

#include "measure/rate.hpp"
#include "measure/series.hpp"
#include "report/read/heatmap.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oct::report {

/// Figures of a histogram as the Summary gives them.
[[nodiscard]] Statistics statistics_of(const measure::Histogram& histogram);

/// What the report shows of a section beside its figures.
///
/// Threading:  value.
struct GraphData {
    std::vector<measure::Point> points;
    measure::Rate rate;
    Heatmap heatmap;
    measure::Histogram total;         ///< all intervals together
    std::vector<std::string> packed;  ///< a histogram for each interval, encoded; "": empty

    /// Of one interval of the section.
    [[nodiscard]] measure::Histogram histogram(std::size_t interval) const;
};

/// Takes the counts in rising order of their intervals, and joins `factor` of them to one.
///
/// Counts may come as they were stored and as they are read from rows, the same interval twice:
/// merging is exact.
/// Threading:  value.
class SectionBuilder {
public:
    /// `interval`: of the section; it covers 0 … `end`, its last interval ends there.
    SectionBuilder(std::chrono::nanoseconds interval, std::chrono::nanoseconds end);

    /// What began `from` after the start of the run.
    void add(std::chrono::nanoseconds from, const measure::IntervalCounts& counts);
    void add(const std::vector<measure::Point>& points);
    /// Sets everything but the section's name.
    void finish(Section& section, GraphData& graph);

private:
    void close();

    std::chrono::nanoseconds interval_;
    std::chrono::nanoseconds end_;
    std::size_t open_ = 0;  // number of the interval that counts_ are of
    measure::IntervalCounts counts_;
    Section section_;
    GraphData graph_;
    measure::PointSample points_;
};

}  // namespace oct::report
