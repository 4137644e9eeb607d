// The one place that wires HQ, store, report and local turrets together.
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/report_builder.hpp>
#include <oct/run.hpp>
#include <oct/stats_handler.hpp>

#include "base/log.hpp"
#include "project/script/built_script.hpp"
#include "run/local_turrets.hpp"
#include "run/results_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace oct {
namespace {

using std::chrono::seconds;

constexpr seconds kTurretPatience(15);  // for local turrets to leave after their last word

// Builds what --local needs before anything else is touched.
run::LocalTurrets::Scripts local_scripts(const Config& config, const RunOptions& options) {
    run::LocalTurrets::Scripts scripts;
    if (!options.local) return scripts;
    if (!options.forwarder.empty())
        throw ConfigError(
            "a forwarder and local turrets do not go together: start the turrets yourself, with "
            "the forwarder's backend as their hq_publisher");
    if (config.turrets.empty())
        throw ConfigError(
            fmt::format("{}: turrets: --local starts the turrets of this list, but "
                        "it is empty",
                        config.file.string()));
    const bool needs_build =
        std::any_of(config.turrets.begin(), config.turrets.end(), [](const TurretEntry& entry) {
            return std::filesystem::path(entry.script).extension() != ".so";
        });
    std::map<std::string, std::filesystem::path> built;
    if (needs_build) built = build_scripts(options.project, options.oct_prefix, *options.log);
    for (const TurretEntry& entry : config.turrets)
        scripts[entry.script] = project::built_script(built, options.project, entry.script);
    return scripts;
}

/// A run with what belongs to it, in the order in which it has to go.
class Run {
public:
    Run(const Config& config, const RunOptions& options)
        : config_(config),
          options_(options),
          scripts_(local_scripts(config, options)),
          folder_(config, options.results_dir, options.project, Clock::real().wall()),
          stats_(folder_.path(), config, *options.log),
          hq_(config, hq_options()) {}

    Summary run(const std::stop_token& stop) {
        if (options_.observer != nullptr) options_.observer->warmup();
        start_local_turrets();
        const int wanted =
            options_.local ? std::max(config_.min_turrets, static_cast<int>(config_.turrets.size()))
                           : config_.min_turrets;
        if (!hq_.wait_turrets(wanted, stop)) return interrupted_before_start();
        folder_.keep();
        hq_.run(stop);
        if (options_.kill_turrets) hq_.kill_turrets();
        if (turrets_) turrets_->join(kTurretPatience);
        turrets_.reset();
        return report();
    }

private:
    HQOptions hq_options() {
        HQOptions hq;
        hq.sinks = {&stats_};
        hq.observer = options_.observer;
        hq.log = options_.log;
        hq.publisher_channel = options_.publisher_channel;
        hq.forwarder = options_.forwarder;
        hq.while_waiting = [this] {
            if (turrets_) turrets_->check_alive();
        };
        return hq;
    }

    void start_local_turrets() {
        if (!options_.local) return;
        turrets_ = std::make_unique<run::LocalTurrets>(
            config_, options_, scripts_,
            project::HqEndpoints{"127.0.0.1", hq_.publish_port(), hq_.rc_port()});
    }

    // Nothing was measured: nothing is left behind.
    static Summary interrupted_before_start() {
        Summary summary;
        summary.interrupted = true;
        return summary;
    }

    Summary report() {
        if (options_.observer != nullptr) options_.observer->analyzing();
        const ReportBuilder builder(folder_.path(), stats_.database(), config_,
                                    options_.project / "templates", *options_.log);
        return options_.report ? builder.write() : builder.summarize();
    }

    const Config& config_;
    const RunOptions& options_;
    const run::LocalTurrets::Scripts scripts_;
    run::ResultsFolder folder_;
    StatsHandler stats_;
    HQ hq_;
    std::unique_ptr<run::LocalTurrets> turrets_;  // last: ended before their HQ goes
};

}  // namespace

Summary run_hq(const Config& config, const RunOptions& options, std::stop_token stop) {
    Run run(config, options);
    return run.run(stop);
}

}  // namespace oct
