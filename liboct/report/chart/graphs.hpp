// The graphs of a section, and of the run.
#pragma once

#include <oct/summary.hpp>

#include "report/chart/chart.hpp"
#include "report/read/findings.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace oct::report {

/// A graph and the same in figures.
struct Figure {
    Chart chart;
    std::string note;  ///< how to read it
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;
};

/// What the graphs of one section have in common.
struct GraphSource {
    const Section& section;
    const GraphData& data;
    const std::vector<Interval>& intervals;  ///< of the section, or fewer
    std::string id;                          ///< begins the ids of the elements
    std::chrono::nanoseconds end;            ///< the right end of the time axis
    std::size_t most_points;                 ///< in the graph of all points
};

[[nodiscard]] Figure response_times_graph(const GraphSource& source);
/// Its figures are the section's table of intervals.
[[nodiscard]] Figure interval_graph(const GraphSource& source);
[[nodiscard]] Figure throughput_graph(const GraphSource& source);
[[nodiscard]] Figure heat_graph(const GraphSource& source);
[[nodiscard]] Figure percentile_graph(const GraphSource& source);
/// How late transactions started; `source` is that of Summary::lag.
[[nodiscard]] Figure lag_graph(const GraphSource& source);
/// Cannons and turrets at work.
[[nodiscard]] Figure activity_graph(const Activity& activity, std::chrono::nanoseconds end);

}  // namespace oct::report
