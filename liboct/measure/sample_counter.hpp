// From samples to the counts that the same rows would give.
#pragma once

#include <oct/clock.hpp>
#include <oct/sample.hpp>

#include "measure/aggregate.hpp"
#include "measure/timeline.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oct::measure {

/// Places samples in the run and counts them, block by block.
///
/// Threading:  confined.
class SampleCounter {
public:
    /// `run_time`, as planned, bounds where samples are placed, and is the stop; 0: not known.
    SampleCounter(std::chrono::nanoseconds interval, std::chrono::nanoseconds run_time,
                  std::size_t points = PointSample::kMost, std::vector<SeriesName> responses = {});

    /// When the run started; samples that came before are placed by `elapsed`.
    void start(std::optional<WallTime> started);

    /// `new_block()` must be called before the first sample of each block.
    void new_block() noexcept { ++block_; }
    void add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id,
             std::string_view of_class);
    /// The run was stopped, perhaps before its time.
    void stop(std::chrono::nanoseconds run_time) { counts_.stop(run_time); }

    [[nodiscard]] const Aggregate& counts() const noexcept { return counts_; }
    void clear() { counts_.clear(); }

private:
    // Of a class: its timers by NameId of a block.
    struct Timers {
        std::uint64_t block = 0;
        std::vector<NamedSeries*> by_name;
    };

    void add_timers(const SampleBlock& block, const Sample& sample, ClassSeries& of,
                    const Ended& ended);
    std::vector<NamedSeries*>& timers_of(const SampleBlock& block, const ClassSeries& of);

    std::chrono::nanoseconds run_time_;
    Timeline timeline_;
    Aggregate counts_;
    std::uint64_t block_ = 0;     // number of the present one
    std::vector<Timers> timers_;  // by number of the class
};

}  // namespace oct::measure
