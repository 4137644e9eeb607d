// Closing is rare and may be slow: all the cost of the fence is here.
#include "turret/seal.hpp"

#include <oct/clock.hpp>
#include <oct/transaction.hpp>

#include <chrono>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace oct::turret {
namespace {

constexpr std::chrono::milliseconds kPatience(100);  // for a thread on its way away

bool fence_everywhere() noexcept {
    return ::syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0 &&
           ::syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
}

}  // namespace

std::unique_ptr<Transaction> Seal::guard(std::unique_ptr<Transaction> transaction) {
    transaction->seal_ = this;
    return transaction;
}

void Seal::open() noexcept {
    here_ = true;
    closed_ = given_up_ = false;
}

bool Seal::close() noexcept {
    if (!fence_everywhere()) return false;  // as in a sandbox: the thread keeps its block
    closed_ = true;
    if (!fence_everywhere()) return false;
    const SteadyTime end = Clock::real().now() + kPatience;
    while (here_.load(std::memory_order_acquire)) {
        if (Clock::real().now() >= end) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace oct::turret
