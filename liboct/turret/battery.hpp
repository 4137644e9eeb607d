// The cannons of a turret: makes them, runs them, counts what they fire.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/transaction.hpp>
#include <oct/turret_status.hpp>

#include "base/log.hpp"
#include "turret/bad_values.hpp"
#include "turret/block_queue.hpp"
#include "turret/cannon_time.hpp"
#include "turret/firing_thread.hpp"
#include "turret/pacer.hpp"
#include "turret/run_schedule.hpp"
#include "turret/self_cost.hpp"
#include "turret/skips.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace oct::turret {

/// A turret's cannons, on threads as their kind of transaction asks for.
///
/// Errors:     a transaction that cannot be made is logged and tried again at the next start.
/// Threading:  confined to the turret's I/O thread; the threads that fire are inside.
/// Ownership:  queue and clock outlive it.
class Battery {
public:
    Battery(const Battery&) = delete;
    Battery& operator=(const Battery&) = delete;
    virtual ~Battery();

    /// Starts every cannon at its place in the ramp. Counting starts anew unless `resume`.
    ///
    /// Errors: throws Error when the system gives no more threads; the cannons started so far are
    ///         stopped then.
    void start(RunAnchor anchor, const TransactionConfig& context, bool resume);
    /// True when every cannon has ended and nothing more can come: the plan is fulfilled, or the
    /// planned end is over. Who waits for the end with no further start is not done before it.
    [[nodiscard]] bool nothing_left(SteadyTime now) const noexcept;
    /// Asks the cannons to end after their current transaction.
    void request_stop();
    /// True when no cannon is running; their threads are joined then.
    [[nodiscard]] bool stopped();
    /// Interrupts what still waits in run(). False when there is no way to.
    bool interrupt();
    /// Takes from the cannons that do not come back what they have finished.
    void take_finished();

    [[nodiscard]] std::uint64_t fired() const noexcept;
    /// Intended starts that never came; complete when stopped().
    [[nodiscard]] Skips skips() const noexcept;
    /// What the plan asks for until now, or until the stop, and what of it the turret did.
    [[nodiscard]] TurretWork work() const;
    /// Started but not finished transactions.
    [[nodiscard]] std::uint64_t in_flight() const noexcept;
    /// How long its cannons were there, in this run, and busy.
    [[nodiscard]] CannonTime time() const noexcept;
    /// How long, in this run, its cannons were free and waited for their turn on a loop, added up:
    /// known where no plan lets them pause.
    [[nodiscard]] std::chrono::nanoseconds queued() const noexcept;
    /// What a reader of the figures has to know of its cannons, in whole sentences; or empty.
    [[nodiscard]] std::string remarks() const;
    /// The load model in one line.
    [[nodiscard]] virtual std::string load() const = 0;
    /// What liboct takes for its part of a transaction, measured now.
    [[nodiscard]] virtual SelfCost cost() const = 0;
    /// Values of custom timers that were left out in this run.
    [[nodiscard]] const BadValues& bad_values() const noexcept { return bad_values_; }
    /// When the first of its cannons began in this run; SteadyTime::max(): none has.
    [[nodiscard]] SteadyTime begun() const noexcept;
    /// The threads that fire, as the system numbers them.
    [[nodiscard]] std::vector<int> threads() const;
    /// Cannons that the plan asks for.
    [[nodiscard]] std::size_t planned() const noexcept { return pacer_.cannons(); }
    /// Cannons that have a transaction.
    [[nodiscard]] std::size_t armed() const noexcept;
    /// Cannons that have been started and not ended.
    [[nodiscard]] std::size_t running() const noexcept;

protected:
    /// How one kind of battery differs from another.
    struct Kind {
        std::string_view threads;       ///< the key that says how many there are
        std::chrono::nanoseconds tick;  ///< what was due so long before the stop is not overdue yet
    };

    Battery(Kind kind, const TurretConfig& config, TransactionFactory factory, const Clock& clock,
            base::Log log);
    /// Makes a transaction for each cannon; `first` is the first one's.
    void arm(std::unique_ptr<TransactionBase> first);
    [[nodiscard]] const Pacer& pacer() const noexcept { return pacer_; }
    [[nodiscard]] const Clock& clock() const noexcept { return clock_; }

private:
    /// Gives cannon `k` its transaction.
    ///
    /// Errors: throws Error when it is not of this battery's kind.
    virtual void add(std::uint32_t k, std::unique_ptr<TransactionBase> transaction) = 0;
    std::optional<std::string> try_arm(std::uint32_t k, std::unique_ptr<TransactionBase> made);
    void arm_missing();
    void carry_over(bool resume);
    /// What of the work planned until `moment`, by this start, the turret itself failed to do.
    [[nodiscard]] std::uint64_t undone(SteadyTime moment) const;
    template <class Count>
    [[nodiscard]] std::uint64_t sum(Count count) const noexcept;

    const Kind kind_;
    const TurretConfig config_;
    const TransactionConfig transaction_config_;
    TransactionFactory factory_;
    BadValues bad_values_;
    const Pacer pacer_;
    const Clock& clock_;
    base::Log log_;
    std::stop_source stop_;
    std::vector<std::uint32_t> missing_;  // cannons without a transaction
    std::uint64_t fired_before_ = 0;      // by earlier starts of the same run
    Skips skips_before_;
    TurretWork work_before_;
    CannonTime time_before_;
    SteadyTime begun_before_ = SteadyTime::max();
    bool fulfilled_ = false;  // nothing was left to fire when it was asked to stop
    std::unique_ptr<RunSchedule> run_;

protected:
    std::vector<std::unique_ptr<FiringThread>> threads_;  // last: they end first
};

/// `transaction` as one of that kind; null when it is none.
template <class Kind>
[[nodiscard]] std::unique_ptr<Kind> as(std::unique_ptr<TransactionBase> transaction) {
    auto* kind = dynamic_cast<Kind*>(transaction.get());
    if (kind != nullptr) (void)transaction.release();
    return std::unique_ptr<Kind>(kind);
}

/// The battery for the kind of transaction that `factory` makes.
///
/// Errors: throws ConfigError when the first transaction cannot be made, or when the plan asks for
///         what its kind cannot do; later ones are logged and tried again at the next start.
[[nodiscard]] std::unique_ptr<Battery> make_battery(const TurretConfig& config,
                                                    TransactionFactory factory, BlockQueue& queue,
                                                    const Clock& clock, base::Log log);

}  // namespace oct::turret
