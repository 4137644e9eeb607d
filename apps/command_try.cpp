// oct try SCRIPT: one iteration of a script, as the turret that has it would run it.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "program_place.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

namespace oct::apps {
namespace {

namespace fs = std::filesystem;

/// A script with the project it belongs to.
struct Place {
    fs::path project;
    std::string script;  // relative to the project
};

// The nearest folder above the script that has a CMakeLists.txt.
std::optional<Place> place_of(const fs::path& script) {
    const fs::path absolute = fs::absolute(script).lexically_normal();
    for (fs::path at = absolute.parent_path();; at = at.parent_path()) {
        if (fs::exists(at / "CMakeLists.txt"))
            return Place{at, absolute.lexically_relative(at).string()};
        if (at == at.parent_path()) return std::nullopt;
    }
}

// What the first turret with this script is configured with; an empty object without one.
std::string configuration_of(const Place& place) {
    if (!fs::exists(place.project / "config.json")) return "{}";
    for (const TurretEntry& entry : Config::load(place.project / "config.json").turrets)
        if (entry.script == place.script) return entry.json;
    return "{}";
}

OnceResult try_script(const fs::path& script) {
    StreamLog log(LogLevel::Warning);
    if (!fs::exists(script))
        throw ConfigError(script.string() +
                          ": no such script; give the path of a .cpp or .so file");
    if (script.extension() == ".py")
        throw ConfigError(script.string() +
                          ": is Python, and oct tries C++: start it by itself: "
                          "python3 " +
                          script.string());
    if (script.extension() == ".so") return run_once(load_script(script));
    const auto place = place_of(script);
    if (!place)
        throw ConfigError(script.string() +
                          ": no CMakeLists.txt above it; `oct new-project` writes one");
    const auto built = build_scripts(place->project, prefix(), log);
    const auto object = std::find_if(built.begin(), built.end(), [&](const BuiltScript& one) {
        return one.script == place->script;
    });
    if (object == built.end())
        throw ConfigError(place->script + ": " + (place->project / "CMakeLists.txt").string() +
                          " does not build it; add oct_add_script(name " + place->script + ")");
    return run_once(load_script(object->object),
                    TransactionConfig(configuration_of(*place), place->script));
}

}  // namespace

int command_try(const Arguments& arguments) {
    const OnceResult result = try_script(arguments.positional()[0]);
    const std::string text =
        arguments.has("json") ? result.to_json() + "\n" : printable(result.to_string());
    std::fputs(text.c_str(), stdout);
    return result.error.empty() ? kOk : kFailed;
}

}  // namespace oct::apps
