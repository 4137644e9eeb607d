// A cannon's thread fires until stop and hands its block over when it is full or old.
#include "turret/thread_battery.hpp"

#include <oct/error.hpp>

#include "turret/cannon_loop.hpp"
#include "turret/idle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace oct::turret {

/// A cannon with its thread and what it does in this run.
struct ThreadBattery::Slot {
    std::unique_ptr<Cannon> cannon;  // null while its transaction cannot be made
    std::unique_ptr<CannonLoop> loop;
    std::jthread thread;
};

ThreadBattery::ThreadBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                             TransactionFactory factory, BlockQueue& queue, const Clock& clock,
                             base::Log log)
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
    skips_before_ = resume ? skips() : Skips{};
    stop_ = {};
    volley_ = std::make_unique<Volley>(anchor, clock_.now(), pacer_, resume, fired_before_);
    for (std::uint32_t k = 0; k < count_; ++k) {
        Slot& slot = *slots_[k];
        try {
            if (!slot.cannon) arm(slot, make_one(factory_, transaction_config_));
            slot.cannon->begin(anchor, context, stop_.get_token(), pacer_.plan().idle);
            slot.loop = std::make_unique<CannonLoop>(*slot.cannon, k, pacer_, *volley_, queue_,
                                                     clock_, stop_.get_token());
            slot.thread = std::jthread([this, &slot] {
                sleep_precisely();
                while (slot.loop->step()) continue;
                slot.loop->finish();
                running_.fetch_sub(1, std::memory_order_release);
            });
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
    if (volley_ && volley_->stop == Volley::kNoStop)
        volley_->stop = clock_.now().time_since_epoch().count();
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
    for (const auto& slot : slots_) sum += slot->cannon ? slot->cannon->fired() : 0;
    return sum;
}

std::uint64_t ThreadBattery::in_flight() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& slot : slots_) {
        if (!slot->cannon) continue;
        const auto finished = slot->cannon->finished();
        sum += slot->cannon->fired() - finished;
    }
    return sum;
}

Skips ThreadBattery::skips() const noexcept {
    Skips skips = skips_of_this_start();
    return skips += skips_before_;
}

// What was due and no cannon took before the stop counts as well.
Skips ThreadBattery::skips_of_this_start() const noexcept {
    Skips skips;
    for (const auto& slot : slots_)
        if (slot->loop) skips += slot->loop->skips();
    if (volley_ && pacer_.plan().open()) skips.at_stop += volley_->overdue_at_stop(pacer_);
    return skips;
}

std::size_t ThreadBattery::armed() const noexcept {
    return static_cast<std::size_t>(std::count_if(
        slots_.begin(), slots_.end(), [](const auto& slot) { return slot->cannon != nullptr; }));
}

}  // namespace oct::turret
