// The rows of `result`, one after the other.
#pragma once

#include "store/database.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace oct::store {

/// A row as it is stored; the texts are valid until the next one is read.
struct ResultRow {
    double service_s = 0;
    double elapsed_s = 0;
    double epoch_s = 0;
    std::optional<double> lag_s;
    std::int64_t turret_id = 0;  ///< 0: not stored
    std::string_view error;
    std::string_view custom_timers;
    std::string_view turret_name;
};

/// Rows by their ids, both ends included.
struct RowRange {
    std::int64_t first = std::numeric_limits<std::int64_t>::min();
    std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

/// Which columns are read; the fields of the others stay as they are.
enum class RowColumns {
    All,
    Documented,  ///< those that the Python version has too: neither lag nor turret_id
};

/// Reads in the order of the ids; works on the Python version's tables too: of the columns only
/// `scriptrun_time` must be there.
///
/// Errors:     next() throws StoreError, e.g. for a damaged file.
/// Threading:  confined to the thread of the Database.
class RowReader {
public:
    explicit RowReader(const Database& database, RowRange range = {},
                       RowColumns columns = RowColumns::All);

    /// False at the end.
    bool next(ResultRow& row);

private:
    RowColumns columns_;
    Statement rows_;
};

/// The range of the ids there are; nothing in an empty table.
[[nodiscard]] std::optional<RowRange> row_range(const Database& database,
                                                std::string_view table = "result");

}  // namespace oct::store
