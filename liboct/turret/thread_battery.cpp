// A cannon's thread fires until stop and hands its block over when it is full or old.
#include "turret/thread_battery.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace oct::turret {
namespace {

constexpr std::size_t kBlockSamples = 256;          // about 20 KiB with two timers
constexpr std::chrono::milliseconds kBlockAge(50);  // so that live figures are live

}  // namespace

/// A cannon with its thread. The counters have one writer, the cannon's thread.
struct ThreadBattery::Slot {
    std::unique_ptr<Cannon> cannon;  // null while its transaction cannot be made
    std::atomic<std::uint64_t> fired = 0;
    std::atomic<std::uint64_t> finished = 0;
    std::jthread thread;

    static void count(std::atomic<std::uint64_t>& counter) noexcept {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }
};

ThreadBattery::ThreadBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                             TransactionFactory factory, BlockQueue& queue, const Clock& clock,
                             Log log)
    : transaction_config_(config.json, "turret " + config.name),
      factory_(std::move(factory)),
      pacer_(config),
      count_(pacer_.cannons()),
      queue_(queue),
      clock_(clock),
      log_(log) {
    for (std::uint32_t k = 0; k < count_; ++k) {
        slots_.push_back(std::make_unique<Slot>());
        try {
            arm(*slots_.back(),
                k == 0 ? std::move(first) : make_one(factory_, transaction_config_));
        } catch (const std::exception& error) {
            log_.error(
                fmt::format("turret {}: cannot make the transaction of {}: {} (cannon {} of {})",
                            config.name, config.script, error.what(), k + 1, count_));
        }
    }
}

ThreadBattery::~ThreadBattery() {
    request_stop();
}

void ThreadBattery::arm(Slot& slot, std::unique_ptr<TransactionBase> transaction) {
    auto* blocking = dynamic_cast<Transaction*>(transaction.get());
    if (blocking == nullptr) throw Error("it is not a blocking transaction, but the first one is");
    (void)transaction.release();
    slot.cannon = std::make_unique<Cannon>(std::unique_ptr<Transaction>(blocking), clock_);
}

void ThreadBattery::start(RunAnchor anchor, const TransactionConfig& context, bool resume) {
    fired_before_ = resume ? fired() : 0;
    stop_ = {};
    const SteadyTime now = clock_.now();
    for (std::uint32_t k = 0; k < count_; ++k) {
        Slot& slot = *slots_[k];
        slot.fired = slot.finished = 0;
        try {
            if (!slot.cannon) arm(slot, make_one(factory_, transaction_config_));
            slot.cannon->begin(anchor, context, stop_.get_token());
            slot.thread =
                std::jthread([this, &slot, at = now + pacer_.start_of(k)] { run(slot, at); });
            ++running_;
        } catch (const std::system_error& error) {
            request_stop();
            throw Error(
                fmt::format("cannot start cannon {} of {}: {}; use fewer cannons or raise "
                            "the limits of threads (ulimit -u)",
                            k + 1, count_, error.code().message()));
        } catch (const std::exception& error) {
            log_.error(
                fmt::format("cannon {} of {} stays silent, its transaction cannot be made: {}",
                            k + 1, count_, error.what()));
        }
    }
}

void ThreadBattery::request_stop() {
    stop_.request_stop();
}

bool ThreadBattery::stopped() {
    if (running_.load(std::memory_order_acquire) != 0) return false;
    for (auto& slot : slots_)
        if (slot->thread.joinable()) slot->thread.join();
    return true;
}

std::uint64_t ThreadBattery::fired() const noexcept {
    std::uint64_t sum = fired_before_;
    for (const auto& slot : slots_) sum += slot->fired.load(std::memory_order_relaxed);
    return sum;
}

std::uint64_t ThreadBattery::in_flight() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& slot : slots_) {
        const auto finished = slot->finished.load(std::memory_order_acquire);
        sum += slot->fired.load(std::memory_order_relaxed) - finished;
    }
    return sum;
}

std::size_t ThreadBattery::armed() const noexcept {
    return static_cast<std::size_t>(std::count_if(
        slots_.begin(), slots_.end(), [](const auto& slot) { return slot->cannon != nullptr; }));
}

void ThreadBattery::run(Slot& slot, SteadyTime start) {
    const std::stop_token stop = stop_.get_token();
    if (clock_.wait_until(start, stop)) {
        BlockPtr block = queue_.borrow();
        std::chrono::nanoseconds opened = std::chrono::nanoseconds::min();
        while (!stop.stop_requested()) {
            Slot::count(slot.fired);
            slot.cannon->fire(*block);
            Slot::count(slot.finished);
            const auto elapsed = block->samples().back().elapsed;
            if (block->size() < kBlockSamples && elapsed < opened + kBlockAge) continue;
            block = queue_.exchange(std::move(block));
            opened = elapsed;
        }
        queue_.hand_over(std::move(block));
    }
    running_.fetch_sub(1, std::memory_order_release);
}

}  // namespace oct::turret
