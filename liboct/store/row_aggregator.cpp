// From the numbers and texts of a row to what an Aggregate counts.
#include "store/row_aggregator.hpp"

#include "store/seconds.hpp"

namespace oct {
namespace {

bool is_duration(double seconds) {
    return seconds >= 0 && from_seconds(seconds).has_value();
}

}  // namespace

void RowAggregator::add(const ResultRow& row) {
    const auto place = timeline_.place(row.epoch_s, row.elapsed_s);
    if (!place || !is_duration(row.service_s))
        return aggregate_.add_bad(row.turret_id, row.turret_name, !row.error.empty());
    Ended ended;
    ended.offset = place->offset;
    ended.service = *from_seconds(row.service_s);
    ended.ran = row.error.empty() || row.service_s != 0;
    if (row.lag_s && is_duration(*row.lag_s)) ended.lag = from_seconds(*row.lag_s);
    ended.error = row.error;
    ended.turret = row.turret_name;
    ended.turret_id = row.turret_id;
    ended.end_s = row.epoch_s;
    ended.start_s = row.epoch_s - (is_duration(row.elapsed_s) ? row.elapsed_s : 0);
    aggregate_.add(ended);
    Totals& totals = aggregate_.totals();
    totals.clocks_off += place->clock_off;
    totals.bad_timers += !text_.parse(row.custom_timers);
    for (const TimerText& timer : text_.timers())
        aggregate_.add_timer(aggregate_.timer(timer.name), place->offset, timer.value);
}

}  // namespace oct
