// From the counts of a series by interval to a section of the report.
#pragma once

#include <oct/summary.hpp>

#include "measure/rate.hpp"
#include "measure/series.hpp"
#include "report/read/heatmap.hpp"
#include "report/read/window.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oct::report {

/// Figures of a histogram as the Summary gives them.
[[nodiscard]] Statistics statistics_of(const Histogram& histogram);

/// Whose durations are shown.
enum class Population {
    Succeeded,  ///< those of failed transactions apart
    All         ///< both together, as in the histograms of version 0.1.0
};

/// What the report shows of a section beside its figures.
///
/// Threading:  value.
struct GraphData {
    std::vector<measure::Point> points;  ///< of succeeded and failed ones
    measure::Rate rate;                  ///< of what ended before the stop
    Heatmap heatmap;                     ///< of the succeeded
    Histogram total;                     ///< of the succeeded: all intervals, and after the stop
    Histogram failed;                    ///< the same of the failed
    std::vector<std::string> packed;     ///< of the succeeded of each interval, encoded; "": empty

    /// Of one interval of the section.
    [[nodiscard]] Histogram histogram(std::size_t interval) const;
};

/// Takes the counts with rising numbers of their intervals, and joins as many to one as it takes.
///
/// Counts may come as they were stored and as they are read from rows, and of several classes, the
/// same interval several times: merging is exact.
/// Threading:  value.
class SectionBuilder {
public:
    /// `interval`: of the section; its intervals cover 0 … the end of the window, the last one is
    /// cut there.
    SectionBuilder(std::chrono::nanoseconds interval, const Window& window,
                   Population population = Population::Succeeded);

    /// What began `from` after the start of the run; what begins behind the window is after the
    /// stop.
    void add(std::chrono::nanoseconds from, const measure::IntervalCounts& counts);
    void add_after_stop(const measure::IntervalCounts& counts) { after_stop_.merge(counts); }
    void add(const std::vector<measure::Point>& points);
    /// Sets everything but the names.
    void finish(Section& section, GraphData& graph);

private:
    void close();
    void close_after_stop();
    void settle(measure::IntervalCounts& counts);
    void set_lengths();
    void set_rates();

    std::chrono::nanoseconds interval_;
    Window window_;
    Population population_;
    std::size_t open_ = 0;  // number of the interval that counts_ are of
    measure::IntervalCounts counts_;
    measure::IntervalCounts after_stop_;
    Section section_;
    GraphData graph_;
    measure::PointSample points_;
};

}  // namespace oct::report
