// The live figures of a run as lines.
#pragma once

#include <oct/observer.hpp>

#include <string>
#include <vector>

namespace oct::apps {

/// "turrets: 2, elapsed: 0.8   transactions: 14  …": the line of the original, and behind it, once
/// they are known, rate and percentiles.
[[nodiscard]] std::string progress_line(const Progress& now);

/// That line, a bar, the table of timers and the limits: what fits into `columns` and `rows`.
[[nodiscard]] std::vector<std::string> progress_view(const Progress& now, std::size_t columns,
                                                     std::size_t rows);

}  // namespace oct::apps
