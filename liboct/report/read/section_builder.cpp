// Intervals are finished one by one, so that one histogram at a time is in memory.
#include "report/read/section_builder.hpp"

#include "measure/buckets.hpp"

#include <algorithm>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

std::size_t intervals_until(nanoseconds end, nanoseconds interval) {
    return static_cast<std::size_t>((end + interval - nanoseconds(1)) / interval);
}

}  // namespace

Statistics statistics_of(const Histogram& histogram) {
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

Histogram GraphData::histogram(std::size_t interval) const {
    if (interval >= packed.size() || packed[interval].empty()) return {};
    return measure::Buckets::decode(packed[interval]).value_or(Histogram());
}

SectionBuilder::SectionBuilder(nanoseconds interval, const Window& window, Population population)
    : interval_(interval), window_(window), population_(population) {
    section_.intervals.resize(intervals_until(window.to, interval));
    graph_.heatmap = Heatmap(interval, section_.intervals.size());
}

void SectionBuilder::add(nanoseconds from, const measure::IntervalCounts& counts) {
    if (from >= window_.to && !window_.with_last) return add_after_stop(counts);
    // The last result may end where an interval would begin; beyond lies what a damaged file says.
    const std::size_t last = std::max<std::size_t>(section_.intervals.size(), 1) - 1;
    const std::size_t number = std::min(static_cast<std::size_t>(from / interval_), last);
    if (number != open_) close();
    open_ = number;
    counts_.merge(counts);
}

void SectionBuilder::add(const std::vector<measure::Point>& points) {
    for (const measure::Point& point : points) points_.add(point);
}

void SectionBuilder::close() {
    if (counts_.empty()) return;
    if (section_.intervals.size() <= open_) section_.intervals.resize(open_ + 1);
    settle(counts_);
    Interval& interval = section_.intervals[open_];
    interval.statistics = statistics_of(counts_.histogram);
    interval.errors = counts_.errors;
    graph_.heatmap.add(open_, counts_.histogram);
    for (const measure::SecondCount& second : counts_.seconds)
        graph_.rate.add(std::chrono::seconds(second.second), second.all, second.failed);
    graph_.packed.resize(open_ + 1);
    measure::Buckets::encode(counts_.histogram, graph_.packed[open_]);
    counts_ = {};
}

// Where the window ends with the last result, what is said to have ended later was timed by a clock
// that is ahead.
void SectionBuilder::close_after_stop() {
    if (window_.with_last && !after_stop_.empty()) {
        add(window_.to, after_stop_);
        after_stop_ = {};
    }
    close();
    set_rates();
    settle(after_stop_);
    section_.after_stop = population_ == Population::All
                              ? std::max(after_stop_.histogram.count(), after_stop_.errors)
                              : after_stop_.ended();
}

// To the figures of the section, wherever it ended.
void SectionBuilder::settle(measure::IntervalCounts& counts) {
    if (population_ == Population::All) {
        section_.errors_within += counts.failed.count();
        counts.histogram.merge(counts.failed);
        counts.failed.clear();
    }
    section_.errors += counts.errors;
    graph_.total.merge(counts.histogram);
    graph_.failed.merge(counts.failed);
}

// Before what ended after the stop is settled.
void SectionBuilder::set_rates() {
    const std::uint64_t succeeded = graph_.total.count();
    if (window_.empty() || succeeded + section_.errors == 0) return;
    section_.rate = window_.rate(succeeded);
    section_.failed_rate = window_.rate(section_.errors);
}

void SectionBuilder::set_lengths() {
    for (std::size_t i = 0; i < section_.intervals.size(); ++i) {
        Interval& interval = section_.intervals[i];
        interval.from = interval_ * static_cast<std::int64_t>(i);
        interval.length = interval_;
        if (i + 1 == section_.intervals.size() && window_.to > interval.from)
            interval.length = std::min(interval_, window_.to - interval.from);
    }
}

void SectionBuilder::finish(Section& section, GraphData& graph) {
    close_after_stop();
    set_lengths();
    section_.statistics = statistics_of(graph_.total);
    section_.failed = statistics_of(graph_.failed);
    Histogram all = graph_.total;
    all.merge(graph_.failed);
    section_.all = statistics_of(all);
    graph_.points = points_.points();
    graph_.packed.resize(section_.intervals.size());
    section_.name = std::move(section.name);
    section_.of_class = std::move(section.of_class);
    section = std::move(section_);
    graph = std::move(graph_);
}

}  // namespace oct::report
