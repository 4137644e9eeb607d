// From the numbers and texts of a row to what an Aggregate counts.
#include "store/row_aggregator.hpp"

#include "base/seconds.hpp"

namespace oct::store {
namespace {

std::optional<std::chrono::nanoseconds> duration(double seconds) {
    if (!(seconds >= 0)) return std::nullopt;
    return base::from_seconds(seconds);
}

}  // namespace

std::string_view RowAggregator::class_of(const ResultRow& row) {
    if (last_turret_ != row.turret_id) {
        const auto known = rules_.classes.find(row.turret_id);
        last_turret_ = row.turret_id;
        last_class_ = known == rules_.classes.end() ? nullptr : &known->second;
    }
    return last_class_ == nullptr ? row.turret_name : *last_class_;
}

void RowAggregator::add(const ResultRow& row) {
    const auto place = rules_.timeline.place(row.epoch_s, row.elapsed_s);
    const auto service = duration(row.service_s);
    if (!place || !service)
        return aggregate_.add_bad(row.turret_id, row.turret_name, !row.error.empty());
    measure::Ended ended;
    ended.offset = place->offset;
    ended.service = *service;
    ended.ran = row.error.empty() || row.service_s != 0;
    if (row.lag_s) ended.lag = duration(*row.lag_s);
    ended.error = row.error;
    ended.turret = row.turret_name;
    ended.turret_id = row.turret_id;
    ended.end_s = row.epoch_s;
    ended.start_s = row.epoch_s - (duration(row.elapsed_s) ? row.elapsed_s : 0);
    measure::ClassSeries& of = aggregate_.of_class(class_of(row));
    aggregate_.add(of, ended);
    measure::Totals& totals = aggregate_.totals();
    totals.clocks_off += place->clock_off;
    totals.bad_timers += !text_.parse(row.custom_timers);
    for (const measure::TimerText& timer : text_.timers())
        aggregate_.add_timer(aggregate_.timer(of, timer.name), ended, timer.value);
}

}  // namespace oct::store
