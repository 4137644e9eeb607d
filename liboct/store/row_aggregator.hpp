// Rows of `result` into an Aggregate.
#pragma once

#include "measure/aggregate.hpp"
#include "measure/timeline.hpp"
#include "measure/timers_text.hpp"
#include "store/row_reader.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace oct::store {

/// How rows are counted.
struct RowRules {
    measure::SeriesOptions series;
    measure::Timeline timeline;
    std::map<std::int64_t, std::string> classes{};  ///< by turret_id
};

/// Checks and places rows; what cannot be is left out and counted. A row whose turret is not known
/// is of the class that is called like the turret.
///
/// Threading:  value. Ownership:  the Aggregate and the rules must outlive it.
class RowAggregator {
public:
    RowAggregator(measure::Aggregate& aggregate, const RowRules& rules)
        : aggregate_(aggregate), rules_(rules) {}

    void add(const ResultRow& row);

private:
    std::string_view class_of(const ResultRow& row);

    measure::Aggregate& aggregate_;
    const RowRules& rules_;
    measure::TimersText text_;
    std::int64_t last_turret_ = 0;  // the next row mostly is of the same one
    const std::string* last_class_ = nullptr;
};

}  // namespace oct::store
