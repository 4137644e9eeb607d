// From the `script` of config.json to the shared object that a build made of it.
#pragma once

#include <oct/project.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace oct::project {

/// `script` as config.json has it: looked up in what build_scripts returned. A script that ends in
/// .so needs no build and is taken from `project` as it is. The result is absolute.
///
/// Errors: throws ConfigError naming the scripts that CMakeLists.txt builds.
[[nodiscard]] std::filesystem::path built_script(const std::vector<BuiltScript>& built,
                                                 const std::filesystem::path& project,
                                                 const std::string& script);

}  // namespace oct::project
