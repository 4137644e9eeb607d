// The table of all commands of `oct`, and the functions behind it.
#pragma once

#include "command.hpp"

#include <vector>

namespace oct::apps {

/// In the order of the help.
[[nodiscard]] const std::vector<Command>& commands();

int command_compare(const Arguments& arguments);
int command_generate_manual(const Arguments& arguments);
int command_new_project(const Arguments& arguments);
int command_pack_turrets(const Arguments& arguments);
int command_rebuild_results(const Arguments& arguments);
int command_results_to_csv(const Arguments& arguments);
int command_run(const Arguments& arguments);
int command_run_device(const Arguments& arguments);
int command_try(const Arguments& arguments);

}  // namespace oct::apps
