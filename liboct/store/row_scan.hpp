// All rows of `result` behind some id, counted on all cores.
#pragma once

#include "measure/aggregate.hpp"
#include "store/database.hpp"
#include "store/row_aggregator.hpp"
#include "store/row_reader.hpp"

namespace oct::store {

/// Reads ranges of ids side by side, a connection for each thread, and merges in their order: the
/// result depends on the rows, not on how many cores there are.
///
/// The threads' connections see rows that were committed since the caller took `rows`; they keep to
/// these ids, so that what is read is what was there when the caller's transaction began.
/// Errors:     throws StoreError.
/// Threading:  the threads inside are gone when it returns.
[[nodiscard]] measure::Aggregate scan_rows(const Database& database, RowRange rows,
                                           const RowRules& rules);

}  // namespace oct::store
