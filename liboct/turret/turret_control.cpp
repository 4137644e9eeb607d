// Ready → (start) → Running → (stop) → Stopping: cannons end, the rest is sent, last word → Ready.
#include "turret/turret_control.hpp"

#include <oct/error.hpp>

#include "base/clock_reading.hpp"
#include "base/uuid.hpp"
#include "turret/own_status.hpp"
#include "turret/shortage.hpp"

#include <fmt/format.h>

#include <unistd.h>
#include <utility>

namespace oct::turret {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr milliseconds kTick(20);    // how often results are collected while firing
constexpr seconds kIdleTick(1);      // while ready: commands and stop requests wake us anyway
constexpr milliseconds kLook(250);   // so long nothing has to be fired until it is rest
constexpr seconds kJoinTime(2);      // after that, ready without having heard the HQ
constexpr seconds kStatusPeriod(1);  // statuses of our own accord while firing
constexpr std::size_t kOwnDescriptors = 64;  // that a turret may need for itself
constexpr seconds kHqSilence(30);            // a version 2 HQ speaks every second

}  // namespace

TurretControl::TurretControl(net::Context& context, Endpoints endpoints, TurretConfig config,
                             TransactionFactory factory, TurretOptions options)
    : config_(std::move(config)),
      options_(options),
      clock_(*options.clock),
      uuid_(base::random_uuid()),
      log_(*options.log, "oct.turret"),
      link_(context, std::move(endpoints), options.linger),
      queue_(options.buffer_bytes),
      sender_(queue_, config_.display_name(), uuid_, clock_, log_),
      battery_(make_battery(std::move(factory))),
      cease_(*battery_, options_, clock_, log_),
      health_(clock_, battery_->cost(), link_.within_process()) {}

std::unique_ptr<Battery> TurretControl::make_battery(TransactionFactory factory) {
    try {
        return turret::make_battery(config_, std::move(factory), queue_, clock_, log_);
    } catch (const Error&) {
        tell_hq_aborted();
        throw;
    }
}

// Nobody may wait for a turret that will never come.
void TurretControl::tell_hq_aborted() {
    try {
        link_.send_alone(wire::encode_status(plain_status(config_, uuid_, "Aborted"), false));
    } catch (const TransportError& error) {
        log_.error(error.what());
    }
}

// The way of results and the way of commands are two connections: who can send "ready" may still
// miss "start". So a turret is ready when it has heard the HQ, which asks while it waits; an HQ
// that does not ask gets a "ready" after the time that a connection may take.
TurretEnd TurretControl::run(std::stop_token stop) {
    log_.info("starting turret");
    connect();
    const std::stop_callback wake(stop, [this] { wake_.set(); });
    connected_ = clock_.now();
    send_status("Initialized");
    while (!left_) step(stop);
    link_.close();
    return *end_;
}

void TurretControl::connect() {
    link_.connect(uuid_, {queue_.pressure().fd(), wake_.fd()});
    blocked_ = false;
}

void TurretControl::step(const std::stop_token& stop) {
    const SteadyTime before = clock_.now();
    link_.wait(longest_wait(), blocked_);
    if (blocked_) health_.add_blocked(clock_.now() - before);
    wake_.clear();
    const bool reached = link_.reached();
    if (stop.stop_requested() && !end_) {
        // Statuses for an HQ that is not there are no reason to stay.
        if (state_ == State::Ready && !reached) link_.results().drop_unsent();
        leave(TurretEnd::Stopped);
    }
    receive_commands();
    if (state_ == State::Ready) {
        if (heard_ == SteadyTime{} && clock_.now() - connected_ >= kJoinTime) {
            heard_ = clock_.now();
            send_status("ready");
        }
        return;
    }
    blocked_ = !sender_.send(link_.results());
    if (state_ == State::Stopping) {
        advance_stop();
        return;
    }
    watch_run(clock_.now());
}

void TurretControl::watch_run(SteadyTime now) {
    if (now - reported_ >= kStatusPeriod) {
        reported_ = now;
        if (health_.update(battery_->threads(), battery_->queued()))
            log_.warning(health_.complaint());
        send_status("Running");
    }
    look_for_rest(now);
    watch_hq(now);
    if (state_ == State::Running && battery_->nothing_left(now)) {
        log_.info("nothing is left to fire");
        nothing_left_ = true;
        stop_firing();
    }
}

nanoseconds TurretControl::longest_wait() const {
    if (state_ == State::Ready) return kIdleTick;
    return at_rest_ ? reported_ + kStatusPeriod - clock_.now() : nanoseconds(kTick);
}

