// A virtual user of coroutines: fires an asynchronous transaction on a loop and measures it.
#pragma once

#include <oct/async_transaction.hpp>
#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/detail/scope.hpp>
#include <oct/export.hpp>
#include <oct/loop.hpp>
#include <oct/sample.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace oct {

class AsyncCannon;

/// How a shot of an AsyncCannon ended.
enum class ShotEnd : std::uint8_t {
    Recorded,   ///< its sample is in the block
    NotFired,   ///< given up in setup() or while it waited for its start: run() was not called
    Cancelled,  ///< interrupted by cancel(): no sample, it counts as in flight
};

/// What the cannons of one loop share: the run, the block for their samples, names of timers.
///
/// Threading:  confined to the loop's thread.
/// Ownership:  outlives its cannons; loop and context outlive it.
class OCT_EXPORT CannonHost {
public:
    explicit CannonHost(Loop& loop);
    CannonHost(const CannonHost&) = delete;
    CannonHost& operator=(const CannonHost&) = delete;
    virtual ~CannonHost();

    /// Prepares for a run.
    void begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop);
    [[nodiscard]] Loop& loop() const noexcept { return loop_; }

    /// Where samples go; another one each time if the host likes.
    virtual SampleBlock& block() = 0;
    /// A shot is over; called from the loop.
    virtual void ended(AsyncCannon& cannon, ShotEnd how) = 0;
    /// Called from the loop when a cannon is set up and the moment `intended` has come. Returns the
    /// moment of the start to fire: `intended` itself or another one. One that is still to come is
    /// waited for, and then this is called again. Nothing: the cannon does not fire.
    virtual std::optional<SteadyTime> due(AsyncCannon& cannon, SteadyTime intended);
    /// A shot is fired: run() is next, or the sample of a setup() that failed.
    virtual void fired(AsyncCannon& cannon);
    /// A rest is over; called from the loop.
    virtual void rested(AsyncCannon& cannon);

private:
    friend class AsyncCannon;
    /// Names of timers of runs under way. A dictionary that grew too large is left to those runs.
    struct Names {
        SampleBlock dictionary;
        std::size_t users = 0;  // runs under way
    };
    Names* take_names();
    void release_names(Names* names);

    Loop& loop_;
    RunAnchor anchor_;
    const TransactionConfig* context_ = nullptr;
    std::stop_token stop_;
    std::unique_ptr<Names> names_;
};

/// Fires an AsyncTransaction: setup, run between two readings of the clock, tear_down.
///
/// Errors:     none: what the transaction throws becomes the sample's error text (≤ 4 KiB).
/// Threading:  confined to the loop's thread.
/// Ownership:  owns its transaction; the host outlives it.
class OCT_EXPORT AsyncCannon : private Wakeup, private detail::Scope {
public:
    AsyncCannon(std::unique_ptr<AsyncTransaction> transaction, CannonHost& host);
    AsyncCannon(const AsyncCannon&) = delete;
    AsyncCannon& operator=(const AsyncCannon&) = delete;
    ~AsyncCannon() override;

    /// Prepares for the host's run.
    void begin();
    /// setup(), then run() at once, or at `intended` (in the past: at once, late). Ends with a call
    /// of the host's ended(), perhaps before it returns.
    void fire(std::optional<SteadyTime> intended = {});
    /// Between shots: calls the host's rested() with the loop's next round.
    void rest();

    /// The intended start of the shot under way; SteadyTime::max(): it has none.
    [[nodiscard]] SteadyTime intended() const noexcept { return intended_; }
    /// Within CannonHost::due(): when the cannon was set up.
    [[nodiscard]] SteadyTime ready() const noexcept { return started_; }
    /// End of the last run().
    [[nodiscard]] SteadyTime run_ended() const noexcept { return ended_; }

    /// Ends a rest or the wait for an intended start; true when there was one. A rest ends without
    /// a word to the host, a wait for the start with ShotEnd::NotFired.
    bool end_wait();
    /// Interrupts the shot under way: its waits throw Cancelled.
    void cancel();
    [[nodiscard]] bool firing() const noexcept { return phase_ != Phase::Idle; }

private:
    enum class Phase : std::uint8_t { Idle, Setup, Waiting, Run, TearDown };

    void wake() override;
    void resumed() override;
    void enter(Phase phase, Task<> (AsyncTransaction::*hook)());
    void after_setup();
    void wait();
    void be_due();
    void shoot();
    void after_run();
    void after_tear_down();
    void record(const Sample& sample);
    void end(ShotEnd how);
    void add_error(const std::exception_ptr& exception);
    void add_error(std::string_view text);

    Phase phase_ = Phase::Idle;  // first: it takes what is left of the Scope's last word
    CannonHost& host_;
    std::unique_ptr<AsyncTransaction> transaction_;
    Task<> hook_;  // setup, run or tear_down under way
    std::unique_ptr<std::string> error_;
    CannonHost::Names* names_ = nullptr;
    SteadyTime intended_{};  // SteadyTime::max(): none
    SteadyTime started_{};   // before that: when it was set up
    SteadyTime ended_{};
};

}  // namespace oct
