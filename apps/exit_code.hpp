// The exit codes of both programs, and the one place where an exception becomes one.
#pragma once

#include <oct/summary.hpp>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace oct::apps {

using namespace exit_codes;

/// For the manual; docs/exit-codes.md says more.
inline constexpr std::array<std::pair<int, std::string_view>, 6> kExitCodes{{
    {kOk, "ended well, also when some transactions failed: that is a result"},
    {kFailed, "any other error; the line on stderr says which"},
    {kBadInput, "wrong usage, or a file, key or value to fix"},
    {kInvalidRun,
     "the figures are invalid, the plan was not kept, or limits were missed for a reason that is "
     "not "
     "the target's; with --strict: the figures are suspect, or limits inconclusive"},
    {kLimitsMissed, "limits were missed, or no transaction succeeded"},
    {kInterrupted,
     "interrupted by SIGINT, SIGTERM, SIGHUP or SIGQUIT; the report is written all the same"},
}};

inline constexpr const char* kOutOfMemory =
    "out of memory: raise what it may have (ulimit -v, the limit of its container), or ask for "
    "less, such as fewer cannons";

/// Calls `body`; what it throws is written to stderr as one line, "program: sentence".
int guarded(const std::string& program, const std::function<int()>& body);

/// Writes why a part of the work could not be done, as report_error() does. Returns kFailed, or
/// `code` where that one counts more.
int report_failure(const std::string& program, const std::string& sentence, int code);

/// The exit code of a program that is about to end with `code`: kFailed, with a sentence on stderr,
/// when not all of its standard output could be written. Call it last.
int checked_output(const std::string& program, int code);

/// Writes "program: sentence" to stderr, harmless for a terminal, and returns the code.
int report_error(const std::string& program, const std::string& sentence, int code);

}  // namespace oct::apps
