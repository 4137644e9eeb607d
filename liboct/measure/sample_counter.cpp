// A sample is checked and placed as its row would be.
#include "measure/sample_counter.hpp"

#include "base/seconds.hpp"

#include <algorithm>
#include <utility>

namespace oct::measure {

using std::chrono::nanoseconds;

SampleCounter::SampleCounter(nanoseconds interval, nanoseconds run_time, std::size_t points,
                             std::vector<SeriesName> responses)
    : run_time_(run_time),
      timeline_(std::nullopt, run_time),
      counts_({interval, points, run_time > nanoseconds::zero() ? run_time : Series::kNoStop,
               std::move(responses)},
              0) {}

void SampleCounter::start(std::optional<WallTime> started) {
    timeline_ = Timeline(started, run_time_);
}

void SampleCounter::add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id,
                        std::string_view of_class) {
    const std::string_view turret = block.name(sample.turret);
    if (sample.in_warmup) return counts_.add_warmup(turret_id, turret, sample.failed());
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
    ClassSeries& of = counts_.of_class(of_class);
    counts_.add(of, ended);
    counts_.totals().clocks_off += place->clock_off;
    if (sample.timers_count != 0) add_timers(block, sample, of, ended);
}

std::vector<NamedSeries*>& SampleCounter::timers_of(const SampleBlock& block,
                                                    const ClassSeries& of) {
    if (timers_.size() <= of.number()) timers_.resize(of.number() + 1);
    Timers& timers = timers_[of.number()];
    if (timers.block != block_) {
        timers.block = block_;
        timers.by_name.assign(block.names().size(), nullptr);
    }
    return timers.by_name;
}

void SampleCounter::add_timers(const SampleBlock& block, const Sample& sample, ClassSeries& of,
                               const Ended& ended) {
    std::vector<NamedSeries*>& known = timers_of(block, of);
    bool all_good = true;
    for (const TimerValue& timer : block.timers(sample)) {
        if (timer.value < nanoseconds::zero()) {
            all_good = false;
            continue;
        }
        NamedSeries*& series = known[timer.name];
        if (series == nullptr) series = &counts_.timer(of, block.name(timer.name));
        counts_.add_timer(*series, ended, timer.value);
    }
    counts_.totals().bad_timers += !all_good;
}

}  // namespace oct::measure
