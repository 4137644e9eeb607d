// Counts samples as they are committed, and keeps the counts beside the rows.
#pragma once

#include <oct/clock.hpp>
#include <oct/sample.hpp>

#include "measure/aggregate.hpp"
#include "measure/timeline.hpp"
#include "store/aggregate_tables.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace oct::results {

/// What was counted since the last write that was committed; write() merges it into the tables.
///
/// Counted are committed rows only, so a write covers exactly the rows that are in the file when
/// its transaction begins; a kill leaves rows behind that the reader of the file counts itself.
/// Threading:  confined.
class Aggregator {
public:
    /// `period`: how long counts may wait, see count_period().
    Aggregator(store::Database& database, const measure::AggregateFacts& facts,
               std::chrono::nanoseconds period);

    /// When the run started; samples that came before are placed by `elapsed`.
    void start(std::optional<WallTime> started);

    /// `new_block()` must be called before the first sample of each block.
    void new_block(const SampleBlock& block);
    void add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id);

    /// When to write; nothing as long as there is nothing to write.
    [[nodiscard]] std::optional<SteadyTime> next_write() const noexcept;
    /// A sample could not be counted, e.g. for want of memory: the next write takes all counts
    /// back, so that the report counts the rows. Without rows it is without that sample.
    void fail() noexcept { failed_ = rows_kept_; }
    /// Since the last write that was committed.
    [[nodiscard]] const measure::Aggregate& counts() const noexcept { return counts_; }
    /// Inside a transaction, before its rows.
    void write(store::Database& database);
    /// The transaction was committed.
    void written(SteadyTime now);
    /// The transaction was not: the same will be written again.
    void not_written() noexcept { pending_ = false; }

private:
    void add_timers(const SampleBlock& block, const Sample& sample,
                    std::chrono::nanoseconds offset);

    std::chrono::nanoseconds run_time_;
    std::chrono::nanoseconds period_;
    store::AggregateWriter writer_;
    measure::Timeline timeline_;
    measure::Aggregate counts_;
    std::vector<std::size_t> places_;  // by NameId of the present block: place of the timer + 1
    SteadyTime written_;
    const bool rows_kept_;
    bool failed_ = false;
    bool taken_back_ = false;
    bool pending_ = false;
};

/// Without rows what is not written is lost with the process: a second at most. With rows it only
/// has to be counted again.
[[nodiscard]] std::chrono::nanoseconds count_period(const measure::AggregateFacts& facts);

/// Chosen so that a run of `run_time` has at most 1,000 of them, as the report would.
[[nodiscard]] std::chrono::nanoseconds stored_interval(std::chrono::nanoseconds interval,
                                                       std::chrono::nanoseconds run_time);

}  // namespace oct::results
