// A sample is checked and placed as its row would be.
#include "measure/sample_counter.hpp"

#include "base/seconds.hpp"

#include <algorithm>

namespace oct::measure {

using std::chrono::nanoseconds;

SampleCounter::SampleCounter(nanoseconds interval, nanoseconds run_time, std::size_t points)
    : run_time_(run_time), timeline_(std::nullopt, run_time), counts_(interval, points, 0) {}

void SampleCounter::start(std::optional<WallTime> started) {
    timeline_ = Timeline(started, run_time_);
}

void SampleCounter::new_block(const SampleBlock& block) {
    places_.assign(block.names().size(), 0);
}

void SampleCounter::add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id) {
    const std::string_view turret = block.name(sample.turret);
    if (sample.warmup) return counts_.add_warmup(turret_id, turret, sample.failed());
    const double epoch_s = base::to_seconds(sample.epoch);
    const double elapsed_s = base::to_seconds(sample.elapsed);
    const auto place = timeline_.place(epoch_s, elapsed_s);
    if (!place || sample.service < nanoseconds::zero())
        return counts_.add_bad(turret_id, turret, sample.failed());
    Ended ended;
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

void SampleCounter::add_timers(const SampleBlock& block, const Sample& sample, nanoseconds offset) {
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

}  // namespace oct::measure
