// Asynchronous cannons: many on each of a few loop threads.
#pragma once

#include <oct/config.hpp>

#include "base/log.hpp"
#include "turret/battery.hpp"
#include "turret/lane.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace oct::turret {

/// The cannons of a turret whose transactions are coroutines.
///
/// Errors:     a transaction that cannot be made is logged and tried again at the next start.
/// Threading:  confined to the turret's I/O thread; the loops' threads are inside.
class LoopBattery final : public Battery {
public:
    /// `first`: the transaction of the first cannon.
    LoopBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                TransactionFactory factory, BlockQueue& queue, const Clock& clock, base::Log log);
    ~LoopBattery() override;

    void start(RunAnchor anchor, const TransactionConfig& context, bool resume) override;
    void request_stop() override;
    [[nodiscard]] bool stopped() override;
    bool interrupt() override;
    [[nodiscard]] std::uint64_t fired() const noexcept override;
    [[nodiscard]] Skips skips() const noexcept override;
    [[nodiscard]] std::uint64_t in_flight() const noexcept override;
    [[nodiscard]] std::string load() const override {
        return to_string(pacer_.plan(), "timer wheel");
    }
    [[nodiscard]] SelfCost cost() const override { return SelfCost::of_async(); }
    [[nodiscard]] std::size_t armed() const noexcept override;
    [[nodiscard]] std::size_t running() const noexcept override;

private:
    bool arm(std::uint32_t k, std::unique_ptr<TransactionBase> transaction);
    template <class Count>
    [[nodiscard]] std::uint64_t sum(Count count) const noexcept;

    const TurretConfig config_;
    const TransactionConfig transaction_config_;
    TransactionFactory factory_;
    const Clock& clock_;
    base::Log log_;
    const Pacer pacer_;
    std::stop_source stop_;
    std::vector<std::uint32_t> missing_;  // cannons without a transaction
    std::uint64_t fired_before_ = 0;      // by earlier starts of the same run
    Skips skips_before_;
    std::unique_ptr<Volley> volley_;
    std::vector<std::unique_ptr<Lane>> lanes_;  // last: their threads end first
};

}  // namespace oct::turret
