// The HQ's thread: receives and decodes, tells turrets what to do until they confirm it.
#pragma once

#include <oct/config.hpp>
#include <oct/hq.hpp>
#include <oct/result_sink.hpp>

#include "base/clock_watch.hpp"
#include "base/event_fd.hpp"
#include "base/log.hpp"
#include "hq/live_figures.hpp"
#include "hq/roster.hpp"
#include "net/socket.hpp"
#include "wire/batch_decoder.hpp"
#include "wire/command.hpp"
#include "wire/decoder.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oct::hq {

/// Where the HQ listens: "tcp://127.0.0.1:5000", "tcp://127.0.0.1:*", "inproc://…".
struct Endpoints {
    std::string publisher;
    std::string collector;
    std::string external;            ///< live results for others; empty: off
    bool through_forwarder = false;  ///< publisher is a forwarder to connect to
};

/// Loopback unless config.hq_address names another host.
[[nodiscard]] Endpoints endpoints_of(const Config& config, const HQOptions& options);

/// What oct::HQ does, over sockets of a given context.
///
/// Threading:  confined to one thread.
class RunLoop {
public:
    RunLoop(net::Context& context, const Endpoints& endpoints, std::chrono::nanoseconds run_time,
            HQOptions options, const std::vector<Limit>& limits = {});

    void set_transaction_context(std::string json);
    bool wait_turrets(int count, std::stop_token stop);
    RunOutcome run(std::stop_token stop);
    void kill_turrets();

    [[nodiscard]] std::uint16_t publish_port() const noexcept { return publish_port_; }
    [[nodiscard]] std::uint16_t rc_port() const noexcept { return rc_port_; }

private:
    enum class Phase { Waiting, Running, Draining };

    RunOutcome collect(const std::stop_token& stop);
    void begin();
    void drain_rest();
    RunOutcome finish(bool interrupted);

    /// Waits at most `timeout`, then takes what has arrived: the one drain function.
    bool turn(std::chrono::nanoseconds timeout);
    bool take_messages();
    /// Takes one message; returns how many results it had.
    std::size_t take_message();
    std::size_t take_batch();
    void take_result();
    void take_status(int connection);
    void take_rejected(std::string_view reason, std::uint64_t count = 1);
    void republish(std::size_t first);
    void take_connection_events();
    void flush();
    void command(wire::CommandKind kind, std::string msg = "null");
    void send_start();
    void send_stop();
    void keep_in_touch(SteadyTime now);
    void find_lost(SteadyTime now);
    void show_progress(SteadyTime now);
    void watch(SteadyTime now);
    void changed(const Entry& entry);
    void lost(const Entry& entry);

    const std::chrono::nanoseconds run_time_;
    const HQOptions options_;
    const Clock& clock_;
    const std::string instance_;
    Log log_;
    EventFd wake_;
    net::Socket commands_;
    net::Socket results_;
    std::unique_ptr<net::Socket> external_;
    net::Poller poller_;
    std::size_t on_results_ = 0;
    std::uint16_t publish_port_ = 0;
    std::uint16_t rc_port_ = 0;

    wire::Decoder decoder_;
    wire::BatchDecoder batch_;
    net::Message message_;
    SampleBlock block_;
    Roster roster_;
    std::map<std::string, std::uint64_t, std::less<>> rejected_;
    LogLimit rejected_log_{std::chrono::seconds(5)};

    Phase phase_ = Phase::Waiting;
    std::optional<std::string> transaction_context_;
    SteadyTime started_{};
    SteadyTime stopped_{};
    RunStart run_;
    WallTime run_finished_{};
    SteadyTime commanded_{};     // last start or stop
    SteadyTime asked_{};         // last status_request
    SteadyTime shown_{};         // last progress
    SteadyTime flushed_{};       // last block handed to the sinks
    SteadyTime result_taken_{};  // last result
    SteadyTime turned_{};        // last turn
    SteadyTime listening_{};     // since when no turn was held up
    SteadyTime watched_{};       // last look at clocks and limits
    ClockWatch clock_watch_;
    LiveFigures live_;
    const bool wants_live_;  // somebody looks, or a limit may end the run
    std::string aborted_by_;
    Progress progress_;
};

}  // namespace oct::hq
