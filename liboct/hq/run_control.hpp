// The HQ's thread: receives and decodes, tells turrets what to do until they confirm it.
#pragma once

#include <oct/config.hpp>
#include <oct/hq.hpp>
#include <oct/result_sink.hpp>

#include "base/clock_watch.hpp"
#include "base/event_fd.hpp"
#include "base/log.hpp"
#include "hq/commander.hpp"
#include "hq/endpoints.hpp"
#include "hq/intake.hpp"
#include "hq/listeners.hpp"
#include "hq/live_figures.hpp"
#include "hq/roster.hpp"
#include "net/socket.hpp"

#include <cstdint>
#include <string>

namespace oct::hq {

/// What oct::HQ does, over sockets of a given context.
///
/// Threading:  confined to one thread.
class RunControl {
public:
    RunControl(net::Context& context, const Endpoints& endpoints, std::chrono::nanoseconds run_time,
               HQOptions options, const std::vector<Limit>& limits = {});

    void set_transaction_context(std::string json) {
        commander_.set_transaction_context(std::move(json));
    }
    bool wait_turrets(std::uint64_t count, std::stop_token stop);
    /// Errors: throws Error when it was called before.
    RunOutcome run(std::stop_token stop);
    void kill_turrets();
    void turret_ended(std::string name, std::string how);

    [[nodiscard]] std::uint16_t publish_port() const noexcept { return commander_.port(); }
    [[nodiscard]] std::uint16_t rc_port() const noexcept { return intake_.port(); }

private:
    static constexpr std::chrono::milliseconds kTick{50};  // longest sleep

    void require_first_run(std::string_view call) const;
    RunOutcome collect(const std::stop_token& stop);
    void begin();
    void drain_rest();
    [[nodiscard]] std::string awaited_names() const;
    [[nodiscard]] bool say_who_is_awaited(SteadyTime now) const;
    RunOutcome finish(RunEnd end);
    [[nodiscard]] RunEnd how_it_ended(SteadyTime now, std::optional<RunEnd> by_turrets) const;
    [[nodiscard]] bool is_quiet(SteadyTime now) const;
    [[nodiscard]] bool all_finished(SteadyTime now) const;

    /// Waits at most `timeout`, then takes what has arrived: the one drain function.
    bool turn(std::chrono::nanoseconds timeout);
    void find_lost(SteadyTime now);
    void show_progress(SteadyTime now);
    void watch(SteadyTime now);
    void changed(const Entry& entry);
    void lost(const Entry& entry);
    void find_ended(SteadyTime now, std::chrono::nanoseconds patience);

    const std::chrono::nanoseconds run_time_;
    const HQOptions options_;
    const Clock& clock_;
    const std::string instance_;
    base::Log log_;
    base::EventFd wake_;
    net::Poller poller_;
    Listeners listeners_;
    Roster roster_;
    Commander commander_;
    LiveFigures live_;
    const bool wants_live_;  // somebody looks, or a limit may end the run
    Intake intake_;

    Phase phase_ = Phase::Waiting;
    bool had_its_run_ = false;
    SteadyTime started_{};
    SteadyTime stopped_{};
    std::chrono::nanoseconds fired_for_{};  // from start to stop, at most as planned
    std::chrono::nanoseconds stop_late_{};  // beyond that
    bool drain_passed_ = false;
    RunStart run_;
    WallTime run_finished_{};
    SteadyTime shown_{};      // last progress
    SteadyTime turned_{};     // last turn
    SteadyTime listening_{};  // since when no turn was held up
    SteadyTime watched_{};    // last look at clocks and limits
    base::ClockWatch clock_watch_;
    std::string aborted_by_;
    Progress progress_;
};

}  // namespace oct::hq
