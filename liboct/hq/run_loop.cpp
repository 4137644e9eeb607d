// Waiting → Running → Draining. Commands may be lost (PUB drops for who has not joined yet), so
// each is idempotent and repeated until a status confirms it.
#include "hq/run_loop.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"
#include "base/uuid.hpp"
#include "wire/batch_format.hpp"
#include "wire/encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::hq {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr milliseconds kRepeat(250);     // start and stop, until confirmed
constexpr milliseconds kAskWaiting(50);  // status_request while waiting for turrets
constexpr seconds kAskRunning(1);        // the heartbeat of a run
constexpr seconds kWatch(1);             // clocks and limits
constexpr milliseconds kProgress(250);   // live figures: 4 a second
constexpr milliseconds kHeldUp(500);     // a turn that took longer: we did not listen
constexpr milliseconds kTick(50);        // longest sleep
constexpr milliseconds kQuiet(1000);     // version 1 turrets have no last word: done when quiet
constexpr std::size_t kBlockSamples = 2048;
constexpr std::size_t kTakenAtOnce = 8192;  // messages and results, before commands have their turn

constexpr std::string_view kBeforeStart = "result that came before the start of the run";

bool is_loopback(std::string_view host) {
    return host.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string tcp(std::string_view interface, std::uint16_t port) {
    return port == 0 ? fmt::format("tcp://{}:*", interface)
                     : fmt::format("tcp://{}:{}", interface, port);
}

}  // namespace

Endpoints endpoints_of(const Config& config, const HQOptions& options) {
    constexpr std::uint16_t kExternalPort = 5002;
    const std::string_view interface = is_loopback(config.hq_address) ? "127.0.0.1" : "*";
    Endpoints endpoints{tcp(interface, config.publish_port), tcp(interface, config.rc_port), {}};
    if (config.external_publisher || !options.publisher_channel.empty())
        endpoints.external = tcp(interface, config.external_publisher.value_or(kExternalPort));
    if (!options.forwarder.empty()) {
        endpoints.publisher = "tcp://" + options.forwarder;
        endpoints.through_forwarder = true;
    }
    return endpoints;
}

RunLoop::RunLoop(net::Context& context, const Endpoints& endpoints, nanoseconds run_time,
                 HQOptions options, const std::vector<Limit>& limits)
    : run_time_(run_time),
      options_(std::move(options)),
      clock_(*options_.clock),
      instance_(random_uuid()),
      log_(*options_.log, "oct.hq"),
      commands_(context, net::SocketKind::Publish, {.linger = milliseconds(500)}),
      results_(context, net::SocketKind::Pull, {.max_message_bytes = wire::kMaxBatchBytes}),
      live_(limits),
      wants_live_(options_.observer != nullptr ||
                  std::any_of(limits.begin(), limits.end(),
                              [](const Limit& limit) { return limit.abort; })) {
    results_.watch();
    if (endpoints.through_forwarder)
        commands_.connect(endpoints.publisher);
    else
        publish_port_ = net::port_of(commands_.bind(endpoints.publisher));
    rc_port_ = net::port_of(results_.bind(endpoints.collector));
    if (!endpoints.external.empty()) {
        external_ = std::make_unique<net::Socket>(context, net::SocketKind::Publish);
        external_->bind(endpoints.external);
    }
    on_results_ = poller_.add_readable(results_);
    poller_.add_events(results_);
    poller_.add_readable(wake_.fd());
}

void RunLoop::set_transaction_context(std::string json) {
    transaction_context_ = std::move(json);
}

void RunLoop::kill_turrets() {
    command(wire::CommandKind::Kill);
}

bool RunLoop::wait_turrets(int count, std::stop_token stop) {
    const std::stop_callback wake(stop, [this] { wake_.set(); });
    int shown = -1;
    while (!stop.stop_requested()) {
        const int missing = std::max(0, count - roster_.ready());
        if (missing != shown && options_.observer != nullptr) options_.observer->waiting(missing);
        shown = missing;
        if (missing == 0) return true;
        if (options_.while_waiting) options_.while_waiting();
        keep_in_touch(clock_.now());
        turn(kTick);
    }
    return false;
}

