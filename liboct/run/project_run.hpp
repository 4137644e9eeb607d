// The one place that wires HQ, store, report and launcher together.
#pragma once

#include <oct/config.hpp>
#include <oct/hq.hpp>
#include <oct/project.hpp>
#include <oct/results.hpp>
#include <oct/summary.hpp>

#include "base/log.hpp"
#include "hq/listeners.hpp"
#include "launch/launcher.hpp"
#include "run/results_folder.hpp"

#include <memory>
#include <stop_token>

namespace oct::run {

/// A run with what belongs to it, in the order in which it has to go.
///
/// It is the last observer of its HQ: the eye on the turrets that were started.
/// Errors:     as run_project; a turret that ends before the test begins is a ConfigError with its
///             end.
/// Threading:  confined.
/// Ownership:  configuration and options outlive it.
class ProjectRun : private RunObserver {
public:
    /// `launcher`: starts the turrets; null: somebody else does. What the options say of starting
    /// turrets is not looked at.
    ProjectRun(const Config& config, const RunOptions& options,
               std::unique_ptr<launch::Launcher> launcher);

    Summary run(const std::stop_token& stop);

private:
    void waiting(std::uint64_t missing) override;
    void progress(const Progress& now) override;
    void stopped() override;

    HQOptions hq_options();
    [[nodiscard]] std::uint64_t wanted_turrets() const;
    void tell_of_ends();
    void stop_turrets();
    [[nodiscard]] std::filesystem::path templates() const;
    Summary report();

    const Config& config_;
    const RunOptions& options_;
    const base::Log log_;
    hq::Listeners observers_;  // the caller's: the HQ tells them all but the first and the last
    ResultsFolder folder_;
    StatsHandler stats_;
    HQ hq_;
    std::unique_ptr<launch::Launcher> launcher_;  // last: its turrets end before their HQ goes
};

}  // namespace oct::run
