// The cannons of a turret: makes them, runs each on a thread of its own, counts what they fire.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/transaction.hpp>

#include "base/log.hpp"
#include "turret/block_queue.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace oct::turret {

/// A turret's cannons.
///
/// Errors:     the constructor throws ConfigError when the first transaction cannot be made; later
///             ones are logged and tried again at the next start.
/// Threading:  confined to the turret's I/O thread; the cannons' threads are inside.
class Battery {
public:
    Battery(const TurretConfig& config, TransactionFactory factory, BlockQueue& queue,
            const Clock& clock, Log log);
    ~Battery();
    Battery(const Battery&) = delete;
    Battery& operator=(const Battery&) = delete;

    /// Starts every cannon at its place in the ramp. Counting starts anew unless `resume`.
    ///
    /// Errors: throws Error when the system gives no more threads; the cannons started so far are
    ///         stopped then.
    void start(RunAnchor anchor, const TransactionConfig& context, bool resume);
    /// Asks the cannons to end after their current transaction.
    void request_stop();
    /// True when no cannon is running; their threads are joined then.
    [[nodiscard]] bool stopped();

    [[nodiscard]] std::uint64_t fired() const noexcept;
    /// Started but not finished transactions.
    [[nodiscard]] std::uint64_t in_flight() const noexcept;
    /// Cannons that have a transaction.
    [[nodiscard]] std::size_t armed() const noexcept;
    /// Cannons whose threads are running.
    [[nodiscard]] std::size_t running() const noexcept { return running_; }

private:
    struct Slot;
    void arm(Slot& slot);
    void run(Slot& slot, SteadyTime start);

    TransactionConfig transaction_config_;
    TransactionFactory factory_;
    std::uint32_t count_;
    std::chrono::nanoseconds rampup_;
    BlockQueue& queue_;
    const Clock& clock_;
    Log log_;
    std::stop_source stop_;
    std::atomic<std::size_t> running_ = 0;
    std::uint64_t fired_before_ = 0;            // by earlier starts of the same run
    std::vector<std::unique_ptr<Slot>> slots_;  // last: its threads end first
};

}  // namespace oct::turret
