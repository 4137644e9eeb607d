// The life of a turret: commands in, results and statuses out, one run after the other.
#pragma once

#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/turret.hpp>
#include <oct/turret_status.hpp>

#include "base/event_fd.hpp"
#include "base/log.hpp"
#include "turret/battery.hpp"
#include "turret/block_queue.hpp"
#include "turret/cease_fire.hpp"
#include "turret/health.hpp"
#include "turret/hq_link.hpp"
#include "turret/sender.hpp"
#include "wire/command.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct::turret {

/// What oct::Turret does, over sockets of a given context, so that HQ and turrets can share one.
///
/// Threading:  confined to the thread that calls run().
class TurretControl {
public:
    TurretControl(net::Context& context, Endpoints endpoints, TurretConfig config,
                  TransactionFactory factory, TurretOptions options);

    TurretEnd run(std::stop_token stop);

    [[nodiscard]] const std::string& uuid() const noexcept { return uuid_; }
    [[nodiscard]] std::size_t stuck_cannons() const noexcept { return cease_.stuck(); }

private:
    enum class State { Ready, Running, Stopping };

    std::unique_ptr<Battery> make_battery(TransactionFactory factory);
    void tell_hq_aborted();
    void connect();
    void step(const std::stop_token& stop);
    void watch_run(SteadyTime now);
    void receive_commands();
    void obey(const wire::Command& command);
    void start();
    void begin_account(bool resume);
    void open_fire(bool resume);
    void warn_of_descriptors();
    void set_context(const std::string& json);
    void stop_firing();
    void advance_stop();
    void end_run();
    void leave(TurretEnd end);
    void look_for_rest(SteadyTime now);
    void set_at_rest(bool at_rest);
    [[nodiscard]] std::chrono::nanoseconds longest_wait() const;
    void watch_hq(SteadyTime now);
    void replaced_or_silent(std::string_view what);
    bool send_status(std::string status, bool last_word = false);
    [[nodiscard]] bool is_foreign(const wire::Command& command) const;
    [[nodiscard]] TurretCounts counts() const;
    [[nodiscard]] std::chrono::nanoseconds start_delay() const;

    const TurretConfig config_;
    const TurretOptions options_;
    const Clock& clock_;
    const std::string uuid_;
    base::Log log_;

    base::EventFd wake_;  // set by the stop token
    HqLink link_;
    bool blocked_ = false;  // the network takes no more results now

    State state_ = State::Ready;
    std::optional<TurretEnd> end_;  // set: leave when the run under way is over
    bool left_ = false;
    bool nothing_left_ = false;             // of the run: its plan was over before the HQ said stop
    bool hq_silent_ = false;                // the run was ended because its HQ is not there
    std::optional<wire::Announcement> hq_;  // of the HQ heard last; nothing: version 1
    std::string run_;                       // HQ instance of the run that the counts belong to
    std::string aborted_;                   // why this turret cannot go on; empty: it can
    std::string ended_by_;                  // what ended its run before the HQ did; empty: nothing
    SteadyTime connected_{};
    SteadyTime heard_{};                        // last command
    SteadyTime reported_{};                     // last status of our own accord
    bool at_rest_ = false;                      // running, but nothing is fired or under way
    SteadyTime looked_{};                       // whether that is so, last
    std::uint64_t intended_ = 0;                // starts until then
    std::optional<SteadyTime> give_up_;         // while stopping, for what is not sent then
    SteadyTime run_start_{};                    // the run's, as the last start command has it
    std::chrono::nanoseconds command_delay_{};  // of that command, by the civil clocks
    std::uint64_t dropped_before_ = 0;          // by the queue in earlier runs

    TransactionConfig transaction_context_;
    BlockQueue queue_;
    Sender sender_;
    std::unique_ptr<Battery> battery_;  // its threads use all of the above
    CeaseFire cease_;
    Health health_;
};

/// Destroys a turret, but not one with cannons that were given up: whenever these return from
/// run(), their threads go on using it. It then stays for ever, and nobody touches it again.
struct LeaveStuck {
    void operator()(TurretControl* turret) const noexcept {
        if (turret->stuck_cannons() == 0) delete turret;
    }
};
using TurretPtr = std::unique_ptr<TurretControl, LeaveStuck>;

}  // namespace oct::turret
