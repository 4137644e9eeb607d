// A project's turrets as child processes on this machine.
#pragma once

#include <oct/config.hpp>
#include <oct/run.hpp>

#include "base/private_folder.hpp"
#include "project/config/turret_config.hpp"
#include "project/process/child_process.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace oct::run {

/// Errors:     the constructor throws when a program cannot be started.
/// Threading:  confined; the children have threads of their own that watch them.
class LocalTurrets {
public:
    /// Script as in config.json → shared object, absolute.
    using Scripts = std::map<std::string, std::filesystem::path>;

    /// Starts one oct-turret per entry of config.turrets, for one run each, in the project's
    /// folder: a script finds its files by the same names as in a packed turret.
    LocalTurrets(const Config& config, const RunOptions& options, const Scripts& scripts,
                 const project::HqEndpoints& hq);
    /// Ends those that still run.
    ~LocalTurrets();
    LocalTurrets(const LocalTurrets&) = delete;
    LocalTurrets& operator=(const LocalTurrets&) = delete;

    /// Errors: throws ConfigError with the last words of a turret that has already ended.
    void check_alive() const;
    /// Waits for all to end by themselves, at most `patience` together, then ends them.
    void join(std::chrono::nanoseconds patience);

private:
    struct Child {
        std::string name;
        std::unique_ptr<project::ChildProcess> process;
    };
    base::PrivateFolder folder_;  // of the configuration files
    std::vector<Child> children_;
};

}  // namespace oct::run
