// One thread for each cannon that has a transaction.
#include "turret/thread_battery.hpp"

#include <oct/error.hpp>

#include "turret/cannon_thread.hpp"
#include "turret/idle.hpp"

#include <utility>

namespace oct::turret {

ThreadBattery::ThreadBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                             TransactionFactory factory, BlockQueue& queue, const Clock& clock,
                             base::Log log)
    : Battery({"cannons", tick_of(config.plan.idle)}, config, std::move(factory), clock, log),
      queue_(queue) {
    arm(std::move(first));
}

void ThreadBattery::add(std::uint32_t k, std::unique_ptr<TransactionBase> transaction) {
    auto blocking = as<Transaction>(std::move(transaction));
    if (!blocking) throw Error("it is not a blocking transaction, but the first one is");
    threads_.push_back(std::make_unique<CannonThread>(std::move(blocking), k, queue_, clock()));
}

}  // namespace oct::turret
