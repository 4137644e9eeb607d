// What a launcher tells becomes the end of the waiting, or a warning.
#include "run/project_run.hpp"

#include <oct/error.hpp>

#include "report/report_files.hpp"
#include "run/not_begun.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::run {
namespace {

constexpr std::chrono::seconds kPatience(15);  // for turrets to leave after their last word

}  // namespace

ProjectRun::ProjectRun(const Config& config, const RunOptions& options,
                       std::unique_ptr<launch::Launcher> launcher)
    : config_(config),
      options_(options),
      log_(*options.log, "oct.run"),
      observers_(options.observers, {}, *options.log),
      folder_(config, options.results_dir, options.project, Clock::real().wall()),
      stats_(folder_.path(), config, *options.log),
      hq_(config, hq_options()),
      launcher_(std::move(launcher)) {
    if (options.report)
        report::ReportFiles(folder_.path(), templates(), {}, *options.log).check_template();
}

HQOptions ProjectRun::hq_options() {
    HQOptions hq;
    hq.sinks = {&stats_};
    hq.observers = options_.observers;
    hq.observers.push_back(this);
    hq.stopped_by = options_.stopped_by;
    hq.log = options_.log;
    hq.publisher_channel = options_.publisher_channel;
    hq.forwarder = options_.forwarder;
    return hq;
}

Summary ProjectRun::run(const std::stop_token& stop) {
    observers_.preparing();
    if (launcher_) launcher_->start({"127.0.0.1", hq_.publish_port(), hq_.rc_port()});
    if (!hq_.wait_turrets(wanted_turrets(), stop)) return not_begun(config_);
    folder_.keep();
    hq_.run(stop);
    if (options_.kill_turrets) hq_.kill_turrets();
    stop_turrets();
    return report();
}

std::uint64_t ProjectRun::wanted_turrets() const {
    const auto launched = launcher_ ? launcher_->turrets().size() : std::size_t{0};
    return std::max<std::uint64_t>(config_.min_turrets, launched);
}

void ProjectRun::waiting(std::uint64_t missing) {
    if (missing == 0 || !launcher_) return;
    for (const auto& turret : launcher_->look_after())
        throw ConfigError(
            fmt::format("before the test began, turret {} {}", turret.name, turret.end_text()));
}

void ProjectRun::progress(const Progress& /*now*/) {
    tell_of_ends();
}

void ProjectRun::stopped() {
    tell_of_ends();
}

// The HQ keeps it of those that have not said their last word.
void ProjectRun::tell_of_ends() {
    if (!launcher_) return;
    for (const auto& turret : launcher_->look_after()) {
        hq_.turret_ended(turret.name, turret.end_text());
        if (turret.failed())
            log_.warning(fmt::format("turret {} {}", turret.name, turret.end_text()));
    }
}

void ProjectRun::stop_turrets() {
    if (launcher_) launcher_->stop(kPatience);
    tell_of_ends();
}

std::filesystem::path ProjectRun::templates() const {
    return options_.project / "templates";
}

Summary ProjectRun::report() {
    observers_.analyzing();
    return options_.report ? stats_.write_report(templates()) : stats_.summarize();
}

}  // namespace oct::run
