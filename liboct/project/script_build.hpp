// What building a project's scripts yields.
#pragma once

#include <oct/log.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace oct {

/// Threading:  value.
struct ScriptBuild {
    std::filesystem::path shared_object;
    /// The project's own shared libraries that it needs, which it finds by their relative places.
    std::vector<std::filesystem::path> libraries;
};

/// build_scripts with all it knows: script path as in config.json → what it became.
///
/// Errors: as build_scripts.
[[nodiscard]] std::map<std::string, ScriptBuild> build_project(
    const std::filesystem::path& project, const std::filesystem::path& oct_prefix, LogSink& log);

}  // namespace oct
