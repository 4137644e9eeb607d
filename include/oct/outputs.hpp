// The result of a run as text that other programs read.
#pragma once

#include <oct/export.hpp>
#include <oct/summary.hpp>

#include <string>

namespace oct {

/// The limits, and the verdict on the measurement, as test cases: a missed limit is a failure, a
/// limit on a timer that was never seen and an invalid run are errors. `strict`: so is a suspect
/// one, as `oct run --strict` has it.
[[nodiscard]] OCT_EXPORT std::string junit_xml(const Summary& summary, bool strict = false);

/// Workflow commands of GitHub Actions, one line each: errors for what fails the run, warnings for
/// a suspect measurement, which `strict` makes errors, too.
[[nodiscard]] OCT_EXPORT std::string github_annotations(const Summary& summary,
                                                        bool strict = false);

}  // namespace oct
