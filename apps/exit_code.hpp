// The exit codes of both programs, and the one place where an exception becomes one.
#pragma once

#include <functional>

namespace oct::apps {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;         ///< any other error
inline constexpr int kBadInput = 2;       ///< usage, or a file, key or value to fix
inline constexpr int kInvalidRun = 3;     ///< results were lost, so the figures are without them
inline constexpr int kInterrupted = 130;  ///< by a signal; the report is written all the same

/// Calls `body`; what it throws is written to stderr as one line, "program: sentence".
int guarded(const char* program, const std::function<int()>& body);

}  // namespace oct::apps
