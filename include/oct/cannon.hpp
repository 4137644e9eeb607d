// Virtual users: one on a thread of its own, one of coroutines on a loop. Each measures a
// transaction.
#pragma once

#include <oct/async.hpp>
#include <oct/clock.hpp>
#include <oct/detail/scope.hpp>
#include <oct/export.hpp>
#include <oct/loop.hpp>
#include <oct/plan.hpp>
#include <oct/sample.hpp>
#include <oct/transaction.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>

namespace oct {

/// The two zero points of a run on one machine, read together, and how long its warm-up is.
struct RunAnchor {
    SteadyTime start{};                   ///< start of the run on the monotonic clock
    WallTime wall_start{};                ///< the same moment in civil time
    std::chrono::nanoseconds warmup{};    ///< from `start`: samples that start in it are marked
    std::chrono::nanoseconds run_time{};  ///< planned, from `start`; 0: not known
};

/// Transactions started and finished in a run.
///
/// Threading:  one thread counts, any reads.
class ShotCounts {
public:
    void count_fired() noexcept { add_one(fired_); }
    void count_finished() noexcept { add_one(finished_); }
    void clear() noexcept { fired_ = finished_ = 0; }

    [[nodiscard]] std::uint64_t fired() const noexcept {
        return fired_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t finished() const noexcept {
        return finished_.load(std::memory_order_acquire);
    }
    /// Fired and not finished: read in the order that cannot make it negative.
    [[nodiscard]] std::uint64_t in_flight() const noexcept {
        const std::uint64_t done = finished();
        return fired() - done;
    }

private:
    static void add_one(std::atomic<std::uint64_t>& count) noexcept {
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }
    std::atomic<std::uint64_t> fired_ = 0;
    std::atomic<std::uint64_t> finished_ = 0;
};

/// Fires a transaction: setup, run between two readings of the clock, tear_down.
///
/// Errors:     none: what the transaction throws becomes the sample's error text (≤ 4 KiB).
/// Threading:  confined to one thread at a time.
/// Ownership:  owns its transaction; clock and context outlive it.
class OCT_EXPORT Cannon {
public:
    explicit Cannon(std::unique_ptr<Transaction> transaction, const Clock& clock = Clock::real());

    /// Prepares for a run; `idle` is how fire_at() waits. `finds_shortage`: shortage() will be
    /// asked for; of each failure it costs as much as throwing it once more.
    void begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop,
               Idle idle = Idle::Sleep, bool finds_shortage = false);

    /// Closed loop: setup(), then fires at once, so that lag is 0. Appends one sample to `block`.
    void fire(SampleBlock& block);

    /// setup(), unless it was called since the last transaction.
    void setup(SampleBlock& block);
    /// setup(), waits until `intended`; false when stop was requested before.
    bool wait_for(SteadyTime intended, SampleBlock& block);
    /// wait_for(), fires; late when `intended` has passed.
    /// False when stop was requested while waiting: nothing was fired, and tear_down() not called.
    bool fire_at(SteadyTime intended, SampleBlock& block);

    /// Transactions started and finished since begin(); may be read from any thread.
    [[nodiscard]] std::uint64_t fired() const noexcept { return shots_.fired(); }
    [[nodiscard]] std::uint64_t finished() const noexcept { return shots_.finished(); }
    [[nodiscard]] std::uint64_t in_flight() const noexcept { return shots_.in_flight(); }

    /// How long it has waited for intended starts, set up, since this was called last; `now`: until
    /// when, if it waits still.
    std::chrono::nanoseconds take_idle(SteadyTime now) noexcept;
    /// What this machine lacked for the last transaction, by the code of the std::system_error that
    /// it threw: descriptors, ports, memory; std::errc{}: nothing.
    [[nodiscard]] std::errc shortage() const noexcept { return shortage_; }

private:
    template <class Part>
    [[nodiscard]] bool guarded(std::string& errors, const char* place, Part part);
    [[nodiscard]] bool try_setup(SampleBlock& block);
    void end_idle(SteadyTime now) noexcept;
    void fail(SampleBlock& block);
    void shoot(std::optional<SteadyTime> intended, SampleBlock& block);

