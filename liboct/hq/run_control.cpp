// Waiting → Running → Draining. Commands may be lost (PUB drops for who has not joined yet), so
// each is idempotent and repeated until a status confirms it.
#include "hq/run_control.hpp"

#include <oct/clock.hpp>
#include <oct/error.hpp>

#include "base/error_text.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "hq/turret_fate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::hq {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr milliseconds kRepeat(250);          // start and stop, until confirmed
constexpr milliseconds kAskInitializing(50);  // status_request until a turret has heard it
constexpr milliseconds kAskWaiting(500);      // and while waiting for turrets
constexpr seconds kAskRunning(1);             // the heartbeat of a run
constexpr seconds kWatch(1);                  // clocks and limits
constexpr seconds kOnItsWay(1);               // for the last words of a process that has ended
constexpr milliseconds kProgress(250);        // what observers see: 4 a second
constexpr std::size_t kTurretsShown = 200;
constexpr milliseconds kHeldUp(500);  // a turn that took longer: we did not listen
constexpr milliseconds kTick(50);     // longest sleep
constexpr milliseconds kQuiet(1000);  // version 1 turrets have no last word: done when quiet
constexpr seconds kReconnect(2);      // so long one may take to come back to hear that it has to go
constexpr seconds kKill(5);           // and all of them together to say that they go

wire::LeftOut all_bad_values(const std::vector<TurretRecord>& turrets, wire::LeftOut here) {
    for (const TurretRecord& turret : turrets)
        for (const auto& [timer, count] : turret.bad_values) wire::add(here, timer, count);
    return here;
}

// The port that it listens on; 0 when it connects to a forwarder.
std::uint16_t attach(net::Socket& commands, const Endpoints& endpoints) {
    if (!endpoints.through_forwarder) return net::port_of(commands.bind(endpoints.publisher));
    commands.connect(endpoints.publisher);
    return 0;
}

}  // namespace

RunControl::RunControl(net::Context& context, const Endpoints& endpoints, nanoseconds run_time,
                       HQOptions options, const std::vector<Limit>& limits)
    : run_time_(run_time),
      options_(std::move(options)),
      clock_(*options_.clock),
      instance_(base::random_uuid()),
      log_(*options_.log, "oct.hq"),
      commands_(context, net::SocketKind::Publish, {.linger = milliseconds(500)}),
      publish_port_(attach(commands_, endpoints)),
      listeners_(options_.observers, options_.sinks, *options_.log),
      live_(limits,
            [this](std::string_view uuid, std::string_view name) -> std::string_view {
                const Entry* entry = roster_.find(uuid);
                return entry == nullptr ? name : entry->record.class_name();
            }),
      wants_live_(listeners_.has_observers() ||
                  std::any_of(limits.begin(), limits.end(),
                              [](const Limit& limit) { return limit.abort; })),
      intake_(context, endpoints.collector, endpoints.external, instance_, options_, listeners_,
              roster_, wants_live_ ? &live_ : nullptr,
              [this](const Entry& entry) { changed(entry); }) {
    poller_.add_readable(intake_.socket());
    poller_.add_events(intake_.socket());
    poller_.add_readable(wake_.fd());
}

void RunControl::set_transaction_context(std::string json) {
    transaction_context_ = std::move(json);
}

void RunControl::kill_turrets() {
    if (had_its_run_) {
        phase_ = Phase::Over;
        intake_.close();
    }
    const SteadyTime began = clock_.now();
    nanoseconds spent{};
    nanoseconds next{};
    do {
        if (spent >= next) {
            command(wire::CommandKind::Kill);
            next = spent + kTick;
        }
        turn(kTick);
        static_cast<void>(roster_.lose_cut(clock_.now()));
        spent = clock_.now() - began;
    } while (spent < kKill && roster_.someone_to_kill(spent < kReconnect));
}

void RunControl::turret_ended(std::string name, std::string how) {
    roster_.process_ended(std::move(name), std::move(how), clock_.now());
}

bool RunControl::wait_turrets(std::uint64_t count, std::stop_token stop) {
    require_first_run("wait_turrets");
    const std::stop_callback wake(stop, [this] { wake_.set(); });
    std::optional<std::uint64_t> told;
    SteadyTime told_at{};
    while (!stop.stop_requested()) {
        const SteadyTime now = clock_.now();
        const std::uint64_t missing = count - std::min(count, roster_.ready());
        if (missing != told || now - told_at >= kProgress) {
            told = missing;
            told_at = now;
            listeners_.waiting(missing);
        }
        if (missing == 0) return true;
        keep_in_touch(now);
        turn(kTick);
    }
    return false;
}

