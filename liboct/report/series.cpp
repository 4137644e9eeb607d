// Counting by interval, and the figures.
#include "report/series.hpp"

#include <algorithm>

namespace oct {

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
    statistics.max = histogram.max();
    statistics.stdev = histogram.stdev();
    return statistics;
}

Series::Part& Series::part(std::chrono::nanoseconds offset) {
    const auto index = static_cast<std::size_t>(offset / interval_);
    if (parts_.size() <= index) parts_.resize(index + 1);
    return parts_[index];
}

void Series::add(std::chrono::nanoseconds offset, std::chrono::nanoseconds value, bool failed) {
    Part& here = part(offset);
    here.histogram.record(value);
    here.errors += failed;
    points_.add({offset, value, failed});
    rate_.add(offset, failed);
}

void Series::add_error(std::chrono::nanoseconds offset) {
    ++part(offset).errors;
    rate_.add(offset, true);
}

void Series::merge(std::size_t interval, const Histogram& histogram, std::uint64_t errors) {
    if (parts_.size() <= interval) parts_.resize(interval + 1);
    parts_[interval].histogram.merge(histogram);
    parts_[interval].errors += errors;
}

void Series::widen(std::int64_t factor) {
    const auto step = static_cast<std::size_t>(factor);
    std::vector<Part> wide((parts_.size() + step - 1) / step);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        wide[i / step].histogram.merge(parts_[i].histogram);
        wide[i / step].errors += parts_[i].errors;
    }
    parts_.swap(wide);
    interval_ *= factor;
}

Section Series::section(std::string name, std::chrono::nanoseconds end) const {
    Section section;
    section.name = std::move(name);
    Histogram total;
    const auto needed = static_cast<std::size_t>((end + interval_ - end % interval_) / interval_);
    const std::size_t count =
        std::max(parts_.size(), end % interval_ == end.zero() ? needed - 1 : needed);
    for (std::size_t i = 0; i < count; ++i) {
        Interval& interval = section.intervals.emplace_back();
        interval.from = interval_ * static_cast<std::int64_t>(i);
        interval.length = interval_;
        if (i + 1 == count && end > interval.from)
            interval.length = std::min(interval_, end - interval.from);
        if (i >= parts_.size()) continue;
        interval.statistics = statistics_of(parts_[i].histogram);
        interval.errors = parts_[i].errors;
        section.errors += interval.errors;
        total.merge(parts_[i].histogram);
    }
    section.statistics = statistics_of(total);
    return section;
}

}  // namespace oct
