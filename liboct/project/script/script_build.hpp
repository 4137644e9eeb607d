// What building a project's scripts yields.
#pragma once

#include <oct/log.hpp>
#include <oct/project.hpp>

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace oct::project {

/// Threading:  value.
struct ScriptBuild {
    std::filesystem::path shared_object;
    std::string triple;  ///< what it runs on: as own_triple(), but of the compiler of this build
    /// The project's own shared libraries that it needs, which it finds by their relative places.
    std::vector<std::filesystem::path> libraries;
};

/// Script path as in config.json → what it became.
using ScriptList = std::map<std::string, ScriptBuild>;

/// build_scripts with all it knows.
///
/// Errors: as build_scripts; throws Error when `stop` is requested, which ends cmake and all that
/// it
///         has started.
[[nodiscard]] ScriptList build_project(const std::filesystem::path& project,
                                       const std::filesystem::path& oct_prefix, LogSink& log,
                                       const std::stop_token& stop = {});

/// As build_scripts returns it.
[[nodiscard]] std::vector<BuiltScript> shared_objects(const ScriptList& built);

}  // namespace oct::project
