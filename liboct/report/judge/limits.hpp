// The limits of a run, judged by what its store holds.
#pragma once

#include <oct/summary.hpp>

#include "report/read/findings.hpp"

#include <vector>

namespace oct::report {

/// Judges each limit by the section it is on.
[[nodiscard]] std::vector<LimitResult> judge_limits(const std::vector<Limit>& limits,
                                                    const Findings& findings);

}  // namespace oct::report
