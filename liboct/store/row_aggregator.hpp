// Rows of `result` into an Aggregate.
#pragma once

#include "measure/aggregate.hpp"
#include "measure/timeline.hpp"
#include "measure/timers_text.hpp"
#include "store/row_reader.hpp"

namespace oct {

/// Checks and places rows; what cannot be is left out and counted.
///
/// Threading:  value. Ownership:  the Aggregate must outlive it.
class RowAggregator {
public:
    RowAggregator(Aggregate& aggregate, const Timeline& timeline)
        : aggregate_(aggregate), timeline_(timeline) {}

    void add(const ResultRow& row);

private:
    Aggregate& aggregate_;
    Timeline timeline_;
    TimersText text_;
};

}  // namespace oct
