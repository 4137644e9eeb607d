// Rows of `result` into an Aggregate.
#pragma once

#include "measure/aggregate.hpp"
#include "measure/timeline.hpp"
#include "measure/timers_text.hpp"
#include "store/row_reader.hpp"

namespace oct::store {

/// Checks and places rows; what cannot be is left out and counted.
///
/// Threading:  value. Ownership:  the Aggregate must outlive it.
class RowAggregator {
public:
    RowAggregator(measure::Aggregate& aggregate, const measure::Timeline& timeline)
        : aggregate_(aggregate), timeline_(timeline) {}

    void add(const ResultRow& row);

private:
    measure::Aggregate& aggregate_;
    measure::Timeline timeline_;
    measure::TimersText text_;
};

}  // namespace oct::store
