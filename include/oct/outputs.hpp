// The result of a run as text that other programs read.
#pragma once

#include <oct/export.hpp>
#include <oct/summary.hpp>

#include <string>

namespace oct {

/// What programs of this library end with.
namespace exit_codes {
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;         ///< any other error
inline constexpr int kBadInput = 2;       ///< usage, or a file, key or value to fix
inline constexpr int kInvalidRun = 3;     ///< invalid figures, a plan not kept, doubtful limits
inline constexpr int kLimitsMissed = 99;  ///< limits were missed, or no transaction succeeded
inline constexpr int kInterrupted = 130;  ///< by a signal; the report is written all the same
}  // namespace exit_codes

/// The code with which `oct run` ends: 130 when the run was interrupted; 2 for a limit on a name
/// that nothing had, 1 when the report could not be written; 3 when the figures are invalid, the
/// plan was not kept, or limits were missed for a reason that is not the target's; 99 when limits
/// were missed, or no transaction succeeded; else 0. `strict`: 3 also for suspect figures and for
/// limits that may have been kept for such a reason.
[[nodiscard]] OCT_EXPORT int exit_code(const Summary& summary, bool strict = false) noexcept;

/// The three answers as test cases: each limit is one, a missed one is a failure, one that is
/// inconclusive or on a name that nothing had is an error; so are figures that cannot be trusted,
/// and a plan that was not kept. `strict`: so are suspect figures, as `oct run --strict` has it.
[[nodiscard]] OCT_EXPORT std::string junit_xml(const Summary& summary, bool strict = false);

/// Workflow commands of GitHub Actions, one line each: first the headline, as an error when the run
/// fails; then what stands behind it.
[[nodiscard]] OCT_EXPORT std::string github_annotations(const Summary& summary,
                                                        bool strict = false);

/// The answers, limits and figures in Markdown, for the summary of a CI job.
[[nodiscard]] OCT_EXPORT std::string markdown(const Summary& summary);

}  // namespace oct
