// Finding and adding series.
#include "measure/series_set.hpp"

#include <algorithm>

namespace oct::measure {
namespace {

using std::chrono::nanoseconds;

// Series beyond these keep few points: nobody looks at so many graphs.
constexpr std::size_t kClassesWithManyPoints = 20;
constexpr std::size_t kTimersWithManyPoints = 100;
constexpr std::size_t kFewPoints = 64;

}  // namespace

ClassSeries& SeriesSet::of_class(std::string_view name) {
    if (last_ != nullptr && last_->name() == name) return *last_;
    auto known = by_name_.find(name);
    if (known == by_name_.end() && classes_.size() >= kMostClasses) {
        name = kFurtherClasses;
        known = by_name_.find(name);
    }
    if (known != by_name_.end()) return *(last_ = known->second);
    const bool many = classes_.size() < kClassesWithManyPoints;
    NamedSeries& transactions = add({SeriesKind::Transactions, "", std::string(name)}, many);
    NamedSeries& lag = add({SeriesKind::Lag, "", std::string(name)}, many);
    last_ = &classes_.emplace_back(classes_.size(), transactions, lag);
    by_name_.emplace(name, last_);
    return *last_;
}

NamedSeries& SeriesSet::timer(ClassSeries& of, std::string_view name) {
    NamedSeries* known = of.timer(name);
    const bool further = known == nullptr && timers_ >= kMostTimers;
    if (further) known = of.timer(name = kFurtherTimers);
    if (known != nullptr) return *known;
    NamedSeries& timer =
        add({SeriesKind::Timer, std::string(name), of.name()}, timers_ < kTimersWithManyPoints);
    timer.further = further;
    timers_ += !further;
    of.add_timer(timer);
    if (asked_for(timer.name, options_.responses)) add_response(timer);
    return timer;
}

NamedSeries& SeriesSet::at(const SeriesName& name) {
    ClassSeries& of = of_class(name.of_class.value_or(std::string()));
    if (name.kind == SeriesKind::Timer) return timer(of, name.timer);
    if (name.kind == SeriesKind::Response) {
        NamedSeries& of_timer = timer(of, name.timer);
        if (of_timer.response == nullptr) add_response(of_timer);
        return *of_timer.response;
    }
    return name.kind == SeriesKind::Lag ? of.lag() : of.transactions();
}

NamedSeries& SeriesSet::add(SeriesName name, bool many_points) {
    const std::size_t points =
        many_points ? options_.points : std::min(options_.points, kFewPoints);
    return all_.emplace_back(
        NamedSeries{std::move(name), Series(options_.interval, points, options_.stop)});
}

void SeriesSet::add_response(NamedSeries& timer) {
    timer.response = &add({SeriesKind::Response, timer.name.timer, timer.name.of_class}, true);
}

void SeriesSet::stop(nanoseconds stop) {
    options_.stop = std::min(options_.stop, stop);
    for (NamedSeries& named : all_) named.series.stop(stop);
}

void SeriesSet::widen(std::int64_t factor) {
    options_.interval *= factor;
    for (NamedSeries& named : all_) named.series.widen(factor);
}

void SeriesSet::clear(nanoseconds origin) {
    for (NamedSeries& named : all_) named.series.clear(origin);
}

std::vector<const Series*> SeriesSet::find(const SeriesName& name) const {
    std::vector<const Series*> found;
    for (const ClassSeries& of : classes_) {
        if (name.of_class && *name.of_class != of.name()) continue;
        if (const NamedSeries* named = of.find(name)) found.push_back(&named->series);
    }
    return found;
}

std::vector<std::pair<std::int64_t, const IntervalCounts*>> SeriesSet::intervals(
    const SeriesName& name) const {
    std::vector<std::pair<std::int64_t, const IntervalCounts*>> all;
    for (const Series* series : find(name))
        series->for_each([&](std::int64_t number, const IntervalCounts& counts) {
            all.emplace_back(number, &counts);
        });
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return all;
}

std::vector<Point> SeriesSet::points(const SeriesName& name) const {
    std::vector<Point> all;
    for (const Series* series : find(name)) {
        const std::vector<Point> points = series->points();
        all.insert(all.end(), points.begin(), points.end());
    }
    return all;
}

}  // namespace oct::measure
