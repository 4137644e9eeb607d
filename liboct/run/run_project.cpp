// Picks who starts the turrets.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "launch/local_processes.hpp"
#include "run/project_run.hpp"

namespace oct {
namespace {

// Null: somebody else starts the turrets.
std::unique_ptr<launch::Launcher> launcher_of(const Config& config, const RunOptions& options) {
    if (!options.local) return nullptr;
    if (!options.forwarder.empty())
        throw ConfigError(
            "a forwarder and local turrets do not go together: start the turrets yourself, with "
            "the forwarder's backend as their hq_publisher");
    return std::make_unique<launch::LocalProcesses>(
        config, launch::LocalOptions{options.project, options.turret_program, options.oct_prefix,
                                     options.log});
}

}  // namespace

Summary run_project(const Config& config, const RunOptions& options, std::stop_token stop) {
    config.check();
    return run::ProjectRun(config, options, launcher_of(config, options)).run(stop);
}

}  // namespace oct
