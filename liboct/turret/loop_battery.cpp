// Cannon k belongs to thread k mod the number of threads, so that a ramp loads all of them alike.
#include "turret/loop_battery.hpp"

#include <oct/error.hpp>

#include "async/timer_wheel.hpp"
#include "turret/loop_thread.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace oct::turret {
namespace {

std::uint32_t threads_of(const TurretConfig& config, std::uint32_t cannons) {
    const std::uint64_t wanted = config.loop_threads != 0
                                     ? config.loop_threads
                                     : std::max(1U, std::thread::hardware_concurrency());
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, cannons));
}

}  // namespace

// A tick of the wheel is no delay.
LoopBattery::LoopBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                         TransactionFactory factory, BlockQueue& queue, const Clock& clock,
                         base::Log log)
    : Battery({"loop_threads", async::TimerWheel::kTick}, config, std::move(factory), clock, log) {
    for (std::uint32_t i = 0; i < threads_of(config, pacer().cannons()); ++i)
        threads_.push_back(std::make_unique<LoopThread>(queue, clock));
    arm(std::move(first));
}

void LoopBattery::add(std::uint32_t k, std::unique_ptr<TransactionBase> transaction) {
    auto async = as<AsyncTransaction>(std::move(transaction));
    if (!async) throw Error("it is a blocking transaction, but the first one is not");
    static_cast<LoopThread&>(*threads_[k % threads_.size()]).add(std::move(async), k);
}

}  // namespace oct::turret
