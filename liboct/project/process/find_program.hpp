// Programs by name, as a shell finds them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace oct::project {

/// The program's path: `name` itself when it has a slash, otherwise the first one in PATH; nothing
/// when there is no executable file.
[[nodiscard]] std::optional<std::filesystem::path> find_program(const std::string& name);

}  // namespace oct::project
