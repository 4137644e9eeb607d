// Measures what a limit is about: once a second while a run lasts, and in the report.
#pragma once

#include <oct/histogram.hpp>
#include <oct/limit.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oct::measure {

/// What all transactions, or one timer, came to in some stretch of the run.
struct LimitFigures {
    const Histogram* durations = nullptr;  ///< of succeeded transactions
    std::uint64_t ended = 0;               ///< succeeded or failed, with or without a duration
    std::uint64_t errors = 0;
    std::optional<double> rate;  ///< succeeded ones a second; nothing: it is not known
};

/// The measured value in the unit of the limit's bound; nothing when there was nothing to measure.
[[nodiscard]] std::optional<Quantity> value_of(const Limit& limit, const LimitFigures& figures);

/// Met or Missed. What was never measured keeps no limit: where nothing succeeded a limit on a
/// duration is missed.
[[nodiscard]] LimitResult check(const Limit& limit, const LimitFigures& figures);

}  // namespace oct::measure