RunOutcome RunLoop::run(std::stop_token stop) {
    const std::stop_callback wake(stop, [this] { wake_.set(); });
    try {
        return collect(stop);
    } catch (...) {  // a sink or a hook gave up: the turrets must not go on firing
        command(wire::CommandKind::Stop, "\"premature stop\"");
        throw;
    }
}

RunOutcome RunLoop::collect(const std::stop_token& stop) {
    if (options_.before_start) options_.before_start();
    begin();
    const SteadyTime end = started_ + run_time_;
    SteadyTime now = started_;
    bool done = false;  // nobody has anything left to fire
    while (now < end && !done && aborted_by_.empty() && !stop.stop_requested()) {
        keep_in_touch(now);
        watch(now);
        show_progress(now);
        turn(std::min(nanoseconds(kTick), end - now));
        done = roster_.nothing_left();
        now = clock_.now();
    }
    const bool interrupted = now < end && !done && aborted_by_.empty();
    drain_rest();
    if (options_.after_stop) options_.after_stop();
    return finish(interrupted);
}

void RunLoop::begin() {
    turn(nanoseconds(0));  // what waited in the sockets belongs to the time before the run
    rejected_.clear();
    started_ = clock_.now();
    run_ = {instance_, clock_.wall()};
    flushed_ = result_taken_ = turned_ = listening_ = watched_ = started_;
    clock_watch_.start(started_, run_.epoch);
    live_.clear();
    aborted_by_.clear();
    phase_ = Phase::Running;
    progress_ = {};
    progress_.run_time = run_time_;
    for (ResultSink* sink : options_.sinks) sink->start(run_);
    for (const TurretRecord& record : roster_.records())
        for (ResultSink* sink : options_.sinks) sink->turret(record);
    send_start();
}

void RunLoop::drain_rest() {
    phase_ = Phase::Draining;
    roster_.begin_drain();
    stopped_ = clock_.now();
    run_finished_ = clock_.wall();
    send_stop();
    if (options_.observer != nullptr) {
        show_progress(SteadyTime::max());
        options_.observer->draining();
    }
    const SteadyTime deadline = stopped_ + options_.drain_deadline;
    for (SteadyTime now = stopped_; now < deadline; now = clock_.now()) {
        const bool quiet = now - std::max(result_taken_, stopped_) >= kQuiet;
        if (roster_.all_done() && (quiet || !roster_.has_version1())) break;
        keep_in_touch(now);
        turn(kTick);
    }
    while (!turn(nanoseconds(0)) && clock_.now() < deadline) {
    }
    flush();
}

RunOutcome RunLoop::finish(bool interrupted) {
    RunOutcome outcome;
    outcome.start = run_;
    outcome.finished = run_finished_;
    outcome.run_time = stopped_ - started_;
    outcome.interrupted = interrupted;
    outcome.aborted_by = aborted_by_;
    outcome.clock_steps = clock_watch_.steps();
    outcome.turrets = roster_.records();
    outcome.received = progress_.transactions;
    outcome.received_failed = progress_.errors;
    outcome.rejected.assign(rejected_.begin(), rejected_.end());
    const std::uint64_t bad_timers = decoder_.bad_timers() + batch_.bad_timers();
    if (bad_timers != 0)
        log_.warning(
            fmt::format("{} custom timer values were no times and were left out", bad_timers));
    for (const TurretRecord& record : outcome.turrets)
        if (record.undelivered + record.repeated != 0)
            log_.warning(fmt::format(
                "turret {} ({}): {} of its results never came, {} came again and were taken once",
                record.last.turret, record.last.uuid, record.undelivered, record.repeated));
    for (ResultSink* sink : options_.sinks) sink->finish(outcome);
    phase_ = Phase::Waiting;
    return outcome;
}

