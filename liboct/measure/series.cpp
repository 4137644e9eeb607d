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
    failed.merge(other.failed);
    errors += other.errors;
    for (const SecondCount& count : other.seconds) {
        SecondCount& mine = at(count.second);
        mine.all += count.all;
        mine.failed += count.failed;
    }
}

void Series::go_to(nanoseconds offset) {
    const std::int64_t number = offset / interval_;
    const auto second = std::chrono::floor<std::chrono::seconds>(offset);
    const bool stopped = offset >= stop_;
    here_.counts = stopped ? &after_stop_ : &intervals_[number];
    SecondCount& place = here_.counts->at(second.count());
    here_.second = static_cast<std::size_t>(&place - here_.counts->seconds.data());
    here_.begin = std::max<nanoseconds>(stopped ? stop_ : interval_ * number, second);
    here_.end = second + std::chrono::seconds(1);
    if (!stopped) here_.end = std::min({here_.end, interval_ * (number + 1), stop_});
}

IntervalCounts& Series::count(nanoseconds offset, bool failed) {
    if (here_.counts == nullptr || offset < here_.begin || offset >= here_.end) go_to(offset);
    SecondCount& second = here_.counts->seconds[here_.second];
    ++second.all;
    second.failed += failed;
    here_.counts->errors += failed;
    return *here_.counts;
}

void Series::add(nanoseconds offset, nanoseconds value, bool failed) {
    IntervalCounts& counts = count(offset, failed);
    (failed ? counts.failed : counts.histogram).record(value);
    points_.add({offset, value, failed});
}

void Series::add_error(nanoseconds offset) {
    count(offset, true);
}

void Series::stop(nanoseconds stop) {
    here_ = {};
    stop_ = std::min(stop_, stop);
}

std::uint64_t Series::ended() const noexcept {
    std::uint64_t sum = after_stop_.ended();
    for (const auto& [number, counts] : intervals_) sum += counts.ended();
    return sum;
}

void Series::merge(const Series& other) {
    here_ = {};
    for (const auto& [number, counts] : other.intervals_) intervals_[number].merge(counts);
    after_stop_.merge(other.after_stop_);
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
    after_stop_ = {};
    points_ = PointSample(most_points_, origin);
}

}  // namespace oct::measure
