// Finding the interval of a value, mostly without a division.
#include "measure/series.hpp"

#include <algorithm>

namespace oct::measure {

using std::chrono::nanoseconds;

SecondCount& IntervalCounts::at(std::int64_t second) {
    auto place = seconds.end();
    while (place != seconds.begin() && std::prev(place)->second >= second) --place;
    if (place == seconds.end() || place->second != second)
        place = seconds.insert(place, {second, 0, 0});
    return *place;
}

void IntervalCounts::merge(const IntervalCounts& other) {
    histogram.merge(other.histogram);
    errors += other.errors;
    for (const SecondCount& count : other.seconds) {
        SecondCount& mine = at(count.second);
        mine.all += count.all;
        mine.failed += count.failed;
    }
}

IntervalCounts& Series::count(nanoseconds offset, bool failed) {
    if (here_.counts == nullptr || offset < here_.begin || offset >= here_.end) {
        const std::int64_t number = offset / interval_;
        const auto second = std::chrono::floor<std::chrono::seconds>(offset);
        here_.counts = &intervals_[number];
        SecondCount& place = here_.counts->at(second.count());
        here_.second = static_cast<std::size_t>(&place - here_.counts->seconds.data());
        here_.begin = std::max<nanoseconds>(interval_ * number, second);
        here_.end =
            std::min<nanoseconds>(interval_ * (number + 1), second + std::chrono::seconds(1));
    }
    SecondCount& second = here_.counts->seconds[here_.second];
    ++second.all;
    second.failed += failed;
    here_.counts->errors += failed;
    return *here_.counts;
}

void Series::add(nanoseconds offset, nanoseconds value, bool failed) {
    count(offset, failed).histogram.record(value);
    points_.add({offset, value, failed});
}

void Series::add_error(nanoseconds offset) {
    count(offset, true);
}

void Series::merge(const Series& other) {
    here_ = {};
    for (const auto& [number, counts] : other.intervals_) intervals_[number].merge(counts);
    for (const Point& point : other.points()) points_.add(point);
}

void Series::widen(std::int64_t factor) {
    here_ = {};
    Intervals wide;
    for (const auto& [number, counts] : intervals_) wide[number / factor].merge(counts);
    intervals_.swap(wide);
    interval_ *= factor;
}

void Series::clear(nanoseconds origin) {
    here_ = {};
    intervals_.clear();
    points_ = PointSample(most_points_, origin);
}

}  // namespace oct::measure