// At rest the next result wakes us, and until then there is nothing to collect.
void TurretControl::look_for_rest(SteadyTime now) {
    if (!at_rest_ && now - looked_ < kLook) return;
    looked_ = now;
    const TurretCounts all = counts();
    const bool worked = std::exchange(intended_, all.intended) != all.intended;
    set_at_rest(!worked && all.in_flight == 0 && sender_.idle());
}

void TurretControl::set_at_rest(bool at_rest) {
    if (std::exchange(at_rest_, at_rest) == at_rest) return;
    queue_.set_at_rest(at_rest);
    health_.set_at_rest(at_rest);
}

void TurretControl::receive_commands() {
    net::Message message;
    while (!left_ && link_.receive(message)) {
        const auto command = wire::decode_command(message.bytes(), uuid_);
        if (!command) continue;
        if (is_foreign(*command)) {
            replaced_or_silent("another HQ has taken the place of the one that started this run");
            continue;
        }
        heard_ = clock_.now();
        obey(*command);
    }
}

// While a run is under way only the HQ that started it is listened to.
bool TurretControl::is_foreign(const wire::Command& command) const {
    return state_ != State::Ready && !run_.empty() && command.announcement &&
           command.announcement->hq != run_;
}

void TurretControl::obey(const wire::Command& command) {
    if (command.kind == wire::CommandKind::Unknown) return;  // of a later version: not for us
    if (state_ == State::Ready) hq_ = command.announcement;
    switch (command.kind) {
        case wire::CommandKind::StatusRequest:
            send_status(state_ == State::Ready     ? "ready"
                        : state_ == State::Running ? "Running"
                                                   : "Stopping");
            break;
        case wire::CommandKind::Start:
            start();
            break;
        case wire::CommandKind::Stop:
            stop_firing();
            break;
        case wire::CommandKind::Kill:
            log_.info("killed by the HQ");
            leave(TurretEnd::Killed);
            break;
        case wire::CommandKind::SetTransactionContext:
            set_context(command.msg);
            break;
        case wire::CommandKind::Unknown:
            break;
    }
}

void TurretControl::start() {
    if (state_ != State::Ready || end_) return;
    const bool resume = hq_ && hq_->hq == run_;
    if (resume && nothing_left_) {  // the command is for others, or our last word was not heard
        send_status("done", true);
        return;
    }
    begin_account(resume);
    if (hq_ && hq_->context) set_context(*hq_->context);
    open_fire(resume);
    state_ = State::Running;
    reported_ = clock_.now();
    if (end_)
        stop_firing();
    else
        send_status("Running");
}

void TurretControl::begin_account(bool resume) {
    nothing_left_ = false;
    if (!resume) dropped_before_ = queue_.dropped();
    run_ = hq_ ? hq_->hq : std::string();
    sender_.begin_run(hq_ ? std::optional(run_) : std::nullopt, resume);
    intended_ = 0;
    ended_by_.clear();
    looked_ = clock_.now();
}

void TurretControl::open_fire(bool resume) {
    const nanoseconds age = hq_ ? hq_->elapsed.value_or(nanoseconds(0)) : nanoseconds(0);
    const nanoseconds run_time = hq_ ? hq_->run_time.value_or(nanoseconds(0)) : nanoseconds(0);
    warn_of_descriptors();
    if (config_.plan.cooldown.count() != 0 && run_time.count() == 0)
        log_.warning("no cool-down: the HQ has not said how long the run is to be");
    const auto reading = base::ClockReading::of(clock_);
    const RunAnchor anchor{reading.now - age, reading.wall - age, config_.plan.warmup, run_time};
    // How long the command was on its way: by the monotonic clock of one machine nobody can tell.
    command_delay_ = hq_ && hq_->time != WallTime{} ? reading.wall - hq_->time : nanoseconds(0);
    run_start_ = anchor.start;
    try {
        health_.begin(resume ? battery_->queued() : nanoseconds(0));
    } catch (const Error& error) {  // a load without that figure is better than none
        log_.warning(error.what());
    }
    try {
        battery_->start(anchor, transaction_context_, resume);
    } catch (const Error& error) {
        log_.error(error.what());
        aborted_ = error.what();
        end_ = TurretEnd::Stopped;
    }
    log_.info(fmt::format("open fire: {} of {} cannons, {}, {}", battery_->armed(),
                          battery_->planned(), config_.script.string(), battery_->load()));
}

