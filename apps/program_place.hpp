// Where this program stands: what belongs to it is found from there.
#pragma once

#include <filesystem>

namespace oct::apps {

/// The prefix that `oct` is installed or built into: the parent of its bin/.
[[nodiscard]] std::filesystem::path prefix();

/// oct-turret beside this program; otherwise its bare name, to be looked for in PATH.
[[nodiscard]] std::filesystem::path turret_program_path();

}  // namespace oct::apps
