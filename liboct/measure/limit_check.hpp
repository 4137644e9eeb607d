// Measures what a limit is about: once a second while a run lasts, and in the report.
#pragma once

#include <oct/limit.hpp>

#include "measure/histogram.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oct::measure {

/// What all transactions, or one timer, came to in some stretch of the run.
struct LimitFigures {
    const Histogram* durations = nullptr;
    std::uint64_t count = 0;  ///< transactions that ended, with or without a duration
    std::uint64_t errors = 0;
    std::chrono::nanoseconds time{};
};

/// The measured value in the unit of the limit's bound; nothing when there was nothing to measure.
[[nodiscard]] std::optional<double> value_of(const Limit& limit, const LimitFigures& figures);

/// Met or Missed. What was never measured keeps no limit.
[[nodiscard]] LimitResult check(const Limit& limit, const LimitFigures& figures);

}  // namespace oct::measure
