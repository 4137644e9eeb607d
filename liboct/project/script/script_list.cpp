// Reading oct-scripts.json, whose paths are relative to it: a project may be mounted elsewhere.
#include "project/script/script_list.hpp"

#include <oct/error.hpp>

#include "base/exists.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/text_file.hpp"
#include "project/config/object_reader.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace oct::project {
namespace {

namespace fs = std::filesystem;

constexpr auto kList = "oct-scripts.json";

ScriptBuild read_row(const ObjectReader& row, const fs::path& build) {
    ScriptBuild script;
    script.shared_object = (build / row.text("shared_object").value()).lexically_normal();
    script.triple = row.text("triple", base::kName).value();
    for (const auto& library : row.texts("libraries"))
        script.libraries.push_back((build / library).lexically_normal());
    return script;
}

bool is_newer(const fs::path& source, const fs::path& object) {
    std::error_code unknown;
    const auto changed = fs::last_write_time(source, unknown);
    if (unknown) return false;  // a library's script may have its source anywhere
    const auto made = fs::last_write_time(object, unknown);
    return !unknown && changed > made;
}

}  // namespace

ScriptList read_script_list(const fs::path& build, const fs::path& lists) {
    const fs::path file = build / kList;
    if (!base::exists(file))
        throw ConfigError(fmt::format(
            "{}: builds no script: add a line like oct_add_script(v_user test_scripts/v_user.cpp)",
            lists.string()));
    base::JsonDocument document;
    base::parse_json(base::read_text_file(file, "build the scripts again"), file.string(),
                     document);
    if (!document.IsArray())
        throw ConfigError(fmt::format("{}: expected a list, got {}", file.string(),
                                      base::json_description(document)));
    ScriptList scripts;
    for (const auto& value : document.GetArray()) {
        const ObjectReader row(value, file.string(), fmt::format("[{}]", scripts.size()));
        row.require({"script", "shared_object", "triple"});
        scripts[row.text("script").value()] = read_row(row, build);
    }
    return scripts;
}

// Asked, not tried: access() knows of read-only mounts, and of what root may do all the same.
std::string building_fault(const fs::path& project) {
    const fs::path build = project / "build";
    const fs::path cache =
        build / "CMakeCache.txt";  // another user's may stand in a folder of ours
    const bool made = base::exists(build);
    for (const fs::path& place : {made ? build : project, cache})
        if (base::exists(place) && ::access(place.c_str(), W_OK) != 0)
            return std::generic_category().message(errno);
    return {};
}

ScriptList built_before(const fs::path& project, const std::string& fault, LogSink& log) {
    const fs::path build = fs::absolute(project / "build");
    ScriptList scripts;
    if (base::exists(build / kList)) scripts = read_script_list(build, project / "CMakeLists.txt");
    const bool whole = std::all_of(scripts.begin(), scripts.end(), [](const auto& script) {
        return base::exists(script.second.shared_object);
    });
    if (scripts.empty() || !whole)
        throw ConfigError(
            fmt::format("{}: its scripts are not built, and cannot be built there: {}: build them "
                        "where the project can be written, or copy it to a folder of your own",
                        project.string(), fault));
    const base::Log voice(log, "oct.project");
    voice.info(
        fmt::format("{}: {}: its scripts are taken as they were built", project.string(), fault));
    for (const auto& [script, made] : scripts)
        if (is_newer(project / script, made.shared_object))
            voice.warning(fmt::format(
                "{}: was changed after it was built, and cannot be built again there: {}",
                (project / script).string(), fault));
    return scripts;
}

}  // namespace oct::project
