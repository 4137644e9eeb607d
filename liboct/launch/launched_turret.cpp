// The end of a turret in words.
#include "launch/launched_turret.hpp"

#include <signal.h>

namespace oct::launch {

std::string LaunchedTurret::end_text() const {
    if (!exit) return {};
    const bool killed = exit->signal != 0;
    std::string text = overdue ? "did not leave in time and was ended " : "ended ";
    text += (killed ? "by " : "with ") + exit->to_string();
    // SIGKILL comes from outside: nothing that it said before tells why.
    if (last_line.empty() || exit->signal == SIGKILL) return text;
    text += (killed ? "; its last line: " : ": ") + last_line;
    return text;
}

}  // namespace oct::launch
