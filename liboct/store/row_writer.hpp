// The hot path of the store: samples into rows of `result`, many with one statement.
#pragma once

#include <oct/sample.hpp>

#include "store/database.hpp"
#include "store/row_table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace oct::store {

/// Writes rows; after the first few nothing is allocated for one.
///
/// Errors:     add() and flush() throw StoreError; the transaction must then be rolled back, and
///             discard() called.
/// Threading:  confined to the thread of the Database.
class RowWriter {
public:
    /// `table`: "result", or another one with its columns.
    RowWriter(const Database& database, std::string_view table);

    /// The block must stay as it is until flush() or discard().
    void add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id);
    void flush();
    void discard() noexcept;

private:
    static constexpr std::size_t kRows = 256;  // more gains nothing, see bench

    void append_timers(const SampleBlock& block, const Sample& sample);
    void append_repeated(const SampleBlock& block, std::span<const TimerValue> timers);
    /// Notes where each name occurs first; false when one occurs again.
    bool note_first(const SampleBlock& block, std::span<const TimerValue> timers);

    HeldRows held_;
    RowTable table_;
    Statement insert_;
    struct First {
        std::uint64_t row = 0;
        std::uint32_t position = 0;
    };
    std::vector<First> first_;  // by NameId: where it occurred first in the row of that number
    std::uint64_t row_number_ = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order_;
};

}  // namespace oct::store
