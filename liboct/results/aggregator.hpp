// Counts samples as they are committed, and keeps the counts beside the rows.
#pragma once

#include <oct/clock.hpp>

#include "measure/run_writer.hpp"
#include "measure/sample_counter.hpp"

#include <chrono>
#include <optional>

namespace oct::results {

/// What was counted since the last write that was committed; write() merges it into what is kept.
///
/// Counted are committed rows only, so a write covers exactly the rows that are in the file when
/// its transaction begins; a kill leaves rows behind that the reader of the file counts itself.
/// Threading:  confined.
class Aggregator {
public:
    /// `period`: how long counts may wait, see count_period().
    Aggregator(const measure::AggregateFacts& facts, std::chrono::nanoseconds period);

    [[nodiscard]] measure::SampleCounter& counter() noexcept { return counter_; }

    /// When to write; nothing as long as there is nothing to write.
    [[nodiscard]] std::optional<SteadyTime> next_write() const noexcept;
    /// A sample could not be counted, e.g. for want of memory: the next write takes all counts
    /// back, so that the report counts the rows. Without rows it is without that sample.
    void fail() noexcept { failed_ = rows_kept_; }
    /// Since the last write that was committed.
    [[nodiscard]] const measure::Aggregate& counts() const noexcept { return counter_.counts(); }
    /// Inside a transaction, before its rows.
    void write(measure::RunWriter& writer);
    /// The transaction was committed.
    void written(SteadyTime now);
    /// The transaction was not: the same will be written again.
    void not_written() noexcept { pending_ = false; }

private:
    std::chrono::nanoseconds period_;
    measure::SampleCounter counter_;
    SteadyTime written_;
    const bool rows_kept_;
    bool failed_ = false;
    bool taken_back_ = false;
    bool pending_ = false;
};

/// Without rows what is not written is lost with the process: a second at most. With rows it only
/// has to be counted again.
[[nodiscard]] std::chrono::nanoseconds count_period(const measure::AggregateFacts& facts);

}  // namespace oct::results