    std::unique_ptr<Transaction> transaction_;
    const Clock& clock_;
    RunAnchor anchor_;
    Idle idle_ = Idle::Sleep;
    bool finds_shortage_ = false;
    bool is_set_up_ = false;  // and has not fired since
    std::errc shortage_{};
    std::chrono::nanoseconds idle_time_{};
    SteadyTime idle_since_ = SteadyTime::max();  // max: it is busy
    std::string setup_error_;                    // empty: setup() succeeded
    ShotCounts shots_;
};

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

    /// Prepares for a run. `finds_shortage`: as with Cannon::begin().
    void begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop,
               bool finds_shortage = false);
    [[nodiscard]] Loop& loop() const noexcept { return loop_; }

    /// Where samples go; another one each time if the host likes.
    virtual SampleBlock& block() = 0;
    /// A shot is over; called from the loop.
    virtual void ended(AsyncCannon& cannon, ShotEnd how) = 0;
    /// Called from the loop when a cannon is set up and the moment `intended` has come. Returns the
    /// moment of the start to fire: `intended` itself or another one. One that is still to come
    /// after `now` is waited for, and then this is called again. Nothing: the cannon does not fire.
    virtual std::optional<SteadyTime> due(AsyncCannon& cannon, SteadyTime intended, SteadyTime now);
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
    bool finds_shortage_ = false;
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

    /// Prepares for the host's run. `free`: since when it could have fired.
    void begin(SteadyTime free = SteadyTime::max());
    /// setup(), then run() at once, or at `intended` (in the past: at once, late). Ends with a call
    /// of the host's ended(), perhaps before it returns. Of a start at once the lag is the time
    /// from when the cannon was free to setup(): it waited for its turn on the loop.
    void fire(std::optional<SteadyTime> intended = {});
    /// Between shots: calls the host's rested() with the loop's next round.
    void rest();
    /// The same at `moment`: until then it is not free.
    void rest_until(SteadyTime moment);

    /// The intended start of the shot under way; SteadyTime::max(): it has none.
    [[nodiscard]] SteadyTime intended() const noexcept { return intended_; }
    /// Within CannonHost::due(): when the cannon was set up. Within fired(): when it starts.
    [[nodiscard]] SteadyTime ready() const noexcept { return started_; }
    /// End of the last run().
    [[nodiscard]] SteadyTime run_ended() const noexcept { return ended_; }
    /// Since when it is free: the end of its last tear_down(); SteadyTime::max(): it fires.
    [[nodiscard]] SteadyTime free_since() const noexcept { return free_; }
    /// Until `now`: how long it has been free, or set up and waiting for its start.
    [[nodiscard]] std::chrono::nanoseconds idle(SteadyTime now) const noexcept {
        return free_ < now ? now - free_ : std::chrono::nanoseconds(0);
    }
    /// As Cannon::shortage().
    [[nodiscard]] std::errc shortage() const noexcept { return shortage_; }

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
    void be_due(SteadyTime now);
    void shoot(SteadyTime now);
    void after_run();
    void after_tear_down();
    void record(const Sample& sample);
    void end(ShotEnd how, SteadyTime now);
    void add_error(const std::exception_ptr& exception);
    void add_error(std::string_view text);

    Phase phase_ = Phase::Idle;  // first: these take what is left of the Scope's last word
    std::errc shortage_{};
    CannonHost& host_;
    std::unique_ptr<AsyncTransaction> transaction_;
    Task<> hook_;  // setup, run or tear_down under way
    std::unique_ptr<std::string> error_;
    CannonHost::Names* names_ = nullptr;
    SteadyTime intended_{};  // SteadyTime::max(): none
    SteadyTime started_{};   // before that: when it was set up; before that: when setup() began
    SteadyTime ended_{};
    SteadyTime free_ = SteadyTime::max();  // moved by what setup() took; max: run() is under way
};

}  // namespace oct
