// The rows of `result`, one after the other.
#pragma once

#include "store/database.hpp"

#include <optional>
#include <string_view>

namespace oct {

/// A row as it is stored; the texts are valid until the next one is read.
struct ResultRow {
    double service_s = 0;
    double elapsed_s = 0;
    double epoch_s = 0;
    std::int64_t turret_id = 0;  ///< 0: not stored
    std::string_view error;
    std::string_view custom_timers;
    std::string_view turret_name;
};

/// Reads in the order of the ids; works on the Python version's table too.
///
/// Errors:     next() throws StoreError, e.g. for a damaged file.
/// Threading:  confined to the thread of the Database.
class RowReader {
public:
    explicit RowReader(const Database& database);

    /// False at the end.
    bool next(ResultRow& row);

private:
    Statement rows_;
};

}  // namespace oct
