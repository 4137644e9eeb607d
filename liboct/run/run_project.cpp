// Picks who starts the turrets.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "launch/local_processes.hpp"
#include "run/not_begun.hpp"
#include "run/project_run.hpp"

#include <utility>

namespace oct {
namespace {

// Null: somebody else starts the turrets.
std::unique_ptr<launch::Launcher> launcher_of(const Config& config, const RunOptions& options,
                                              const std::stop_token& stop) {
    if (!options.local) return nullptr;
    if (!options.forwarder.empty())
        throw ConfigError(
            "a forwarder and local turrets do not go together: start the turrets yourself, with "
            "the forwarder's backend as their hq_publisher");
    return std::make_unique<launch::LocalProcesses>(
        config, launch::LocalOptions{options.project, options.turret_program, options.oct_prefix,
                                     options.log, stop});
}

}  // namespace

Summary run_project(const Config& config, const RunOptions& options, std::stop_token stop) {
    config.check();
    std::unique_ptr<launch::Launcher> launcher;
    try {
        launcher = launcher_of(config, options, stop);
    } catch (const Error&) {
        if (!stop.stop_requested()) throw;
        return run::not_begun(config);  // its scripts were being built
    }
    return run::ProjectRun(config, options, std::move(launcher)).run(stop);
}

}  // namespace oct
