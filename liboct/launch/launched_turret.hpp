// What became of a turret that this run started.
#pragma once

#include "project/process/exit_status.hpp"

#include <optional>
#include <string>

namespace oct::launch {

enum class State {
    Starting,  ///< not yet seen to run
    Running,
    Ended,
};

/// Threading:  value.
struct LaunchedTurret {
    std::string name;  ///< as in config.json
    State state = State::Starting;
    std::optional<project::ExitStatus> exit{};  ///< nothing until it has ended
    std::string last_line{};                    ///< of its output, once it has ended
    bool overdue = false;                       ///< it did not leave by itself: it was made to

    /// True when it ended otherwise than a turret that has done its work.
    [[nodiscard]] bool failed() const noexcept { return overdue || (exit && !exit->success()); }
    /// "ended by SIGKILL (signal 9)", "ended with exit status 2: no such script"; empty before.
    [[nodiscard]] std::string end_text() const;
};

}  // namespace oct::launch
