// The intervals of a section, as few as a page can show.
#pragma once

#include <oct/summary.hpp>

#include "report/read/findings.hpp"

#include <vector>

namespace oct::report {

/// The section's intervals; when they are more than `most`, as many neighbours are put together as
/// it takes. Merging is exact: the figures are those that a longer interval would have had.
[[nodiscard]] std::vector<Interval> merged_intervals(const Section& section, const GraphData& data,
                                                     std::size_t most);

}  // namespace oct::report
