// build_scripts: cmake twice, configure and build, then the list that oct_add_script left.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "base/exists.hpp"
#include "base/log.hpp"
#include "project/process/child_process.hpp"
#include "project/process/find_program.hpp"
#include "project/script/build_lock.hpp"
#include "project/script/build_output.hpp"
#include "project/script/script_build.hpp"
#include "project/script/script_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

namespace oct {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOutputBytes = std::size_t{8} << 20;  // the first error is far from the end
constexpr std::chrono::seconds kGrace(2);  // for an interrupted compiler to tidy up

// In the terminal's own process group: Ctrl-C ends a build, and so its caller by the error. Who has
// a stop token has the signals too, and they are passed on to the compilers by the group.
void run(const std::vector<std::string>& arguments, const std::string& what,
         const std::stop_token& stop) {
    project::ChildProcess child({.arguments = arguments,
                                 .directory = {},
                                 .own_group = stop.stop_possible(),
                                 .output_bytes = kOutputBytes});
    const std::stop_callback end(stop, [&] { child.terminate(kGrace); });
    const project::ExitStatus status = child.wait();
    if (stop.stop_requested()) throw Error(what + " was interrupted");
    if (status.success()) return;
    throw ConfigError(fmt::format("{} failed ({}):\n{}", what, status.to_string(),
                                  project::build_errors(child.output())));
}

// A build folder belongs to one place: that of a project that was moved or copied begins anew.
bool is_of_another_place(const fs::path& build, const fs::path& project) {
    std::ifstream cache(build / "CMakeCache.txt");
    constexpr std::string_view kKey = "CMAKE_HOME_DIRECTORY:INTERNAL=";
    for (std::string line; std::getline(cache, line);) {
        if (line.compare(0, kKey.size(), kKey) != 0) continue;
        std::error_code unknown;
        return !fs::equivalent(line.substr(kKey.size()), project, unknown);
    }
    return false;
}

std::vector<std::string> configure_command(const std::string& cmake, const fs::path& project,
                                           const fs::path& build, const fs::path& oct_prefix) {
    std::vector<std::string> command{cmake, "-S", project.string(), "-B", build.string(),
                                     "-DCMAKE_BUILD_TYPE=Release",
                                     // Searched for anew: liboct may have moved since.
                                     "-Uoct_DIR"};
    const bool moved = is_of_another_place(build, project);
    if (moved) command.emplace_back("--fresh");
    if (!oct_prefix.empty())
        command.push_back("-DCMAKE_PREFIX_PATH=" + fs::absolute(oct_prefix).string());
    // A build folder keeps the generator it was made with.
    const bool made = base::exists(build / "CMakeCache.txt");
    if ((moved || !made) && project::find_program("ninja"))
        command.insert(command.end(), {"-G", "Ninja"});
    return command;
}

}  // namespace

namespace project {

ScriptList build_project(const fs::path& project, const fs::path& oct_prefix, LogSink& log,
                         const std::stop_token& stop) {
    const fs::path lists = project / "CMakeLists.txt";
    if (!base::exists(lists))
        throw ConfigError(fmt::format(
            "{}: no such file: it builds the C++ scripts, and oct new-project writes one to copy",
            lists.string()));
    if (const std::string fault = building_fault(project); !fault.empty())
        return built_before(project, fault, log);
    const auto cmake = project::find_program("cmake");
    if (!cmake)
        throw ConfigError("cmake is not in PATH: install it to build the project's C++ scripts");
    const fs::path build = fs::absolute(project / "build");
    const BuildLock lock(build, stop);
    // A list of an earlier state of the project must not be taken for the present one.
    std::error_code ignored;
    fs::remove(build / "oct-scripts.json", ignored);

    const base::Log voice(log, "oct.project");
    voice.info(fmt::format("building the scripts of {}", project.string()));
    run(configure_command(cmake->string(), fs::absolute(project), build, oct_prefix),
        fmt::format("{}: configuring the scripts with cmake", lists.string()), stop);
    const unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    run({cmake->string(), "--build", build.string(), "--parallel", std::to_string(jobs)},
        fmt::format("{}: building the scripts", lists.string()), stop);
    auto scripts = read_script_list(build, lists);
    voice.info(fmt::format("{} scripts built", scripts.size()));
    return scripts;
}

std::vector<BuiltScript> shared_objects(const ScriptList& built) {
    std::vector<BuiltScript> objects;
    objects.reserve(built.size());
    for (const auto& [script, build] : built) objects.push_back({script, build.shared_object});
    return objects;
}

}  // namespace project

std::vector<BuiltScript> build_scripts(const fs::path& project, const fs::path& oct_prefix,
                                       LogSink& log) {
    return project::shared_objects(project::build_project(project, oct_prefix, log));
}

}  // namespace oct
