// The row of the table for oct-turret.
#pragma once

#include "command.hpp"

namespace oct::apps {

/// Also the row of every program made with oct::turret_main, which has a name of its own.
[[nodiscard]] const Command& turret_command();

}  // namespace oct::apps
