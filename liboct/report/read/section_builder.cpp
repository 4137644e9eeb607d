// Intervals are finished one by one, so that one histogram at a time is in memory.
#include "report/read/section_builder.hpp"

#include <algorithm>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

std::size_t intervals_until(nanoseconds end, nanoseconds interval) {
    return static_cast<std::size_t>((end + interval - nanoseconds(1)) / interval);
}

}  // namespace

Statistics statistics_of(const measure::Histogram& histogram) {
    Statistics statistics;
    statistics.count = histogram.count();
    statistics.min = histogram.min();
    statistics.mean = histogram.mean();
    statistics.p50 = histogram.percentile(50);
    statistics.p80 = histogram.percentile(80);
    statistics.p90 = histogram.percentile(90);
    statistics.p95 = histogram.percentile(95);
    statistics.p99 = histogram.percentile(99);
    statistics.p999 = histogram.percentile(99.9);
    statistics.p9999 = histogram.percentile(99.99);
    statistics.max = histogram.max();
    statistics.stdev = histogram.stdev();
    return statistics;
}

measure::Histogram GraphData::histogram(std::size_t interval) const {
    if (interval >= packed.size() || packed[interval].empty()) return {};
    return measure::Histogram::decode(packed[interval]).value_or(measure::Histogram());
}

SectionBuilder::SectionBuilder(nanoseconds interval, nanoseconds end)
    : interval_(interval), end_(end) {
    section_.intervals.resize(intervals_until(end, interval));
    graph_.heatmap = Heatmap(interval, section_.intervals.size());
}

void SectionBuilder::add(nanoseconds from, const measure::IntervalCounts& counts) {
    // Beyond the end lies only what a damaged file says.
    const auto number =
        std::min(static_cast<std::size_t>(from / interval_), intervals_until(end_, interval_));
    if (number != open_) close();
    open_ = number;
    counts_.merge(counts);
}

void SectionBuilder::add(const std::vector<measure::Point>& points) {
    for (const measure::Point& point : points) points_.add(point);
}

void SectionBuilder::close() {
    if (counts_.seconds.empty()) return;
    if (section_.intervals.size() <= open_) section_.intervals.resize(open_ + 1);
    Interval& interval = section_.intervals[open_];
    interval.statistics = statistics_of(counts_.histogram);
    interval.errors = counts_.errors;
    section_.errors += counts_.errors;
    graph_.total.merge(counts_.histogram);
    graph_.heatmap.add(open_, counts_.histogram);
    for (const measure::SecondCount& second : counts_.seconds)
        graph_.rate.add(std::chrono::seconds(second.second), second.all, second.failed);
    graph_.packed.resize(open_ + 1);
    counts_.histogram.encode(graph_.packed[open_]);
    counts_ = {};
}

void SectionBuilder::finish(Section& section, GraphData& graph) {
    close();
    for (std::size_t i = 0; i < section_.intervals.size(); ++i) {
        Interval& interval = section_.intervals[i];
        interval.from = interval_ * static_cast<std::int64_t>(i);
        interval.length = interval_;
        if (i + 1 == section_.intervals.size() && end_ > interval.from)
            interval.length = std::min(interval_, end_ - interval.from);
    }
    section_.statistics = statistics_of(graph_.total);
    graph_.points = points_.points();
    graph_.packed.resize(section_.intervals.size());
    section_.name = std::move(section.name);
    section = std::move(section_);
    graph = std::move(graph_);
}

}  // namespace oct::report
