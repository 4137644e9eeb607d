// The hot path of the store: samples into rows of `result`, fifty with one statement.
#pragma once

#include <oct/sample.hpp>

#include "store/database.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace oct {

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
    static constexpr std::size_t kRows = 50;  // more gains nothing, see bench
    struct Row {
        const SampleBlock* block = nullptr;
        const Sample* sample = nullptr;
        std::int64_t turret_id = 0;
        std::size_t timers_begin = 0;
        std::size_t timers_end = 0;
    };

    void append_timers(const SampleBlock& block, const Sample& sample);
    void append_repeated(const SampleBlock& block, std::span<const TimerValue> timers);
    /// Notes where each name occurs first; false when one occurs again.
    bool note_first(const SampleBlock& block, std::span<const TimerValue> timers);
    void write(Statement& statement, std::span<const Row> rows);

    Statement many_;
    Statement one_;
    std::array<Row, kRows> rows_;
    std::size_t count_ = 0;
    std::string text_;  // custom_timers of the rows held
    struct First {
        std::uint64_t row = 0;
        std::uint32_t position = 0;
    };
    std::vector<First> first_;  // by NameId: where it occurred first in the row of that number
    std::uint64_t row_number_ = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order_;
};

}  // namespace oct
