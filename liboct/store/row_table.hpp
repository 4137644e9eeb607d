// Samples that stand in memory, as a table that SQL can read: SQLite takes rows from it with less
// work than parameters of a statement need.
#pragma once

#include <oct/sample.hpp>

#include "store/database.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace oct::store {

/// Rows to be stored: samples where they are, and the text of their custom_timers.
struct HeldRows {
    struct Row {
        const SampleBlock* block = nullptr;
        const Sample* sample = nullptr;
        std::int64_t turret_id = 0;
        std::size_t timers_begin = 0;  // in `timers`
        std::size_t timers_size = 0;
    };
    std::vector<Row> rows;
    std::string timers;

    void clear() noexcept {
        rows.clear();
        timers.clear();
    }
};

/// A virtual table of one connection; nothing of it is in the file.
///
/// Errors:     the constructor throws StoreError.
/// Threading:  confined to the thread of the Database.
/// Ownership:  Database and rows must outlive it. While a statement reads it, the rows stay as they
///             are.
class RowTable {
public:
    /// The columns of `result` but for the id, in the order in which it has them.
    static constexpr const char* kColumns =
        "error, scriptrun_time, elapsed, epoch, custom_timers, turret_name, lag, turret_id";

    RowTable(const Database& database, std::string name, const HeldRows& rows);
    ~RowTable();
    RowTable(const RowTable&) = delete;
    RowTable& operator=(const RowTable&) = delete;

private:
    sqlite3* connection_;
    std::string name_;
};

}  // namespace oct::store
