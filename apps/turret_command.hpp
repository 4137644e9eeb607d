// The rows of the table for oct-turret and for programs made with oct::turret_main.
#pragma once

#include "command.hpp"

namespace oct::apps {

[[nodiscard]] const Command& oct_turret_command();
/// Every program made with oct::turret_main, which has a name and a transaction of its own.
[[nodiscard]] const Command& turret_command();

}  // namespace oct::apps
