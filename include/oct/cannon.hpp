// A virtual user: fires one transaction at a time and measures it.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>
#include <oct/plan.hpp>
#include <oct/sample.hpp>
#include <oct/transaction.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace oct {

/// The two zero points of a run on one machine, read together, and how long its warm-up is.
struct RunAnchor {
    SteadyTime start{};                   ///< start of the run on the monotonic clock
    WallTime epoch{};                     ///< the same moment in civil time
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

    /// Prepares for a run; `idle` is how fire_at() waits.
    void begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop,
               Idle idle = Idle::Sleep);

    /// Closed loop: setup(), then fires at once, so that lag is 0. Appends one sample to `block`.
    void fire(SampleBlock& block);

    /// setup(), unless it was called since the last transaction.
    void set_up(SampleBlock& block);
    /// set_up(), waits until `intended`; false when stop was requested before.
    bool wait_for(SteadyTime intended, SampleBlock& block);
    /// wait_for(), fires; late when `intended` has passed.
    /// False when stop was requested while waiting: nothing was fired, and tear_down() not called.
    bool fire_at(SteadyTime intended, SampleBlock& block);

    /// Transactions started and finished since begin(); may be read from any thread.
    [[nodiscard]] std::uint64_t fired() const noexcept { return shots_.fired(); }
    [[nodiscard]] std::uint64_t finished() const noexcept { return shots_.finished(); }
    [[nodiscard]] std::uint64_t in_flight() const noexcept { return shots_.in_flight(); }

private:
    void fail(SampleBlock& block);
    void shoot(std::optional<SteadyTime> intended, SampleBlock& block);

    std::unique_ptr<Transaction> transaction_;
    const Clock& clock_;
    RunAnchor anchor_;
    Idle idle_ = Idle::Sleep;
    bool is_set_up_ = false;   // and has not fired since
    std::string setup_error_;  // empty: setup() succeeded
    ShotCounts shots_;
};

}  // namespace oct
