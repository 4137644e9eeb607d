// The wait status word of POSIX, taken apart.
#include "project/process/exit_status.hpp"

#include <fmt/format.h>

#include <string.h>
#include <sys/wait.h>

namespace oct::project {

std::string ExitStatus::to_string() const {
    if (signal == 0) return fmt::format("exit status {}", code);
    const char* name = ::sigabbrev_np(signal);  // null: a real-time signal, which has none
    return name == nullptr ? fmt::format("signal {}", signal)
                           : fmt::format("SIG{} (signal {})", name, signal);
}

ExitStatus ExitStatus::from_wait(int word) noexcept {
    if (WIFSIGNALED(word)) return {0, WTERMSIG(word)};
    return {WEXITSTATUS(word), 0};
}

}  // namespace oct::project
