// Each child gets a configuration file of its own in a private folder.
#include "launch/local_processes.hpp"

#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/sample.hpp>

#include "base/config_check.hpp"
#include "base/text.hpp"
#include "project/config/script_language.hpp"
#include "project/process/find_program.hpp"
#include "project/script/built_script.hpp"
#include "project/script/script_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <signal.h>
#include <string_view>
#include <utility>

namespace oct::launch {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kGrace(2);  // between SIGTERM and SIGKILL

fs::path turret_program(const fs::path& wanted) {
    if (const auto found = project::find_program(wanted.string())) return fs::absolute(*found);
    if (wanted.empty())
        throw ConfigError(
            "turret_program: expected the path of oct-turret, which local turrets run");
    throw ConfigError(
        fmt::format("{}: not found beside this program nor in PATH: install it, or start the "
                    "turrets by hand",
                    wanted.string()));
}

void require_cpp(const TurretEntry& entry, const LocalOptions& options) {
    const std::string foreign = project::foreign_script(entry.script);
    if (foreign.empty()) return;
    const std::string remedy =
        project::start_by_hand(entry.script, fmt::format("--tar {}.tar", entry.name));
    throw ConfigError(
        fmt::format("turret {}: {} {}, and --local starts turrets in C++: run without --local, "
                    "pack the turrets "
                    "(oct pack-turrets {}), and {}",
                    entry.name, entry.script.string(), foreign, options.project.string(), remedy));
}

std::map<std::string, fs::path> scripts_of(const Config& config, const LocalOptions& options) {
    if (config.turrets.empty())
        throw ConfigError(
            fmt::format("{}turrets: --local starts the turrets of this list, but it is empty",
                        base::place_of(config)));
    for (const TurretEntry& entry : config.turrets) require_cpp(entry, options);
    const bool needs_build =
        std::any_of(config.turrets.begin(), config.turrets.end(),
                    [](const TurretEntry& entry) { return entry.script.extension() != ".so"; });
    std::vector<BuiltScript> built;
    if (needs_build)
        built = project::shared_objects(project::build_project(options.project, options.oct_prefix,
                                                               *options.log, options.stop));
    std::map<std::string, fs::path> scripts;
    for (const TurretEntry& entry : config.turrets)
        scripts[entry.script] = project::built_script(built, options.project, entry.script);
    return scripts;
}

// The line in which a program says why it gave up: its last one, if that says more than its log
// does when all is well.
std::string last_line(std::string_view output) {
    constexpr std::string_view kBlank = " \n\r\t";
    const auto end = output.find_last_not_of(kBlank);
    if (end == output.npos) return {};
    output = output.substr(0, end + 1);
    output.remove_prefix(output.rfind('\n') + 1);
    output.remove_prefix(output.find_first_not_of(kBlank));
    if (output.find(": INFO | oct.") != output.npos) return {};
    return base::sanitized(output, kMaxErrorBytes);
}

}  // namespace

LocalProcesses::LocalProcesses(const Config& config, LocalOptions options)
    : config_(config),
      options_(std::move(options)),
      program_(turret_program(options_.program)),
      scripts_(scripts_of(config, options_)) {
    for (const TurretEntry& entry : config.turrets) turrets_.push_back({.name = entry.name});
}

project::ChildOptions LocalProcesses::child_options(const fs::path& config_file) const {
    project::ChildOptions child;
    // Alone with its configuration, whatever a job scheduler says of this process.
    child.arguments = {program_.string(),
                       "--config-file",
                       config_file.string(),
                       "--once",
                       "--index",
                       "0",
                       "--of",
                       "1"};
    child.directory = fs::absolute(options_.project);
    if (config_.console_logging)
        child.on_line = [log = options_.log](std::string_view line) {
            log->write(LogLevel::Info, "turret", base::sanitized(line, kMaxErrorBytes));
        };
    return child;
}

void LocalProcesses::start(const project::HqEndpoints& hq) {
    for (const TurretEntry& entry : config_.turrets) {
        const fs::path file = folder_.path() / fmt::format("{}.json", children_.size());
        std::ofstream(file) << project::turret_config_json(entry, hq, scripts_.at(entry.script));
        children_.push_back(std::make_unique<project::ChildProcess>(child_options(file)));
        turrets_[children_.size() - 1].state = State::Running;
    }
}

std::vector<LaunchedTurret> LocalProcesses::look_after() {
    std::vector<LaunchedTurret> ended;
    for (std::size_t i = 0; i < children_.size(); ++i) {
        LaunchedTurret& turret = turrets_[i];
        if (turret.state == State::Ended) continue;
        turret.exit = children_[i]->poll();
        if (!turret.exit) continue;
        turret.state = State::Ended;
        turret.last_line = last_line(children_[i]->output());
        ended.push_back(turret);
    }
    return ended;
}

// All of them together: one that hangs takes nothing of the others' time.
void LocalProcesses::stop(std::chrono::nanoseconds patience) {
    const auto wait_until = [this](steady_clock::time_point deadline) {
        for (const auto& child : children_) child->wait_until(deadline);
    };
    wait_until(steady_clock::now() + patience);
    for (std::size_t i = 0; i < children_.size(); ++i) {
        turrets_[i].overdue = turrets_[i].state != State::Ended && !children_[i]->poll();
        if (turrets_[i].overdue) children_[i]->signal(SIGTERM);
    }
    wait_until(steady_clock::now() + kGrace);
    for (const auto& child : children_) child->terminate(std::chrono::nanoseconds(0));
    folder_.remove();
}

}  // namespace oct::launch