void TurretControl::warn_of_descriptors() {
    const unsigned long limit = descriptor_limit();
    if (battery_->planned() + kOwnDescriptors <= limit) return;
    log_.warning(fmt::format(
        "{} cannons, and this process may have {} files open: where each has a connection, some "
        "will fail; raise ulimit -n",
        battery_->planned(), limit));
}

void TurretControl::set_context(const std::string& json) {
    if (state_ != State::Ready) return;  // cannons are reading the one they have
    try {
        transaction_context_ = TransactionConfig(json, "transaction context");
    } catch (const ConfigError& error) {
        log_.error(error.what());
    }
}

void TurretControl::stop_firing() {
    if (state_ != State::Running) return;
    log_.info("cease fire");
    set_at_rest(false);
    health_.update(battery_->threads(), battery_->queued());
    health_.end();
    cease_.begin();
    state_ = State::Stopping;
    give_up_.reset();
}

// First the cannons end, then what they left has `linger` to be sent.
void TurretControl::advance_stop() {
    if (!cease_.complete()) return;
    const SteadyTime now = clock_.now();
    if (!give_up_) {
        give_up_ = after(now, options_.linger);
        blocked_ = !sender_.send(link_.results());
    }
    if (!sender_.idle() && now < *give_up_) return;
    sender_.give_up();
    const char* last_word = aborted_.empty() ? "done" : "Aborted";
    if (hq_ && !send_status(last_word, true) && now < *give_up_) return;
    end_run();
}

void TurretControl::end_run() {
    state_ = State::Ready;
    const TurretCounts total = counts();
    log_.info(fmt::format("run over: fired {}, sent {}, dropped {}, undelivered {}, in flight {}",
                          total.fired, total.sent, total.dropped, total.undelivered,
                          total.in_flight));
    if (const Skips skips = battery_->skips(); skips.sum() != 0)
        log_.warning(fmt::format(
            "{} intended starts never came: no cannon was free for {}, the turret was late for {}, "
            "{} were overdue at the end",
            skips.sum(), skips.no_cannon, skips.turret_late, skips.at_stop));
    if (cease_.stuck() != 0)
        leave(TurretEnd::Stuck);
    else if (end_)
        leave(*end_);
    else if (options_.once)
        leave(TurretEnd::Once);
    if (left_) return;
    if (std::exchange(hq_silent_, false)) connect();
    send_status("ready");
}

// Leaves at once, or when the run under way is over.
void TurretControl::leave(TurretEnd end) {
    end_ = end;
    if (state_ != State::Ready) {
        if (state_ == State::Running)
            ended_by_ = end == TurretEnd::Killed ? "its HQ told it to leave" : "was told to leave";
        stop_firing();
        return;
    }
    const bool by_order = end == TurretEnd::Killed || end == TurretEnd::Stopped;
    if (by_order && aborted_.empty()) send_status("Killed");
    left_ = true;
}

// A turret without an HQ must not go on firing at its target for ever. Version 1 HQs are silent
// while a test runs, so only an announced one is expected to speak.
void TurretControl::watch_hq(SteadyTime now) {
    if (!hq_ || now - heard_ < kHqSilence) return;
    replaced_or_silent(fmt::format("nothing heard from the HQ for {} s", kHqSilence.count()));
}

// Said once a run: until it is over, the other HQ goes on sending commands.
void TurretControl::replaced_or_silent(std::string_view what) {
    if (!std::exchange(hq_silent_, true)) log_.error(what);
    if (state_ == State::Running) ended_by_ = what;
    stop_firing();
}

bool TurretControl::send_status(std::string word, bool last_word) {
    TurretStatus status = plain_status(config_, uuid_, std::move(word));
    status.reason = aborted_.empty() ? ended_by_ : aborted_;
    status.cannons = battery_->armed();
    status.load = battery_->load();
    status.planned_cannons = battery_->planned();
    if (!run_.empty()) {
        status.hq = run_;
        status.counts = counts();
        add_run(status, *battery_, health_);
        status.health->start_delay = start_delay();
        status.last_word = last_word;
    }
    return link_.results().send(wire::encode_status(status, hq_.has_value()));
}

nanoseconds TurretControl::start_delay() const {
    const SteadyTime begun = battery_->begun();
    if (begun == SteadyTime::max() || config_.plan.iterations != 0) return nanoseconds(0);
    return std::max(begun - run_start_ + command_delay_, nanoseconds(0));
}

TurretCounts TurretControl::counts() const {
    return counts_of(*battery_, sender_, queue_.dropped() - dropped_before_, cease_.stuck() != 0);
}

}  // namespace oct::turret
