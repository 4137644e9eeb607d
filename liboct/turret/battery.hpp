// The cannons of a turret: makes them, runs them, counts what they fire.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/transaction.hpp>

#include "base/log.hpp"
#include "turret/block_queue.hpp"
#include "turret/self_cost.hpp"
#include "turret/volley.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace oct::turret {

/// A turret's cannons.
///
/// Threading:  confined to the turret's I/O thread; the threads that fire are inside.
class Battery {
public:
    Battery() = default;
    Battery(const Battery&) = delete;
    Battery& operator=(const Battery&) = delete;
    virtual ~Battery() = default;

    /// Starts every cannon at its place in the ramp. Counting starts anew unless `resume`.
    ///
    /// Errors: throws Error when the system gives no more threads; the cannons started so far are
    ///         stopped then.
    virtual void start(RunAnchor anchor, const TransactionConfig& context, bool resume) = 0;
    /// Asks the cannons to end after their current transaction.
    virtual void request_stop() = 0;
    /// True when no cannon is running; their threads are joined then.
    [[nodiscard]] virtual bool stopped() = 0;
    /// Interrupts what still waits in run(). False when there is no way to.
    virtual bool interrupt() { return false; }

    [[nodiscard]] virtual std::uint64_t fired() const noexcept = 0;
    /// Intended starts that never came; complete when stopped().
    [[nodiscard]] virtual Skips skips() const noexcept { return {}; }
    /// Started but not finished transactions.
    [[nodiscard]] virtual std::uint64_t in_flight() const noexcept = 0;
    /// The load model in one line.
    [[nodiscard]] virtual std::string load() const = 0;
    /// What liboct takes for its part of a transaction, measured now.
    [[nodiscard]] virtual SelfCost cost() const = 0;
    /// Cannons that have a transaction.
    [[nodiscard]] virtual std::size_t armed() const noexcept = 0;
    /// Cannons that have been started and not ended.
    [[nodiscard]] virtual std::size_t running() const noexcept = 0;
};

/// Makes one transaction.
///
/// Errors: throws what the constructor threw, or Error when that was no std::exception.
[[nodiscard]] std::unique_ptr<TransactionBase> make_one(const TransactionFactory& factory,
                                                        const TransactionConfig& config);

/// The battery for the kind of transaction that `factory` makes.
///
/// Errors: throws ConfigError when the first transaction cannot be made, or when the plan asks for
///         what its kind cannot do; later ones are logged and tried again at the next start.
[[nodiscard]] std::unique_ptr<Battery> make_battery(const TurretConfig& config,
                                                    TransactionFactory factory, BlockQueue& queue,
                                                    const Clock& clock, base::Log log);

}  // namespace oct::turret
