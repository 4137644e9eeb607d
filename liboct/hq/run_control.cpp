// Waiting → Running → Draining.
#include "hq/run_control.hpp"

#include <oct/clock.hpp>
#include <oct/error.hpp>

#include "base/text.hpp"
#include "base/uuid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::hq {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr seconds kWatch(1);            // clocks and limits
constexpr seconds kOnItsWay(1);         // for the last words of a process that has ended
constexpr milliseconds kProgress(250);  // what observers see: 4 a second
constexpr std::size_t kTurretsShown = 200;
constexpr milliseconds kHeldUp(500);  // a turn that took longer: we did not listen
constexpr seconds kReconnect(2);      // so long one may take to come back to hear that it has to go
constexpr seconds kKill(5);           // and all of them together to say that they go

}  // namespace

RunControl::RunControl(net::Context& context, const Endpoints& endpoints, nanoseconds run_time,
                       HQOptions options, const std::vector<Limit>& limits)
    : run_time_(run_time),
      options_(std::move(options)),
      clock_(*options_.clock),
      instance_(base::random_uuid()),
      log_(*options_.log, "oct.hq"),
      listeners_(options_.observers, options_.sinks, *options_.log),
      commander_(context, endpoints, instance_, clock_, roster_),
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
            commander_.kill();
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
        commander_.keep_in_touch(now, phase_);
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
        commander_.stop("premature stop");
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
        commander_.keep_in_touch(now, phase_);
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

void RunControl::begin() {
    turn(nanoseconds(0));  // what waited in the sockets belongs to the time before the run
    const auto reading = base::ClockReading::of(clock_);
    started_ = reading.now;
    run_ = {instance_, reading.wall};
    turned_ = listening_ = watched_ = started_;
    roster_.begin_run(started_);
    intake_.open(run_, started_);
    clock_watch_.start(reading);
    phase_ = Phase::Running;
    progress_.run_time = run_time_;
    listeners_.start(run_);
    for (const TurretRecord& record : roster_.records()) listeners_.turret(record);
    commander_.start(started_, run_time_);
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

void RunControl::find_lost(SteadyTime now) {
    if (roster_.someone_cut()) intake_.flush();  // its last results are no sign of life
    for (const Entry* entry : roster_.lose_cut(now)) lost(*entry);
    const auto silent = roster_.lose_silent(now, clock_.wall(), options_.silence, listening_);
    for (const Entry* entry : silent) lost(*entry);
    find_ended(now, kOnItsWay);
}

void RunControl::find_ended(SteadyTime now, nanoseconds patience) {
    for (const Entry* entry : roster_.lose_ended(now, clock_.wall(), patience))
        listeners_.turret(roster_.record_of(*entry));
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
    listeners_.turret(roster_.record_of(entry));
}

void RunControl::lost(const Entry& entry) {
    log_.error(fmt::format("turret {} ({}) lost at {}", entry.record.name, entry.record.uuid,
                           local_time_text(*entry.record.lost)));
    if (phase_ == Phase::Waiting) return;
    listeners_.turret(roster_.record_of(entry));
}

}  // namespace oct::hq