// True when nothing is left to take. Only then is anybody lost: what a broken connection delivered
// may still be waiting, and so may the words of a turret that seems silent.
bool RunLoop::turn(nanoseconds timeout) {
    poller_.wait(timeout);
    wake_.clear();
    take_connection_events();
    const bool emptied = take_messages();
    const SteadyTime now = clock_.now();
    if (now - turned_ > kHeldUp) listening_ = now;  // a sink held us up: nobody else was silent
    turned_ = now;
    if (!block_.empty() && now - flushed_ >= kTick) flush();
    if (emptied && phase_ != Phase::Waiting) find_lost(now);
    return emptied;
}

bool RunLoop::take_messages() {
    for (std::size_t taken = 0; taken < kTakenAtOnce; ++taken) {
        if (!results_.receive(message_)) return true;
        taken += take_message();
    }
    return false;
}

std::size_t RunLoop::take_message() {
    if (wire::is_batch(message_.bytes())) return take_batch();
    switch (decoder_.decode(message_.bytes(), block_)) {
        case wire::MessageKind::Result:
            take_result();
            break;
        case wire::MessageKind::Status:
            take_status(message_.connection());
            break;
        case wire::MessageKind::Rejected:
            roster_.rejected(decoder_.sender());
            take_rejected(wire::to_string(decoder_.reason()));
            break;
    }
    return 0;
}

void RunLoop::take_result() {
    if (phase_ == Phase::Waiting) {
        block_.clear();
        take_rejected(kBeforeStart);
        return;
    }
    if (external_) {
        external_->send(options_.publisher_channel, true);
        external_->send(message_.bytes());
    }
    if (block_.size() >= kBlockSamples) flush();
}

// A batch that cannot be read leaves a gap in its turret's numbers: that is its account.
std::size_t RunLoop::take_batch() {
    const wire::Rejection reason = batch_.open(message_.bytes());
    if (reason != wire::Rejection::None) {
        take_rejected(wire::to_string(reason));
    } else if (batch_.run() != instance_) {
        take_rejected(kOfAnotherRun, batch_.size());
    } else if (phase_ == Phase::Waiting) {
        take_rejected(kBeforeStart, batch_.size());
    } else {
        const std::size_t before = block_.size();
        for (const Sequence::Range& range :
             roster_.batch(batch_.turret_uuid(), batch_.seq(), batch_.size()))
            batch_.append(block_, range.begin - batch_.seq(), range.end - batch_.seq());
        if (external_) republish(before);
        if (block_.size() >= kBlockSamples) flush();
    }
    return batch_.size();
}

// Who listens to the external publisher gets one JSON object a result, however it arrived.
void RunLoop::republish(std::size_t first) {
    wire::ResultEncoder encoder(batch_.turret_name(), batch_.turret_uuid());
    encoder.announce(true);
    for (const Sample& sample : block_.samples().subspan(first)) {
        external_->send(options_.publisher_channel, true);
        external_->send(encoder.encode(block_, sample));
    }
}

void RunLoop::take_status(int connection) {
    flush();                   // results before the status count as before it
    take_connection_events();  // that its connection is new came before the status, too
    const TurretStatus& status = decoder_.status();
    if (roster_.status(status, connection, instance_, clock_.now(), clock_.wall())) {
        const Entry* entry = roster_.find(status.uuid);
        if (entry != nullptr) changed(*entry);
    }
}

void RunLoop::take_rejected(std::string_view reason, std::uint64_t count) {
    const auto place = rejected_.find(reason);
    if (place == rejected_.end())
        rejected_.emplace(reason, count);
    else
        place->second += count;
    progress_.rejected += count;
    if (rejected_log_.allow(clock_.now()))
        log_.warning(fmt::format("rejected a message: {} ({} in all)", reason, progress_.rejected));
}

void RunLoop::take_connection_events() {
    while (const auto event = results_.connection_event()) {
        if (event->kind == net::ConnectionEvent::Kind::Connected)
            roster_.connected(event->connection);
        else
            roster_.disconnected(event->connection, clock_.wall());
    }
}

