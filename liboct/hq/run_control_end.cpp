// How a run ends: the drain, and what is known then.
#include "base/error_text.hpp"
#include "hq/run_control.hpp"
#include "hq/turret_fate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

namespace oct::hq {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::chrono::seconds kTell(3);  // of waiting: then it is said for whom
constexpr milliseconds kQuiet(1000);      // version 1 turrets have no last word: done when quiet

wire::LeftOut all_bad_values(const std::vector<TurretRecord>& turrets, wire::LeftOut here) {
    for (const TurretRecord& turret : turrets)
        for (const auto& [timer, count] : turret.bad_values) wire::add(here, timer, count);
    return here;
}

}  // namespace

RunEnd RunControl::how_it_ended(SteadyTime now, std::optional<RunEnd> by_turrets) const {
    if (!aborted_by_.empty()) return RunEnd::Limit;
    if (now >= started_ + run_time_) return RunEnd::TimeOver;
    if (!by_turrets) return RunEnd::Interrupted;
    if (by_turrets == RunEnd::NoTurretLeft)
        log_.warning(fmt::format("the run ends after {} of {}, because no turret is left: {}",
                                 duration_text(now - started_), duration_text(run_time_),
                                 fates_of(roster_.records())));
    return *by_turrets;
}

void RunControl::drain_rest() {
    phase_ = Phase::Draining;
    stopped_ = clock_.now();
    run_finished_ = clock_.wall();
    fired_for_ = std::min(stopped_ - started_, run_time_);
    stop_late_ = stopped_ - started_ - fired_for_;
    commander_.stop("the end");
    intake_.flush();  // what came before the stop was not waited for
    roster_.begin_drain();
    listeners_.stop(fired_for_);
    show_progress(stopped_);
    listeners_.draining();
    const SteadyTime deadline = stopped_ + options_.drain_deadline;
    bool told = false;
    for (SteadyTime now = stopped_; now < deadline && !all_finished(now); now = clock_.now()) {
        commander_.keep_in_touch(now, phase_);
        if (!told && now - stopped_ >= kTell) told = say_who_is_awaited(now);
        turn(kTick);
    }
    while (!turn(nanoseconds(0)) && clock_.now() < deadline) {
    }
    intake_.flush();
    const SteadyTime now = clock_.now();
    drain_passed_ = now >= deadline && (roster_.owes_last_word() || !is_quiet(now));
    if (!drain_passed_) return;
    const std::string awaited = awaited_names();
    log_.warning(fmt::format(
        "{} after the stop not everything has arrived: results that still come are not taken{}",
        duration_text(options_.drain_deadline),
        awaited.empty() ? "" : ". No last word has come of " + awaited));
}

std::string RunControl::awaited_names() const {
    std::vector<TurretRecord> awaited;
    for (const Entry* entry : roster_.awaited()) awaited.push_back(entry->record);
    return names_of(awaited);
}

// Who looks at a console wants to know why it takes so long. False: nobody is.
bool RunControl::say_who_is_awaited(SteadyTime now) const {
    const std::string awaited = awaited_names();
    if (awaited.empty()) return false;
    log_.warning(fmt::format("{} after the stop still waiting for what turrets fired before it: {}",
                             duration_text(now - stopped_), awaited));
    return true;
}

// A turret of version 1 has no last word: behind its last status something may still come.
bool RunControl::is_quiet(SteadyTime now) const {
    return !roster_.has_version1() || now - std::max(intake_.last_result(), stopped_) >= kQuiet;
}

bool RunControl::all_finished(SteadyTime now) const {
    return roster_.all_done() && is_quiet(now);
}

RunOutcome RunControl::finish(RunEnd end) {
    find_ended(clock_.now(), nanoseconds(0));
    RunOutcome outcome;
    outcome.start = run_;
    outcome.finished = run_finished_;
    outcome.run_time = fired_for_;
    outcome.interrupted = end == RunEnd::Interrupted;
    outcome.end = end;
    try {
        if (outcome.interrupted && options_.stopped_by) outcome.stopped_by = options_.stopped_by();
    } catch (...) {
        log_.warning(base::error_text("HQOptions::stopped_by: ", std::current_exception()));
    }
    outcome.drain_passed = drain_passed_;
    outcome.stop_late = stop_late_;
    outcome.aborted_by = aborted_by_;
    outcome.clock_steps = clock_watch_.steps();
    outcome.turrets = roster_.records();
    outcome.received = intake_.transactions();
    outcome.received_failed = intake_.errors();
    // Where all turrets say who they are, it is a stranger's.
    if (roster_.someone_of_version1()) outcome.rejected_of_nobody = roster_.left_out_of_nobody();
    const auto& rejected = intake_.rejected_by_reason();
    outcome.rejected.assign(rejected.begin(), rejected.end());
    const wire::LeftOut bad_values = all_bad_values(outcome.turrets, intake_.bad_values());
    outcome.bad_values.assign(bad_values.begin(), bad_values.end());
    std::stable_sort(outcome.bad_values.begin(), outcome.bad_values.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const TurretRecord& record : outcome.turrets)
        if (record.undelivered + record.repeated != 0)
            log_.warning(fmt::format(
                "turret {} ({}): {} of its results never came, {} came again and were taken once",
                record.name, record.uuid, record.undelivered, record.repeated));
    listeners_.finish(outcome);
    return outcome;
}

}  // namespace oct::hq
