// From samples to the counts that the same rows would give.
#include "results/aggregator.hpp"

#include "base/seconds.hpp"

#include <algorithm>

namespace oct::results {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

// Each write keeps its own points; all of them together are a few times what a graph shows.
std::size_t points_of(nanoseconds run_time, nanoseconds period) {
    constexpr std::int64_t kMost = measure::PointSample::kMost;
    if (run_time <= nanoseconds::zero() || period <= nanoseconds::zero()) return kMost;
    const std::int64_t writes = run_time / period + 1;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(4 * kMost / writes, 64, kMost));
}

}  // namespace

nanoseconds count_period(const measure::AggregateFacts& facts) {
    return facts.rows_kept ? std::clamp<nanoseconds>(facts.interval, 1s, 10s) : nanoseconds(1s);
}

nanoseconds stored_interval(nanoseconds interval, nanoseconds run_time) {
    if (interval <= nanoseconds::zero()) interval = 10s;
    while (run_time / interval > measure::Aggregate::kMostIntervals) interval *= 2;
    return interval;
}

Aggregator::Aggregator(store::Database& database, const measure::AggregateFacts& facts,
                       nanoseconds period)
    : run_time_(facts.run_time),
      period_(period),
      writer_(database, facts),
      timeline_(std::nullopt, facts.run_time),
      counts_(facts.interval, points_of(facts.run_time, period), 0),
      written_(std::chrono::steady_clock::now()),
      rows_kept_(facts.rows_kept) {}

void Aggregator::start(std::optional<WallTime> started) {
    timeline_ = measure::Timeline(started, run_time_);
}

void Aggregator::new_block(const SampleBlock& block) {
    places_.assign(block.names().size(), 0);
}

void Aggregator::add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id) {
    const std::string_view turret = block.name(sample.turret);
    if (sample.warmup) return counts_.add_warmup(turret_id, turret, sample.failed());
    const double epoch_s = base::to_seconds(sample.epoch);
    const double elapsed_s = base::to_seconds(sample.elapsed);
    const auto place = timeline_.place(epoch_s, elapsed_s);
    if (!place || sample.service < nanoseconds::zero())
        return counts_.add_bad(turret_id, turret, sample.failed());
    measure::Ended ended;
    ended.offset = place->offset;
    ended.service = sample.service;
    ended.ran = sample.ran();
    if (sample.lag >= nanoseconds::zero()) ended.lag = sample.lag;
    ended.error = block.error(sample);
    ended.turret = turret;
    ended.turret_id = turret_id;
    ended.end_s = epoch_s;
    ended.start_s = epoch_s - std::max(elapsed_s, 0.0);
    counts_.add(ended);
    counts_.totals().clocks_off += place->clock_off;
    add_timers(block, sample, place->offset);
}

void Aggregator::add_timers(const SampleBlock& block, const Sample& sample, nanoseconds offset) {
    bool all_good = true;
    for (const TimerValue& timer : block.timers(sample)) {
        if (timer.value < nanoseconds::zero()) {
            all_good = false;
            continue;
        }
        std::size_t& place = places_[timer.name];
        if (place == 0) place = counts_.timer(block.name(timer.name)) + 1;
        counts_.add_timer(place - 1, offset, timer.value);
    }
    counts_.totals().bad_timers += !all_good;
}

std::optional<SteadyTime> Aggregator::next_write() const noexcept {
    if (failed_) return taken_back_ ? std::nullopt : std::optional(written_);
    if (counts_.turrets_by_id().empty()) return std::nullopt;
    return written_ + period_;
}

void Aggregator::write(store::Database& database) {
    if (failed_)
        database.execute("DELETE FROM aggregate");
    else
        writer_.add(database, counts_);
    pending_ = true;
}

void Aggregator::written(SteadyTime now) {
    if (!pending_) return;
    pending_ = false;
    taken_back_ = failed_;
    counts_.clear();
    written_ = now;
}

}  // namespace oct::results
