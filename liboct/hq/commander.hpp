// What the HQ tells its turrets.
#pragma once

#include <oct/clock.hpp>

#include "hq/endpoints.hpp"
#include "hq/roster.hpp"
#include "net/socket.hpp"
#include "wire/command.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace oct::hq {

/// Where the HQ is in its life.
enum class Phase { Waiting, Running, Draining, Over };

/// Commands may be lost (PUB drops for who has not joined yet), so each is idempotent and repeated
/// until a status confirms it.
///
/// Threading:  confined to the HQ thread.
/// Ownership:  context, clock and roster outlive it.
class Commander {
public:
    Commander(net::Context& context, const Endpoints& endpoints, std::string instance,
              const Clock& clock, Roster& roster);

    /// The port that it listens on; 0 when it connects to a forwarder.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// `json`: a checked_context().
    void set_transaction_context(std::string json) { context_ = std::move(json); }

    /// Open fire, in a run of so long that began then.
    void start(SteadyTime began, std::chrono::nanoseconds run_time);
    void stop(std::string_view why);
    void kill();
    /// Asks for statuses when it is time to, and repeats the start or the stop.
    void keep_in_touch(SteadyTime now, Phase phase);

private:
    void send(wire::CommandKind kind, std::string msg = "null");
    void send_start();

    const std::string instance_;
    const Clock& clock_;
    Roster& roster_;
    net::Socket socket_;
    std::uint16_t port_;
    std::optional<std::string> context_;
    SteadyTime began_{};
    std::chrono::nanoseconds run_time_{};
    SteadyTime commanded_{};  // last start or stop
    SteadyTime asked_{};      // last status_request
};

}  // namespace oct::hq
