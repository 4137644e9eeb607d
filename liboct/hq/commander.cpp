// How often each command is repeated.
#include "hq/commander.hpp"

#include <fmt/format.h>

#include <utility>

namespace oct::hq {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds kRepeat(250);          // start and stop, until confirmed
constexpr milliseconds kAskInitializing(50);  // status_request until a turret has heard it
constexpr milliseconds kAskWaiting(500);      // and while waiting for turrets
constexpr milliseconds kAskRunning(1000);     // the heartbeat of a run

std::uint16_t attach(net::Socket& socket, const Endpoints& endpoints) {
    if (!endpoints.through_forwarder) return net::port_of(socket.bind(endpoints.publisher));
    socket.connect(endpoints.publisher);
    return 0;
}

}  // namespace

Commander::Commander(net::Context& context, const Endpoints& endpoints, std::string instance,
                     const Clock& clock, Roster& roster)
    : instance_(std::move(instance)),
      clock_(clock),
      roster_(roster),
      socket_(context, net::SocketKind::Publish, {.linger = milliseconds(500)}),
      port_(attach(socket_, endpoints)) {}

void Commander::start(SteadyTime began, nanoseconds run_time) {
    began_ = began;
    run_time_ = run_time;
    send_start();
}

// The context goes before each start: a version 1 turret that joins late has missed the first one.
void Commander::send_start() {
    if (context_) send(wire::CommandKind::SetTransactionContext, *context_);
    roster_.tell_ready();
    send(wire::CommandKind::Start, "\"open fire\"");
    commanded_ = clock_.now();
}

void Commander::stop(std::string_view why) {
    send(wire::CommandKind::Stop, fmt::format("\"{}\"", why));
    commanded_ = clock_.now();
}

void Commander::kill() {
    send(wire::CommandKind::Kill);
}

void Commander::keep_in_touch(SteadyTime now, Phase phase) {
    const nanoseconds period = roster_.someone_initializing() ? kAskInitializing
                               : phase == Phase::Waiting      ? kAskWaiting
                                                              : kAskRunning;
    if (now - asked_ >= period) {
        asked_ = now;
        send(wire::CommandKind::StatusRequest);
    }
    if (now - commanded_ < kRepeat) return;
    if (phase == Phase::Running && roster_.someone_to_start()) send_start();
    if (phase == Phase::Draining && !roster_.all_done()) stop("the end");
}

void Commander::send(wire::CommandKind kind, std::string msg) {
    wire::Command command{kind, std::move(msg), wire::Announcement{}};
    command.announcement->hq = instance_;
    command.announcement->time = clock_.wall();
    if (kind == wire::CommandKind::Start) {
        command.announcement->elapsed = clock_.now() - began_;
        command.announcement->run_time = run_time_;
        command.announcement->context = context_;
    }
    socket_.send(wire::encode(command));
}

}  // namespace oct::hq
