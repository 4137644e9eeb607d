// Putting neighbours together.
#include "report/read/merged_intervals.hpp"

#include <algorithm>

namespace oct::report {

std::vector<Interval> merged_intervals(const Section& section, const GraphData& data,
                                       std::size_t most) {
    const std::vector<Interval>& intervals = section.intervals;
    if (intervals.size() <= most) return intervals;
    std::vector<Interval> together;
    const std::size_t step = (intervals.size() + most - 1) / most;
    for (std::size_t first = 0; first < intervals.size(); first += step) {
        Interval& stretch = together.emplace_back();
        stretch.from = intervals[first].from;
        Histogram histogram;
        for (std::size_t i = first; i < std::min(first + step, intervals.size()); ++i) {
            stretch.length += intervals[i].length;
            stretch.errors += intervals[i].errors;
            histogram.merge(data.histogram(i));
        }
        stretch.statistics = statistics_of(histogram);
    }
    return together;
}

}  // namespace oct::report
