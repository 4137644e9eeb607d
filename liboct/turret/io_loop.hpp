// The life of a turret: commands in, results and statuses out, one run after the other.
#pragma once

#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/turret.hpp>
#include <oct/turret_status.hpp>

#include "base/event_fd.hpp"
#include "base/log.hpp"
#include "net/socket.hpp"
#include "turret/battery.hpp"
#include "turret/block_queue.hpp"
#include "turret/health.hpp"
#include "turret/sender.hpp"
#include "wire/command.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace oct::turret {

/// Where the HQ is: "tcp://host:port" or "inproc://…".
struct Endpoints {
    std::string publisher;
    std::string collector;
};

[[nodiscard]] Endpoints endpoints_of(const TurretConfig& config);

/// What oct::Turret does, over sockets of a given context, so that HQ and turrets can share one.
///
/// Threading:  confined to the thread that calls run().
class IoLoop {
public:
    IoLoop(net::Context& context, Endpoints endpoints, TurretConfig config,
           TransactionFactory factory, TurretOptions options);

    TurretEnd run(std::stop_token stop);

    [[nodiscard]] const std::string& uuid() const noexcept { return uuid_; }
    [[nodiscard]] std::size_t stuck_cannons() const noexcept { return stuck_; }

private:
    enum class State { Ready, Running, Stopping };

    std::unique_ptr<Battery> make_battery(TransactionFactory factory);
    void tell_hq_aborted();
    void connect();
    void step(const std::stop_token& stop);
    void note_connection();
    void receive_commands();
    void obey(const wire::Command& command);
    void start();
    void set_context(const std::string& json);
    void stop_firing();
    void advance_stop();
    void end_run();
    void leave(TurretEnd end);
    void watch_hq(SteadyTime now);
    bool send_status(std::string status, bool last_word = false);
    [[nodiscard]] bool is_foreign(const wire::Command& command) const;
    [[nodiscard]] TurretStatus plain_status(std::string word, std::size_t cannons) const;
    [[nodiscard]] TurretCounts counts() const;

    net::Context& context_;
    const Endpoints endpoints_;
    const TurretConfig config_;
    const TurretOptions options_;
    const Clock& clock_;
    const std::string uuid_;
    Log log_;

    EventFd wake_;  // set by the stop token
    std::unique_ptr<net::Socket> commands_;
    std::unique_ptr<net::Socket> results_;
    std::unique_ptr<net::Poller> poller_;
    std::size_t on_writable_ = 0;
    bool reached_ = false;  // results have a connection to the HQ
    bool blocked_ = false;  // the network takes no more results now

    State state_ = State::Ready;
    std::optional<TurretEnd> end_;  // set: leave when the run under way is over
    bool left_ = false;
    bool nothing_left_ = false;             // of the run: its plan was over before the HQ said stop
    bool hq_silent_ = false;                // the run was ended because its HQ is not there
    bool cannons_ended_ = false;            // while stopping
    bool interrupted_ = false;              // the cannons were, at the deadline
    std::optional<wire::Announcement> hq_;  // of the HQ heard last; nothing: version 1
    std::string run_;                       // HQ instance of the run that the counts belong to
    std::string aborted_;                   // why this turret cannot go on; empty: it can
    SteadyTime connected_{};
    SteadyTime heard_{};     // last command
    SteadyTime reported_{};  // last status of our own accord
    SteadyTime stopping_since_{};
    SteadyTime deadline_{};  // while stopping: for the cannons, then for the rest
    LogLimit stop_log_{std::chrono::seconds(5)};
    std::size_t stuck_ = 0;
    std::uint64_t dropped_before_ = 0;  // by the queue in earlier runs

    TransactionConfig transaction_context_;
    BlockQueue queue_;
    Sender sender_;
    std::unique_ptr<Battery> battery_;  // its threads use all of the above
    Health health_;
};

}  // namespace oct::turret
