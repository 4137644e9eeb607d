// A project's turrets as child processes on this machine.
#pragma once

#include <oct/config.hpp>
#include <oct/log.hpp>

#include "base/private_folder.hpp"
#include "launch/launcher.hpp"
#include "project/process/child_process.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace oct::launch {

/// What local turrets are started with.
struct LocalOptions {
    std::filesystem::path project;     ///< the project's folder
    std::filesystem::path program;     ///< oct-turret: a path, or a name to be found in PATH
    std::filesystem::path oct_prefix;  ///< as for build_scripts
    LogSink* log = &LogSink::none();
    std::stop_token stop{};  ///< ends the build of the scripts
};

/// One oct-turret per entry of config.turrets, for one run each, in the project's folder: a script
/// finds its files by the same names as in a packed turret.
///
/// Errors:     the constructor throws ConfigError when there is nothing to start, a script cannot
///             be built or the program is not there, Error when the build was stopped; start()
///             throws when it cannot be started.
/// Threading:  confined; the children have threads of their own that watch them.
/// Ownership:  configuration and log outlive it.
class LocalProcesses final : public Launcher {
public:
    /// Builds the scripts.
    LocalProcesses(const Config& config, LocalOptions options);

    [[nodiscard]] const std::vector<LaunchedTurret>& turrets() const noexcept override {
        return turrets_;
    }
    void start(const project::HqEndpoints& hq) override;
    std::vector<LaunchedTurret> look_after() override;
    void stop(std::chrono::nanoseconds patience) override;

private:
    [[nodiscard]] project::ChildOptions child_options(
        const std::filesystem::path& config_file) const;

    const Config& config_;
    const LocalOptions options_;
    const std::filesystem::path program_;
    const std::map<std::string, std::filesystem::path> scripts_;  // of config.json → shared object
    std::vector<LaunchedTurret> turrets_;
    base::PrivateFolder folder_;  // of the configuration files
    std::vector<std::unique_ptr<project::ChildProcess>>
        children_;  // of turrets_, those that are started
};

}  // namespace oct::launch
