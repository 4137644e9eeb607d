// May what a run shows count for or against the target?
#pragma once

#include <oct/compare.hpp>

#include <string>

namespace oct::report {

/// Why not, in a sentence: the figures are invalid (`strict`: or suspect), or
/// the plan was not kept. Empty: it may. `name`: A or B.
[[nodiscard]] std::string unfit(const char* name, const ComparedRun& run, bool strict);

}  // namespace oct::report
