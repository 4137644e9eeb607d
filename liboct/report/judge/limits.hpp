// The limits of a run, judged by what its store holds.
#pragma once

#include <oct/summary.hpp>

#include "report/read/section_builder.hpp"

#include <vector>

namespace oct::report {

/// Judges each limit by the section it is on; `graphs`: one for each of summary.sections.
[[nodiscard]] std::vector<LimitResult> judge_limits(const std::vector<Limit>& limits,
                                                    const Summary& summary,
                                                    const std::vector<GraphData>& graphs);

}  // namespace oct::report
