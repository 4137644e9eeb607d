// Counting transactions and timers, and merging counts.
#include "measure/aggregate.hpp"

#include "measure/response_time.hpp"

#include <algorithm>

namespace oct::measure {
namespace {

using std::chrono::nanoseconds;

// An optional that is nothing gives way to one that is something.
template <typename Value>
void keep_least(std::optional<Value>& kept, const std::optional<Value>& other) {
    if (other) kept = std::min(kept.value_or(*other), *other);
}
template <typename Value>
void keep_greatest(std::optional<Value>& kept, const std::optional<Value>& other) {
    if (other) kept = std::max(kept.value_or(*other), *other);
}

}  // namespace

void TurretRows::merge(const TurretRows& other) {
    if (name.empty()) name = other.name;
    completed += other.completed;
    failed += other.failed;
    warmup += other.warmup;
    keep_least(first, other.first);
    keep_greatest(last, other.last);
    if (other.responses)
        add_response(*other.responses);
    else
        responses.reset();
}

// A sum that does not fit is the greatest that does.
void TurretRows::add_response(nanoseconds response) noexcept {
    if (responses) responses = response_time(*responses, response);
}

void Totals::merge(const Totals& other) {
    results += other.results;
    errors += other.errors;
    timers += other.timers;
    warmup += other.warmup;
    bad_rows += other.bad_rows;
    bad_timers += other.bad_timers;
    clocks_off += other.clocks_off;
    further_timers += other.further_timers;
    keep_least(first_start_s, other.first_start_s);
    keep_greatest(last_end_s, other.last_end_s);
    last_offset = std::max(last_offset, other.last_offset);
    keep_least(first_intended, other.first_intended);
}

Aggregate::Aggregate(SeriesOptions options, std::int64_t most_intervals)
    : most_intervals_(most_intervals),
      bound_(most_intervals == 0 ? nanoseconds::max() : options.interval * most_intervals),
      series_(std::move(options)) {}

void Aggregate::add(ClassSeries& of, const Ended& ended) {
    if (ended.offset >= bound_ && ended.offset < series_.options().stop) widen_for(ended.offset);
    const nanoseconds response = response_time(ended.lag.value_or(nanoseconds(0)), ended.service);
    count_turret(ended, response);
    ++totals_.results;
    keep_least(totals_.first_start_s, std::optional(ended.start_s));
    keep_greatest(totals_.last_end_s, std::optional(ended.end_s));
    totals_.last_offset = std::max(totals_.last_offset, ended.offset);
    keep_least(totals_.first_intended,
               std::optional(std::max(ended.offset - response, nanoseconds::zero())));
    if (ended.failed()) {
        ++totals_.errors;
        errors_.add(ended.error, ended.offset, ended.turret);
    }
    if (!ended.ran) return of.transactions().series.add_error(ended.offset);
    of.transactions().series.add(ended.offset, response, ended.failed());
    if (ended.lag) of.lag().series.add(ended.offset, *ended.lag, false);
}

void Aggregate::add_timer(NamedSeries& timer, const Ended& ended, nanoseconds value) {
    ++totals_.timers;
    totals_.further_timers += timer.further;
    timer.series.add(ended.offset, value, ended.failed());
    if (timer.response != nullptr)
        timer.response->series.add(
            ended.offset, response_time(ended.lag.value_or(nanoseconds(0)), value), ended.failed());
}

void Aggregate::add_warmup(std::int64_t turret_id, std::string_view turret_name, bool failed) {
    ++totals_.warmup;
    TurretRows& rows = turret(turret_id, turret_name);
    ++rows.warmup;
    ++(failed ? rows.failed : rows.completed);
}

void Aggregate::add_bad(std::int64_t turret_id, std::string_view turret_name, bool failed) {
    ++totals_.bad_rows;
    TurretRows& rows = turret(turret_id, turret_name);
    ++(failed ? rows.failed : rows.completed);
}

void Aggregate::count_turret(const Ended& ended, nanoseconds response) {
    TurretRows& rows = turret(ended.turret_id, ended.turret);
    keep_least(rows.first, std::optional(ended.offset));
    keep_greatest(rows.last, std::optional(ended.offset));
    ++(ended.failed() ? rows.failed : rows.completed);
    if (ended.ran) rows.add_response(response);
}

TurretRows& Aggregate::turret(std::int64_t id, std::string_view name) {
    const bool known =
        last_turret_ != nullptr && last_turret_id_ == id && (id != 0 || last_turret_->name == name);
    if (known) return *last_turret_;
    if (id != 0) {
        last_turret_ = &by_id_[id];
    } else {
        auto place = by_name_.find(name);
        if (place == by_name_.end()) place = by_name_.try_emplace(std::string(name)).first;
        last_turret_ = &place->second;
    }
    last_turret_->name = name;
    last_turret_id_ = id;
    return *last_turret_;
}

void Aggregate::merge(Aggregate&& other) {
    if (other.interval() > interval()) widen(other.interval() / interval());
    if (other.interval() < interval()) other.widen(interval() / other.interval());
    for (const NamedSeries& its : other.series_.all()) {
        NamedSeries& mine = series_.at(its.name);
        if (mine.further && its.name.timer != SeriesSet::kFurtherTimers)
            totals_.further_timers += its.series.ended();
        mine.series.merge(its.series);
    }
    for (const ErrorGroup& group : other.errors_.groups()) errors_.merge(group);
    for (const auto& [id, rows] : other.by_id_) by_id_[id].merge(rows);
    for (const auto& [name, rows] : other.by_name_) by_name_[name].merge(rows);
    totals_.merge(other.totals_);
    last_turret_ = nullptr;
}

void Aggregate::widen_for(nanoseconds offset) {
    while (offset / interval() >= most_intervals_) widen(2);
}

void Aggregate::widen(std::int64_t factor) {
    series_.widen(factor);
    if (most_intervals_ != 0) bound_ = interval() * most_intervals_;
}

void Aggregate::clear() {
    // Late results are few, and no older than a buffer of a turret.
    const nanoseconds origin =
        std::max(totals_.last_offset - std::chrono::seconds(1), nanoseconds::zero());
    series_.clear(origin);
    errors_.clear();
    by_id_.clear();
    by_name_.clear();
    last_turret_ = nullptr;
    totals_ = {};
}

}  // namespace oct::measure
