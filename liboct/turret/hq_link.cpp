// Sockets and their poller live as long as a connection: another HQ gets new ones.
#include "turret/hq_link.hpp"

#include <fmt/format.h>

#include <utility>

namespace oct::turret {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds kAloneLinger(1000);

// Within a process there are no connections that could come and go.
bool is_remote(const std::string& endpoint) {
    return endpoint.compare(0, 6, "tcp://") == 0;
}

std::unique_ptr<net::Socket> connect_results(net::Context& context, const std::string& endpoint,
                                             nanoseconds linger) {
    auto socket = std::make_unique<net::Socket>(
        context, net::SocketKind::Push,
        net::SocketSettings{.linger = std::chrono::ceil<milliseconds>(linger)});
    if (is_remote(endpoint)) socket->watch();
    socket->connect(endpoint);
    return socket;
}

}  // namespace

Endpoints endpoints_of(const TurretConfig& config) {
    return {fmt::format("tcp://{}:{}", config.hq_address, config.publish_port),
            fmt::format("tcp://{}:{}", config.hq_address, config.rc_port)};
}

HqLink::HqLink(net::Context& context, Endpoints endpoints, nanoseconds linger)
    : context_(context), endpoints_(std::move(endpoints)), linger_(linger) {}

void HqLink::connect(const std::string& uuid, std::initializer_list<int> wakes) {
    poller_.reset();
    commands_ = std::make_unique<net::Socket>(context_, net::SocketKind::Subscribe);
    commands_->connect(endpoints_.publisher);
    commands_->subscribe("");
    commands_->subscribe(uuid);
    results_ = connect_results(context_, endpoints_.collector, linger_);
    poller_ = std::make_unique<net::Poller>();
    poller_->add_readable(*commands_);
    for (const int fd : wakes) poller_->add_readable(fd);
    on_writable_ = poller_->add_writable(*results_);
    reached_ = !is_remote(endpoints_.collector);
}

void HqLink::close() {
    poller_.reset();
    commands_.reset();
    results_.reset();
}

void HqLink::send_alone(std::string_view message) {
    const auto socket = connect_results(context_, endpoints_.collector, kAloneLinger);
    socket->send(message);
    socket->close();
}

void HqLink::wait(nanoseconds longest, bool for_room) {
    poller_->enable(on_writable_, for_room);
    poller_->wait(longest);
}

bool HqLink::reached() {
    if (is_remote(endpoints_.collector))
        while (const auto event = results_->connection_event())
            reached_ = event->kind == net::ConnectionEvent::Kind::Connected;
    return reached_;
}

}  // namespace oct::turret
