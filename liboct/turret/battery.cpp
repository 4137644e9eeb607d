// The first transaction says which kind of battery it is.
#include "turret/battery.hpp"

#include <oct/async_transaction.hpp>
#include <oct/error.hpp>

#include "turret/loop_battery.hpp"
#include "turret/thread_battery.hpp"

#include <fmt/format.h>

namespace oct::turret {

std::unique_ptr<TransactionBase> make_one(const TransactionFactory& factory,
                                          const TransactionConfig& config) {
    std::unique_ptr<TransactionBase> transaction;
    try {
        transaction = factory(config);
    } catch (const std::exception&) {
        throw;
    } catch (...) {
        throw Error("its constructor threw something that is no std::exception");
    }
    if (!transaction) throw Error("the factory returned no transaction");
    return transaction;
}

std::unique_ptr<Battery> make_battery(const TurretConfig& config, TransactionFactory factory,
                                      BlockQueue& queue, const Clock& clock, base::Log log) {
    std::unique_ptr<TransactionBase> first;
    try {
        first = make_one(factory, TransactionConfig(config.json, "turret " + config.name));
    } catch (const std::exception& error) {
        throw ConfigError(fmt::format("turret {}: cannot make the transaction of {}: {}",
                                      config.name, config.script, error.what()));
    }
    if (dynamic_cast<AsyncTransaction*>(first.get()) != nullptr) {
        if (config.plan.idle != Idle::Sleep)
            throw ConfigError(fmt::format(
                "turret {}: idle: expected none, got \"{}\": {} is asynchronous, and its cannons "
                "wait in the timer wheel of their loop",
                config.name, to_string(config.plan.idle), config.script));
        return std::make_unique<LoopBattery>(config, std::move(first), std::move(factory), queue,
                                             clock, log);
    }
    if (config.loop_threads != 0)
        log.warning(fmt::format(
            "turret {}: loop_threads has no effect: {} is blocking, each cannon has a thread",
            config.name, config.script));
    return std::make_unique<ThreadBattery>(config, std::move(first), std::move(factory), queue,
                                           clock, log);
}

}  // namespace oct::turret
