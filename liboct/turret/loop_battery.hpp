// Asynchronous cannons: many on each of a few loop threads.
#pragma once

#include "turret/battery.hpp"

#include <memory>
#include <string>

namespace oct::turret {

/// The cannons of a turret whose transactions are coroutines.
///
/// Threading:  as Battery.
class LoopBattery final : public Battery {
public:
    /// `first`: the transaction of the first cannon.
    LoopBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                TransactionFactory factory, BlockQueue& queue, const Clock& clock, base::Log log);

    [[nodiscard]] std::string load() const override {
        return to_string(pacer().plan(), "timer wheel");
    }
    [[nodiscard]] SelfCost cost() const override { return SelfCost::of_async(); }

private:
    void add(std::uint32_t k, std::unique_ptr<TransactionBase> transaction) override;
};

}  // namespace oct::turret
