// A thread that fires, with its cannons: what a battery needs to know of it.
#pragma once

#include <oct/clock.hpp>
#include <oct/transaction.hpp>

#include "turret/back_off.hpp"
#include "turret/block_filler.hpp"
#include "turret/cannon_time.hpp"
#include "turret/seal.hpp"
#include "turret/thread_schedule.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <system_error>
#include <thread>

namespace oct::turret {

/// One of a battery's threads.
///
/// Threading:  prepare(), start(), join() and what ends a run are called from the turret's I/O
///             thread; prepare() while the thread does not run. The counts may be read from any.
/// Ownership:  queue and clock outlive it.
class FiringThread {
public:
    FiringThread(BlockQueue& queue, const Clock& clock) : clock_(clock), filler_(queue) {}
    FiringThread(const FiringThread&) = delete;
    FiringThread& operator=(const FiringThread&) = delete;
    virtual ~FiringThread() = default;

    /// Prepares a run: counts at 0. `run` and `context` outlive it.
    virtual void prepare(const TransactionConfig& context, const Pacer& pacer, RunSchedule& run,
                         const std::stop_token& stop) = 0;
    /// Fires on a thread of its own until the cannons have ended. The thread stays until join():
    /// how long it waited for a CPU can be read as long as it is there.
    ///
    /// Errors: throws std::system_error when the system gives no more threads.
    void start();
    /// Instead of start(): there will be no thread.
    void withdraw() noexcept { running_ = 0; }
    void join();

    /// Makes the thread look at the stop token.
    virtual void wake() noexcept {}
    /// Interrupts what is under way. False when there is no way to.
    virtual bool cancel() noexcept { return false; }
    /// The thread does not come back from the user's code: hands over what it has finished. When it
    /// does come back, it ends.
    void take_finished();
    /// As the system numbers it (gettid(2)); 0: it has not begun.
    [[nodiscard]] int number() const noexcept { return number_; }

    [[nodiscard]] virtual std::uint64_t fired() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t in_flight() const noexcept = 0;
    /// Intended starts of its cannons that never came.
    [[nodiscard]] Skips skips() const noexcept {
        return schedule_ ? schedule_->skips.read() : Skips{};
    }
    [[nodiscard]] virtual std::size_t cannons() const noexcept = 0;
    /// Cannons that have been started and not ended.
    [[nodiscard]] std::size_t running() const noexcept {
        return running_.load(std::memory_order_acquire);
    }
    /// How long its cannons were there until `now`, and busy.
    [[nodiscard]] CannonTime time(SteadyTime now) const noexcept { return times_.read(now); }

protected:
    /// Fires until the cannons have ended: running() is 0 then.
    virtual void fire() = 0;
    /// Of a cannon that has just added its sample: how long it waits before it tries again. It does
    /// when setup() failed, or when this machine lacked something, and never for what the target
    /// said.
    [[nodiscard]] std::chrono::milliseconds wait_after(BackOff& place, std::errc shortage);

    const Clock& clock_;
    BlockFiller filler_;
    Seal seal_;                               // of its block
    std::optional<ThreadSchedule> schedule_;  // of the run prepared last
    std::atomic<std::size_t> running_ = 0;
    CannonTimes times_;

private:
    std::atomic<bool> may_go_ = false;
    std::atomic<int> number_ = 0;
    std::jthread thread_;  // joined by the destructors of those who fire: it uses their members
};

}  // namespace oct::turret
