// From samples to the counts that the same rows would give.
#pragma once

#include <oct/clock.hpp>
#include <oct/sample.hpp>

#include "measure/aggregate.hpp"
#include "measure/timeline.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace oct::measure {

/// Places samples in the run and counts them, block by block.
///
/// Threading:  confined.
class SampleCounter {
public:
    /// `points`: how many a series keeps. `run_time` bounds where samples are placed.
    SampleCounter(std::chrono::nanoseconds interval, std::chrono::nanoseconds run_time,
                  std::size_t points = PointSample::kMost);

    /// When the run started; samples that came before are placed by `elapsed`.
    void start(std::optional<WallTime> started);

    /// `new_block()` must be called before the first sample of each block.
    void new_block(const SampleBlock& block);
    void add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id);

    [[nodiscard]] const Aggregate& counts() const noexcept { return counts_; }
    void clear() { counts_.clear(); }

private:
    void add_timers(const SampleBlock& block, const Sample& sample,
                    std::chrono::nanoseconds offset);

    std::chrono::nanoseconds run_time_;
    Timeline timeline_;
    Aggregate counts_;
    std::vector<std::size_t> places_;  // by NameId of the present block: place of the timer + 1
};

}  // namespace oct::measure
