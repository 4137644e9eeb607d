// How a process ended, and in words.
#pragma once

#include <string>

namespace oct::project {

/// Threading:  value.
struct ExitStatus {
    int code = 0;    ///< what it returned, when no signal ended it
    int signal = 0;  ///< 0: none

    [[nodiscard]] bool success() const noexcept { return code == 0 && signal == 0; }
    /// "exit status 2", "SIGKILL (signal 9)".
    [[nodiscard]] std::string to_string() const;

    /// From the status word of waitpid.
    [[nodiscard]] static ExitStatus from_wait(int word) noexcept;
};

}  // namespace oct::project
