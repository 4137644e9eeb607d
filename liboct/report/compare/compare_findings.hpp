// Two runs compared as they were read.
#pragma once

#include <oct/compare.hpp>

#include "report/read/findings.hpp"

namespace oct::report {

/// Intervals of both have the same length. Without graphs the figures of intervals have to do.
[[nodiscard]] Comparison compare_findings(const Findings& before, const Findings& after);

}  // namespace oct::report
