// A project's run from its folder to its report: what `oct run` calls, and CI programs may.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/hq.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace oct {

/// What `oct run` can be told.
struct RunOptions {
    std::filesystem::path project{};         ///< the project's folder
    std::filesystem::path results_dir{};     ///< empty: results/results_TIME in the project
    bool report = true;                      ///< false: store only (--no-results)
    bool local = false;                      ///< start the project's turrets on this machine
    std::filesystem::path turret_program{};  ///< oct-turret, for local
    std::filesystem::path oct_prefix{};      ///< where the scripts' CMake finds octConfig.cmake
    std::string publisher_channel{};
    std::string forwarder{};    ///< "host:port" of a forwarder that takes the commands; not local
    bool kill_turrets = false;  ///< tell the turrets to shut down when the run is over
    std::function<std::string()> stopped_by{};  ///< as in HQOptions
    RunObserver* observer = nullptr;            ///< may be null
    LogSink* log = &LogSink::none();
};

/// Runs a project: HQ, store, report and, with options.local, its turrets as child processes.
///
/// Errors:     throws ConfigError, TransportError, StoreError; nothing is left behind then but a
///             results folder that already holds results.
/// Threading:  confined to the caller; `stop` ends the run early, the report is still written.
OCT_EXPORT Summary run_hq(const Config& config, const RunOptions& options,
                          std::stop_token stop = {});

}  // namespace oct