// Its turrets have said their last word of this run, by whose name they know it.
void RunControl::require_first_run(std::string_view call) const {
    if (had_its_run_)
        throw Error(
            fmt::format("HQ::{}: this HQ has had its run: the next run needs another HQ", call));
}

RunOutcome RunControl::run(std::stop_token stop) {
    require_first_run("run");
    had_its_run_ = true;
    const std::stop_callback wake(stop, [this] { wake_.set(); });
    try {
        return collect(stop);
    } catch (...) {  // an observer gave up: the turrets must not go on firing
        command(wire::CommandKind::Stop, "\"premature stop\"");
        throw;
    }
}

RunOutcome RunControl::collect(const std::stop_token& stop) {
    listeners_.starting();
    begin();
    const SteadyTime end = started_ + run_time_;
    SteadyTime now = started_;
    std::optional<RunEnd> by_turrets;  // nobody is left to fire
    while (now < end && !by_turrets && aborted_by_.empty() && !stop.stop_requested()) {
        keep_in_touch(now);
        watch(now);
        if (now - shown_ >= kProgress) show_progress(now);
        turn(std::min(nanoseconds(kTick), end - now));
        by_turrets = roster_.over(now, options_.silence);
        now = clock_.now();
    }
    const RunEnd how = how_it_ended(now, by_turrets);
    drain_rest();
    listeners_.stopped();
    return finish(how);
}

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

void RunControl::begin() {
    turn(nanoseconds(0));  // what waited in the sockets belongs to the time before the run
    const auto reading = base::ClockReading::of(clock_);
    started_ = reading.now;
    run_ = {instance_, reading.wall};
    turned_ = listening_ = watched_ = started_;
    intake_.open(run_, started_);
    clock_watch_.start(reading);
    phase_ = Phase::Running;
    progress_.run_time = run_time_;
    listeners_.start(run_);
    for (const TurretRecord& record : roster_.records()) listeners_.turret(record);
    send_start();
}

void RunControl::drain_rest() {
    phase_ = Phase::Draining;
    stopped_ = clock_.now();
    run_finished_ = clock_.wall();
    fired_for_ = std::min(stopped_ - started_, run_time_);
    stop_late_ = stopped_ - started_ - fired_for_;
    send_stop();
    intake_.flush();  // what came before the stop was not waited for
    roster_.begin_drain();
    listeners_.stop(fired_for_);
    show_progress(stopped_);
    listeners_.draining();
    const SteadyTime deadline = stopped_ + options_.drain_deadline;
    for (SteadyTime now = stopped_; now < deadline && !all_finished(now); now = clock_.now()) {
        keep_in_touch(now);
        turn(kTick);
    }
    while (!turn(nanoseconds(0)) && clock_.now() < deadline) {
    }
    intake_.flush();
    const SteadyTime now = clock_.now();
    drain_passed_ = now >= deadline && (roster_.owes_last_word() || !is_quiet(now));
    if (!drain_passed_) return;
    std::vector<TurretRecord> awaited;
    for (const Entry* entry : roster_.awaited()) awaited.push_back(entry->record);
    log_.warning(fmt::format(
        "{} after the stop not everything has arrived: results that still come are not taken{}",
        duration_text(options_.drain_deadline),
        awaited.empty() ? "" : ". No last word has come of " + names_of(awaited)));
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
    const auto& rejected = intake_.rejected_by_reason();
    outcome.rejected.assign(rejected.begin(), rejected.end());
    const wire::LeftOut bad_values = all_bad_values(outcome.turrets, intake_.bad_values());
    outcome.bad_values.assign(bad_values.begin(), bad_values.end());
    for (const TurretRecord& record : outcome.turrets)
        if (record.undelivered + record.repeated != 0)
            log_.warning(fmt::format(
                "turret {} ({}): {} of its results never came, {} came again and were taken once",
                record.name, record.uuid, record.undelivered, record.repeated));
    listeners_.finish(outcome);
    return outcome;
}

// True when nothing is left to take. Only then is anybody lost: what a broken connection delivered
// may still be waiting, and so may the words of a turret that seems silent.
bool RunControl::turn(nanoseconds timeout) {
    poller_.wait(timeout);
    wake_.clear();
    intake_.take_connection_events();
    const bool emptied = intake_.take_messages();
    const SteadyTime now = clock_.now();
    if (now - turned_ > kHeldUp) listening_ = now;  // a sink held us up: nobody else was silent
    turned_ = now;
    intake_.flush_old(now, kTick);
    if (emptied && (phase_ == Phase::Running || phase_ == Phase::Draining)) find_lost(now);
    return emptied;
}

