// Finding timers: by the order in which they came, then by their names.
#include "measure/class_series.hpp"

namespace oct::measure {

NamedSeries* ClassSeries::timer(std::string_view name) {
    if (guess_ == timers_.size()) guess_ = 0;
    if (guess_ == timers_.size() || timers_[guess_]->name.timer != name) {
        const auto place = places_.find(name);
        if (place == places_.end()) return nullptr;
        guess_ = place->second;
    }
    return timers_[guess_++];
}

void ClassSeries::add_timer(NamedSeries& timer) {
    places_.emplace(timer.name.timer, timers_.size());
    timers_.push_back(&timer);
    guess_ = timers_.size();
}

const NamedSeries* ClassSeries::find(const SeriesName& name) const {
    if (name.kind == SeriesKind::Transactions) return transactions_;
    if (name.kind == SeriesKind::Lag) return lag_;
    const auto place = places_.find(name.timer);
    if (place == places_.end()) return nullptr;
    const NamedSeries* timer = timers_[place->second];
    return name.kind == SeriesKind::Timer ? timer : timer->response;
}

}  // namespace oct::measure
