// What a build of a project's scripts has left: its list, and whether that can be taken as it is.
#pragma once

#include <oct/log.hpp>

#include "project/script/script_build.hpp"

#include <filesystem>
#include <string>

namespace oct::project {

/// The list that oct_add_script left in the folder `build`, made by `lists`, a CMakeLists.txt.
///
/// Errors: throws ConfigError when there is none, or it cannot be read.
[[nodiscard]] ScriptList read_script_list(const std::filesystem::path& build,
                                          const std::filesystem::path& lists);

/// Why nothing can be built in the project, in the system's words; empty: it can.
[[nodiscard]] std::string building_fault(const std::filesystem::path& project);

/// The scripts of a project in which nothing can be built, as they were built before. Warns of
/// those whose source was changed since.
///
/// Errors: throws ConfigError with `fault` and what to do when they were not.
[[nodiscard]] ScriptList built_before(const std::filesystem::path& project,
                                      const std::string& fault, LogSink& log);

}  // namespace oct::project