void RunControl::command(wire::CommandKind kind, std::string msg) {
    wire::Command command{kind, std::move(msg), wire::Announcement{}};
    command.announcement->hq = instance_;
    command.announcement->time = clock_.wall();
    if (kind == wire::CommandKind::Start) {
        roster_.tell_ready();
        command.announcement->elapsed = clock_.now() - started_;
        command.announcement->run_time = run_time_;
        command.announcement->context = transaction_context_;
    }
    commands_.send(wire::encode(command));
}

// The context goes before each start: a version 1 turret that joins late has missed the first one.
void RunControl::send_start() {
    if (transaction_context_)
        command(wire::CommandKind::SetTransactionContext, *transaction_context_);
    command(wire::CommandKind::Start, "\"open fire\"");
    commanded_ = clock_.now();
}

void RunControl::send_stop() {
    command(wire::CommandKind::Stop, "\"the end\"");
    commanded_ = clock_.now();
}

void RunControl::keep_in_touch(SteadyTime now) {
    const nanoseconds period = roster_.someone_initializing() ? nanoseconds(kAskInitializing)
                               : phase_ == Phase::Waiting     ? nanoseconds(kAskWaiting)
                                                              : nanoseconds(kAskRunning);
    if (now - asked_ >= period) {
        asked_ = now;
        command(wire::CommandKind::StatusRequest);
    }
    if (now - commanded_ < kRepeat) return;
    if (phase_ == Phase::Running && roster_.someone_to_start()) send_start();
    if (phase_ == Phase::Draining && !roster_.all_done()) send_stop();
}

void RunControl::find_lost(SteadyTime now) {
    if (roster_.someone_cut()) intake_.flush();  // its last results are no sign of life
    for (const Entry* entry : roster_.lose_cut(now)) lost(*entry);
    const auto silent = roster_.lose_silent(now, clock_.wall(), options_.silence, listening_);
    for (const Entry* entry : silent) lost(*entry);
    find_ended(now, kOnItsWay);
}

void RunControl::find_ended(SteadyTime now, nanoseconds patience) {
    for (const Entry* entry : roster_.lose_ended(now, clock_.wall(), patience))
        listeners_.turret(entry->record);
}

// Once a second: has the civil clock been set, and does a limit end the run?
void RunControl::watch(SteadyTime now) {
    if (now - watched_ < kWatch) return;
    roster_.measure_rates(now - watched_);
    watched_ = now;
    if (const ClockStep* step = clock_watch_.look(base::ClockReading::of(clock_)))
        log_.warning(fmt::format("the civil clock was set {} by {}",
                                 step->size.count() < 0 ? "back" : "forward",
                                 duration_text(std::chrono::abs(step->size))));
    if (!wants_live_) return;
    live_.refresh(now - started_);
    const LimitResult* missed = live_.aborting();
    if (missed == nullptr) return;
    aborted_by_ = missed->limit.condition();
    log_.warning(fmt::format("the limit {} ends the run: measured {}", aborted_by_,
                             to_string(*missed->measured)));
}

void RunControl::show_progress(SteadyTime now) {
    shown_ = now;
    if (!listeners_.has_observers()) return;
    progress_.transactions = intake_.transactions();
    progress_.timers = intake_.timers();
    progress_.errors = intake_.errors();
    progress_.rejected = intake_.rejected();
    progress_.present_turrets = roster_.present();
    progress_.turrets = roster_.progress(kTurretsShown);
    progress_.cannons = roster_.cannons();
    progress_.planned_cannons = roster_.planned_cannons();
    progress_.sections = live_.sections();
    progress_.limits = live_.limits();
    progress_.elapsed = shown_ - started_;
    listeners_.progress(progress_);
}

void RunControl::changed(const Entry& entry) {
    const TurretStatus& status = entry.record;
    if (base::equal_ignoring_case(status.status, "aborted"))
        log_.error(fmt::format("turret {} ({}) aborted{}{}", status.name, status.uuid,
                               status.reason.empty() ? "" : ": ", status.reason));
    else
        log_.info(fmt::format("turret {} ({}): {}", status.name, status.uuid, status.status));
    if (phase_ == Phase::Waiting || phase_ == Phase::Over) return;
    listeners_.turret(entry.record);
}

void RunControl::lost(const Entry& entry) {
    log_.error(fmt::format("turret {} ({}) lost at {}", entry.record.name, entry.record.uuid,
                           local_time_text(*entry.record.lost)));
    if (phase_ == Phase::Waiting) return;
    listeners_.turret(entry.record);
}

}  // namespace oct::hq
