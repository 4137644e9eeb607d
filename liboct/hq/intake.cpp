// Results count as taken when they are in the block; the sinks get whole blocks.
#include "hq/intake.hpp"

#include "wire/batch_format.hpp"
#include "wire/encoder.hpp"

#include <fmt/format.h>

#include <utility>

namespace oct::hq {
namespace {

constexpr std::size_t kBlockSamples = 2048;
constexpr std::chrono::seconds kRounded(1);  // times of version 1 may be whole seconds
constexpr std::size_t kTakenAtOnce = 8192;  // messages and results, before commands have their turn

}  // namespace

Intake::Intake(net::Context& context, const std::string& collector, const std::string& external,
               const std::string& instance, const HQOptions& options, Listeners& listeners,
               Roster& roster, LiveFigures* live, std::function<void(const Entry&)> changed)
    : options_(options),
      clock_(*options.clock),
      instance_(instance),
      log_(*options.log, "oct.hq"),
      listeners_(listeners),
      roster_(roster),
      live_(live),
      changed_(std::move(changed)),
      results_(context, net::SocketKind::Pull, {.max_message_bytes = wire::kMaxBatchBytes}) {
    results_.watch();
    port_ = net::port_of(results_.bind(collector));
    if (external.empty()) return;
    external_ = std::make_unique<net::Socket>(context, net::SocketKind::Publish);
    external_->bind(external);
}

void Intake::open(const RunStart& run, SteadyTime now) {
    open_ = true;
    started_ = run.started;
    rejected_.clear();
    rejected_in_all_ = 0;
    opened_ = flushed_ = result_taken_ = now;
}

void Intake::close() {
    open_ = false;
    block_.clear();
}

wire::LeftOut Intake::bad_values() const {
    wire::LeftOut all = decoder_.bad_values();
    for (const auto& [name, count] : batch_.bad_values()) wire::add(all, name, count);
    return all;
}

void Intake::flush_old(SteadyTime now, std::chrono::nanoseconds age) {
    if (!block_.empty() && now - flushed_ >= age) flush();
}

bool Intake::take_messages() {
    for (std::size_t taken = 0; taken < kTakenAtOnce; ++taken) {
        if (!results_.receive(message_)) return true;
        taken += take_message();
    }
    return false;
}

std::size_t Intake::take_message() {
    if (wire::is_batch(message_.bytes())) return take_batch();
    switch (decoder_.decode(message_.bytes(), block_)) {
        case wire::MessageKind::Result:
            take_result();
            break;
        case wire::MessageKind::Status:
            take_status(message_.connection());
            break;
        case wire::MessageKind::BadResult:
            take_bad(roster_.sender(decoder_.sender(), message_.connection()).uuid, 1);
            break;
        case wire::MessageKind::Rejected:
            take_unreadable(decoder_.reason());
            break;
    }
    return 0;
}

void Intake::take_result() {
    if (is_of_another_run()) {
        block_.discard_timers();
        count_rejected(kOfAnotherRun, 1);
        return;
    }
    decoder_.append(block_, roster_.sender(decoder_.sender(), message_.connection()));
    if (external_) {
        external_->send(options_.publisher_channel, true);
        external_->send(message_.bytes());
    }
    if (block_.size() >= kBlockSamples) flush();
}

// A result of version 1 does not name its run. Of an earlier one is what began before this one, and
// is older than it by either clock: by one alone that may be the clock's fault.
bool Intake::is_of_another_run() const {
    if (!open_) return true;
    const wire::ResultTimes& times = decoder_.times();
    const std::chrono::nanoseconds age = clock_.now() - opened_;
    return *times.elapsed > age + kRounded && WallTime(*times.epoch - *times.service) < started_;
}

std::size_t Intake::take_batch() {
    const wire::Rejection reason = batch_.open(message_.bytes());
    if (reason != wire::Rejection::None) {
        take_unreadable(reason);
    } else if (batch_.run() != instance_ || !open_) {
        count_rejected(kOfAnotherRun, batch_.size());
    } else {
        const std::size_t before = block_.size();
        std::size_t bad = 0;
        for (const Sequence::Range& range :
             roster_.batch(batch_.turret_uuid(), batch_.seq(), batch_.size()))
            bad += batch_.append(block_, range.begin - batch_.seq(), range.end - batch_.seq());
        if (bad != 0) take_bad(batch_.turret_uuid(), bad);
        if (external_) republish(before);
        if (block_.size() >= kBlockSamples) flush();
    }
    return batch_.size();
}

// Who listens to the external publisher gets one JSON object a result, however it arrived.
void Intake::republish(std::size_t first) {
    wire::ResultEncoder encoder(batch_.turret_name(), batch_.turret_uuid());
    encoder.announce(true);
    for (const Sample& sample : block_.samples().subspan(first)) {
        external_->send(options_.publisher_channel, true);
        external_->send(encoder.encode(block_, sample));
    }
}

void Intake::take_status(int connection) {
    flush();                   // results before the status count as before it
    take_connection_events();  // that its connection is new came before the status, too
    const TurretStatus& status = decoder_.status();
    if (roster_.status(status, connection, instance_, clock_.now(), clock_.wall())) {
        const Entry* entry = roster_.find(status.uuid);
        if (entry != nullptr) changed_(*entry);
    }
}

// Before the run it costs nothing.
void Intake::take_unreadable(wire::Rejection reason) {
    if (open_) roster_.unreadable(message_.connection());
    count_rejected(wire::to_string(reason), 1);
}

void Intake::take_bad(std::string_view uuid, std::uint64_t results) {
    if (open_) roster_.left_out(uuid, results);
    count_rejected(wire::to_string(wire::Rejection::BadNumber), results);
}

void Intake::count_rejected(std::string_view reason, std::uint64_t count) {
    const auto place = rejected_.find(reason);
    if (place == rejected_.end())
        rejected_.emplace(reason, count);
    else
        place->second += count;
    if (reason == kOfAnotherRun) return;
    rejected_in_all_ += count;
    if (rejected_log_.allow(clock_.now()))
        log_.warning(fmt::format("rejected a message: {} ({} in all)", reason, rejected_in_all_));
}

void Intake::take_connection_events() {
    while (const auto event = results_.connection_event()) {
        if (event->kind == net::ConnectionEvent::Kind::Connected)
            roster_.connected(event->connection);
        else
            roster_.disconnected(event->connection, clock_.wall());
    }
}

void Intake::flush() {
    flushed_ = clock_.now();
    if (block_.empty()) return;
    result_taken_ = flushed_;
    std::vector<std::uint64_t> by_uuid(block_.names().size());
    std::vector<std::uint64_t> by_name(block_.names().size());  // of those without a uuid
    for (const Sample& sample : block_.samples()) {
        ++(sample.turret_uuid != 0 ? by_uuid[sample.turret_uuid] : by_name[sample.turret]);
        if (sample.failed()) ++errors_;
    }
    for (NameId name = 0; name < by_name.size(); ++name) {
        if (by_uuid[name] != 0) roster_.received({"", block_.name(name)}, by_uuid[name], flushed_);
        if (by_name[name] != 0) roster_.received({block_.name(name), ""}, by_name[name], flushed_);
    }
    transactions_ += block_.size();
    timers_ += block_.timers_total();
    if (live_ != nullptr) live_->add(block_);
    listeners_.consume(block_);
    block_.clear();
}

}  // namespace oct::hq
