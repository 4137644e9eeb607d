// Placing rows in time and counting them.
#include "report/row_collector.hpp"

#include "store/seconds.hpp"

#include <algorithm>
#include <cmath>

namespace oct {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t kMostIntervals = 1000;
constexpr std::size_t kMostTimers = 200;
constexpr std::size_t kMostMessages = 10000;
constexpr std::size_t kMessagesShown = 100;
constexpr std::string_view kOtherMessages = "(further messages)";
constexpr double kClockSlackSeconds = 1;  // a turret's clock may be that much behind
constexpr double kDrainSeconds = 60;      // and results may end that long after stop

bool is_duration(double seconds) {
    return seconds >= 0 && from_seconds(seconds).has_value();
}

}  // namespace

RowCollector::RowCollector(nanoseconds interval, std::optional<WallTime> started,
                           nanoseconds run_time)
    : latest_s_(run_time.count() > 0 ? 2 * to_seconds(run_time) + kDrainSeconds : HUGE_VAL),
      all_(interval) {
    if (started) started_s_ = to_seconds(*started);
}

std::optional<nanoseconds> RowCollector::offset_of(const ResultRow& row) {
    double offset_s = row.elapsed_s;
    if (started_s_) {
        const double since_start_s = row.epoch_s - *started_s_;
        if (since_start_s >= -kClockSlackSeconds && since_start_s <= latest_s_)
            offset_s = std::max(since_start_s, 0.0);
        else
            ++troubles_.clocks;
    }
    if (!is_duration(offset_s)) return std::nullopt;
    return from_seconds(offset_s);
}

void RowCollector::add(const ResultRow& row) {
    count_turret(row);
    const auto offset = offset_of(row);
    if (!offset || !is_duration(row.service_s) || !std::isfinite(row.epoch_s)) {
        ++troubles_.rows;
        return;
    }
    widen_for(*offset);
    ++transactions_;
    const double start_s = row.epoch_s - (is_duration(row.elapsed_s) ? row.elapsed_s : 0);
    first_start_s_ = std::min(first_start_s_.value_or(start_s), start_s);
    last_end_s_ = std::max(last_end_s_.value_or(row.epoch_s), row.epoch_s);
    last_offset_ = std::max(last_offset_, *offset);
    const bool failed = !row.error.empty();
    if (failed) count_error(row.error);
    if (failed && row.service_s == 0)
        all_.add_error(*offset);
    else
        all_.add(*offset, *from_seconds(row.service_s), failed);
    if (!text_.parse(row.custom_timers)) ++troubles_.timers;
    guess_ = 0;
    for (const TimerText& value : text_.timers()) {
        ++timers_;
        if (Series* series = timer(value.name)) series->add(*offset, value.value, false);
    }
}

void RowCollector::count_turret(const ResultRow& row) {
    const bool by_id = row.turret_id != 0;
    const bool known = last_turret_ != nullptr && last_turret_id_ == row.turret_id &&
                       (by_id || last_turret_->name == row.turret_name);
    if (!known) {
        auto place = by_name_.end();
        if (by_id) {
            last_turret_ = &by_id_[row.turret_id];
        } else {
            place = by_name_.find(row.turret_name);
            if (place == by_name_.end())
                place = by_name_.try_emplace(std::string(row.turret_name)).first;
            last_turret_ = &place->second;
        }
        last_turret_->name = row.turret_name;
        last_turret_id_ = row.turret_id;
    }
    ++(row.error.empty() ? last_turret_->completed : last_turret_->failed);
}

void RowCollector::count_error(std::string_view message) {
    ++errors_;
    auto place = messages_.find(message);
    if (place == messages_.end()) {
        const bool room = messages_.size() < kMostMessages;
        place = messages_.try_emplace(std::string(room ? message : kOtherMessages)).first;
    }
    ++place->second;
}

void RowCollector::widen_for(nanoseconds offset) {
    while (offset / all_.interval() >= kMostIntervals) {
        all_.widen(2);
        for (auto& [name, series] : by_timer_) series.widen(2);
    }
}

Series* RowCollector::timer(std::string_view name) {
    if (guess_ < by_timer_.size() && by_timer_[guess_].first == name)
        return &by_timer_[guess_++].second;
    auto place = timer_index_.find(name);
    if (place == timer_index_.end()) {
        if (by_timer_.size() == kMostTimers) {
            ++troubles_.names;
            return nullptr;
        }
        place = timer_index_.emplace(name, by_timer_.size()).first;
        by_timer_.emplace_back(name, Series(all_.interval()));
    }
    guess_ = place->second + 1;
    return &by_timer_[place->second].second;
}

std::vector<std::pair<std::string, const Series*>> RowCollector::series() const {
    std::vector<std::pair<std::string, const Series*>> sorted;
    for (const auto& [name, series] : by_timer_) sorted.emplace_back(name, &series);
    std::sort(sorted.begin(), sorted.end());
    sorted.emplace(sorted.begin(), "All transactions", &all_);
    return sorted;
}

std::vector<ErrorCount> RowCollector::error_messages() const {
    std::vector<ErrorCount> sorted;
    for (const auto& [message, count] : messages_) sorted.push_back({message, count});
    std::sort(sorted.begin(), sorted.end(), [](const ErrorCount& a, const ErrorCount& b) {
        return a.count != b.count ? a.count > b.count : a.message < b.message;
    });
    if (sorted.size() > kMessagesShown) sorted.resize(kMessagesShown);
    return sorted;
}

}  // namespace oct
