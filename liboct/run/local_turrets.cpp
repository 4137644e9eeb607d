// Each child gets a configuration file of its own in a private folder.
#include "run/local_turrets.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"
#include "project/process/find_program.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <system_error>
#include <thread>

namespace oct::run {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kGrace(2000);  // between SIGTERM and SIGKILL

// The line in which a program says why it gave up: its last one.
std::string last_line(const std::string& output) {
    const auto end = output.find_last_not_of(" \n\r\t");
    if (end == std::string::npos) return "it said nothing";
    const auto start = output.rfind('\n', end);
    const auto from = start == std::string::npos ? 0 : start + 1;
    return sanitized(output.substr(from, end - from + 1), kMaxErrorBytes);
}

}  // namespace

LocalTurrets::LocalTurrets(const Config& config, const RunOptions& options, const Scripts& scripts,
                           const project::HqEndpoints& hq) {
    const auto found = project::find_program(options.turret_program.string());
    if (!found)
        throw ConfigError(
            fmt::format("{}: not found beside this program nor in PATH: install it, or "
                        "start the turrets by hand",
                        options.turret_program.string()));
    for (const TurretEntry& entry : config.turrets) {
        const fs::path file = folder_.path() / fmt::format("{}.json", children_.size());
        std::ofstream(file) << project::turret_config_json(entry, hq, scripts.at(entry.script));
        project::ChildOptions child;
        // Alone with its configuration, whatever a job scheduler says of this process.
        child.arguments = {fs::absolute(*found).string(),
                           "--config-file",
                           file.string(),
                           "--once",
                           "--index",
                           "0",
                           "--of",
                           "1"};
        child.directory = fs::absolute(options.project);
        if (config.console_logging)
            child.on_line = [&log = *options.log](std::string_view line) {
                log.write(LogLevel::Info, "turret", sanitized(line, kMaxErrorBytes));
            };
        children_.push_back(
            {entry.name, std::make_unique<project::ChildProcess>(std::move(child))});
    }
}

LocalTurrets::~LocalTurrets() = default;  // a child that still runs is killed

void LocalTurrets::check_alive() const {
    for (const Child& child : children_) {
        const auto status = child.process->poll();
        if (!status) continue;
        throw ConfigError(fmt::format("local turret {} ended before the test began ({}): {}",
                                      child.name, status->to_string(),
                                      last_line(child.process->output())));
    }
}

void LocalTurrets::join(std::chrono::nanoseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (Child& child : children_) {
        while (!child.process->poll() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(milliseconds(5));
        child.process->terminate(kGrace);
    }
}

}  // namespace oct::run
