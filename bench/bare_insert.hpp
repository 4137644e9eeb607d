// The fastest ways to bring rows of the documented schema into SQLite by hand: the floor of a
// store.
#pragma once

#include <string>
#include <vector>

namespace oct::bench {

/// A row of `result`, ready to be bound.
struct BareRow {
    double service_s = 0, elapsed_s = 0, epoch_s = 0, lag_s = 0;
    std::string custom_timers;
};

/// All rows into a new database file, WAL and NORMAL, 5,000 rows a transaction, closed in the end.
void insert_by_values(const std::vector<BareRow>& rows);  ///< VALUES of 50 rows a statement
void insert_by_table(const std::vector<BareRow>& rows);  ///< INSERT … SELECT from a virtual table

}  // namespace oct::bench
