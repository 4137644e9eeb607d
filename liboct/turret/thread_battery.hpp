// Blocking cannons: each on a thread of its own.
#pragma once

#include "turret/battery.hpp"

#include <memory>
#include <string>

namespace oct::turret {

/// The cannons of a turret whose transactions block.
///
/// Threading:  as Battery.
class ThreadBattery final : public Battery {
public:
    /// `first`: the transaction of the first cannon.
    ThreadBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                  TransactionFactory factory, BlockQueue& queue, const Clock& clock, base::Log log);

    [[nodiscard]] std::string load() const override { return to_string(pacer().plan()); }
    [[nodiscard]] SelfCost cost() const override { return SelfCost::of_blocking(); }

private:
    void add(std::uint32_t k, std::unique_ptr<TransactionBase> transaction) override;

    BlockQueue& queue_;
};

}  // namespace oct::turret
