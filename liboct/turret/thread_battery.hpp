// Blocking cannons: each on a thread of its own.
#pragma once

#include <oct/cannon.hpp>
#include <oct/config.hpp>

#include "base/log.hpp"
#include "turret/battery.hpp"
#include "turret/pacer.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace oct::turret {

/// The cannons of a turret whose transactions block.
///
/// Errors:     a transaction that cannot be made is logged and tried again at the next start.
/// Threading:  confined to the turret's I/O thread; the cannons' threads are inside.
class ThreadBattery final : public Battery {
public:
    /// `first`: the transaction of the first cannon.
    ThreadBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                  TransactionFactory factory, BlockQueue& queue, const Clock& clock, base::Log log);
    ~ThreadBattery() override;

    void start(RunAnchor anchor, const TransactionConfig& context, bool resume) override;
    void request_stop() override;
    [[nodiscard]] bool stopped() override;
    [[nodiscard]] std::uint64_t fired() const noexcept override;
    [[nodiscard]] Skips skips() const noexcept override;
    [[nodiscard]] std::uint64_t in_flight() const noexcept override;
    [[nodiscard]] std::string load() const override { return to_string(pacer_.plan()); }
    [[nodiscard]] SelfCost cost() const override { return SelfCost::of_blocking(); }
    [[nodiscard]] std::size_t armed() const noexcept override;
    [[nodiscard]] std::size_t running() const noexcept override { return running_; }

private:
    struct Slot;
    void arm(Slot& slot, std::unique_ptr<TransactionBase> transaction);
    [[nodiscard]] Skips skips_of_this_start() const noexcept;

    TransactionConfig transaction_config_;
    TransactionFactory factory_;
    Pacer pacer_;
    std::uint32_t count_;
    BlockQueue& queue_;
    const Clock& clock_;
    base::Log log_;
    std::stop_source stop_;
    std::atomic<std::size_t> running_ = 0;
    std::uint64_t fired_before_ = 0;  // by earlier starts of the same run
    Skips skips_before_;
    std::unique_ptr<Volley> volley_;
    std::vector<std::unique_ptr<Slot>> slots_;  // last: its threads end first
};

}  // namespace oct::turret