// Hands the block to the sinks and its counts to the roster.
void RunLoop::flush() {
    flushed_ = clock_.now();
    if (block_.empty()) return;
    result_taken_ = flushed_;
    std::vector<std::uint64_t> by_name(block_.names().size());
    for (const Sample& sample : block_.samples()) {
        ++by_name[sample.turret_uuid];
        if (sample.failed()) ++progress_.errors;
    }
    for (std::size_t name = 1; name < by_name.size(); ++name)
        if (by_name[name] != 0)
            roster_.received(block_.name(static_cast<NameId>(name)), by_name[name], flushed_);
    progress_.transactions += block_.size();
    progress_.timers += block_.timers_total();
    if (wants_live_) live_.add(block_);
    for (ResultSink* sink : options_.sinks) sink->consume(block_);
    block_.clear();
}

void RunLoop::command(wire::CommandKind kind, std::string msg) {
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
void RunLoop::send_start() {
    if (transaction_context_)
        command(wire::CommandKind::SetTransactionContext, *transaction_context_);
    command(wire::CommandKind::Start, "\"open fire\"");
    commanded_ = clock_.now();
}

void RunLoop::send_stop() {
    command(wire::CommandKind::Stop, "\"the end\"");
    commanded_ = clock_.now();
}

void RunLoop::keep_in_touch(SteadyTime now) {
    const bool waiting = phase_ == Phase::Waiting || roster_.someone_initializing();
    const nanoseconds period = waiting ? nanoseconds(kAskWaiting) : nanoseconds(kAskRunning);
    if (now - asked_ >= period) {
        asked_ = now;
        command(wire::CommandKind::StatusRequest);
    }
    if (now - commanded_ < kRepeat) return;
    if (phase_ == Phase::Running && roster_.someone_to_start()) send_start();
    if (phase_ == Phase::Draining && !roster_.all_done()) send_stop();
}

void RunLoop::find_lost(SteadyTime now) {
    if (roster_.someone_cut()) flush();  // its last results are no sign of life
    for (const Entry* entry : roster_.lose_cut()) lost(*entry);
    const auto silent = roster_.lose_silent(now, clock_.wall(), options_.silence, listening_);
    for (const Entry* entry : silent) lost(*entry);
}

// Once a second: has the civil clock been set, and does a limit end the run?
void RunLoop::watch(SteadyTime now) {
    if (now - watched_ < kWatch) return;
    watched_ = now;
    if (const ClockStep* step = clock_watch_.look(now, clock_.wall()))
        log_.warning(fmt::format("the civil clock was set {} by {}",
                                 step->size.count() < 0 ? "back" : "forward",
                                 duration_text(std::chrono::abs(step->size))));
    if (!wants_live_) return;
    live_.refresh(now - started_);
    const LimitResult* missed = live_.aborting();
    if (missed == nullptr) return;
    aborted_by_ = missed->limit.to_string();
    log_.warning(fmt::format("the limit {} ends the run: measured {}", aborted_by_,
                             missed->limit.value_text(*missed->measured)));
}

void RunLoop::show_progress(SteadyTime now) {
    if (options_.observer == nullptr || now - shown_ < kProgress) return;
    shown_ = std::min(now, clock_.now());
    progress_.turrets = roster_.present();
    progress_.cannons = roster_.cannons();
    progress_.sections = live_.sections();
    progress_.limits = live_.limits();
    progress_.elapsed = shown_ - started_;
    options_.observer->progress(progress_);
}

void RunLoop::changed(const Entry& entry) {
    const TurretStatus& status = entry.record.last;
    if (equal_ignoring_case(status.status, "aborted"))
        log_.error(fmt::format("turret {} ({}) aborted{}{}", status.turret, status.uuid,
                               status.reason.empty() ? "" : ": ", status.reason));
    else
        log_.info(fmt::format("turret {} ({}): {}", status.turret, status.uuid, status.status));
    if (phase_ == Phase::Waiting) return;
    for (ResultSink* sink : options_.sinks) sink->turret(entry.record);
}

void RunLoop::lost(const Entry& entry) {
    log_.error(fmt::format("turret {} ({}) lost at {}", entry.record.last.turret,
                           entry.record.last.uuid, local_time_text(*entry.record.lost)));
    if (phase_ == Phase::Waiting) return;
    for (ResultSink* sink : options_.sinks) sink->turret(entry.record);
}

}  // namespace oct::hq
