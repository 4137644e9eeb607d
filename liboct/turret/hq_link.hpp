// The turret's two connections to its HQ: commands come in, results and statuses go out.
#pragma once

#include <oct/config.hpp>

#include "net/socket.hpp"

#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace oct::turret {

/// Where the HQ is: "tcp://host:port" or "inproc://…".
struct Endpoints {
    std::string publisher;
    std::string collector;
};

[[nodiscard]] Endpoints endpoints_of(const TurretConfig& config);

/// Errors:     connecting throws TransportError naming the endpoint.
/// Threading:  confined to the turret's I/O thread.
/// Ownership:  the context outlives it.
class HqLink {
public:
    /// `linger`: how long close() waits for what is not sent yet.
    HqLink(net::Context& context, Endpoints endpoints, std::chrono::nanoseconds linger);

    /// Connects, anew if need be. Commands for all and for `uuid` come in; wait() ends also when
    /// one of the descriptors is readable.
    void connect(const std::string& uuid, std::initializer_list<int> wakes);
    void close();
    /// One message on a connection of its own, with a short time to arrive.
    void send_alone(std::string_view message);

    /// Waits until there is something to do: with `for_room` also until results can be sent.
    void wait(std::chrono::nanoseconds longest, bool for_room);
    bool receive(net::Message& command) { return commands_->receive(command); }
    [[nodiscard]] net::Socket& results() noexcept { return *results_; }
    /// True while there is a connection for results, so that somebody may get them.
    [[nodiscard]] bool reached();
    /// The HQ is in this process.
    [[nodiscard]] bool within_process() const {
        return endpoints_.collector.starts_with("inproc:");
    }

private:
    net::Context& context_;
    const Endpoints endpoints_;
    const std::chrono::nanoseconds linger_;
    std::unique_ptr<net::Socket> commands_;
    std::unique_ptr<net::Socket> results_;
    std::unique_ptr<net::Poller> poller_;
    std::size_t on_writable_ = 0;
    bool reached_ = false;
};

}  // namespace oct::turret
