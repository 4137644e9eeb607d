// Asynchronous cannons that share one loop, one thread and one block.
#pragma once

#include <oct/async_cannon.hpp>
#include <oct/clock.hpp>
#include <oct/loop.hpp>

#include "turret/block_queue.hpp"
#include "turret/lateness.hpp"
#include "turret/pacer.hpp"
#include "turret/volley.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

namespace oct::turret {

/// A loop thread with its cannons. Its counters have one writer, that thread.
///
/// Threading:  add(), start() and join() from the turret's I/O thread while the loop's thread does
///             not run; step() is that thread's, or a test's that drives the lane itself; the rest
///             from any thread.
class Lane final : public CannonHost {
public:
    Lane(BlockQueue& queue, const Clock& clock);
    ~Lane() override;

    /// Adds a cannon, the turret's number `k`.
    void add(std::unique_ptr<AsyncTransaction> transaction, std::uint32_t k);
    [[nodiscard]] std::size_t cannons() const noexcept { return places_.size(); }

    /// Prepares a run: counters at 0. However many cannons there are, it takes no time: each is
    /// made ready when its place of the ramp has come. `volley` outlives the run.
    void prepare(const TransactionConfig& context, const Pacer& pacer, Volley& volley,
                 const std::stop_token& stop);
    /// Runs on a thread of its own until every cannon has ended.
    ///
    /// Errors: throws std::system_error when the system gives no more threads.
    void start();
    /// Waits for something to do, `longest` at most, and does it. False when every cannon has
    /// ended.
    bool step(std::chrono::nanoseconds longest);
    /// Makes the loop look at the stop token.
    void wake() noexcept { loop_.interrupt(); }
    /// Interrupts what is under way.
    void cancel() noexcept;
    void join();

    [[nodiscard]] std::uint64_t fired() const noexcept { return fired_.load(kRelaxed); }
    [[nodiscard]] std::uint64_t in_flight() const noexcept;
    /// Starts that were given up because their moment had passed (Plan::when_behind), and those of
    /// paced cannons that were overdue at stop.
    [[nodiscard]] Skips skips() const noexcept { return skips_.read(); }
    /// Cannons that have not ended.
    [[nodiscard]] std::size_t running() const noexcept {
        return running_.load(std::memory_order_acquire);
    }

private:
    static constexpr auto kRelaxed = std::memory_order_relaxed;

    /// A cannon with its place in the schedule.
    struct Place final : AsyncCannon {
        Place(std::unique_ptr<AsyncTransaction> transaction, Lane& lane, std::uint32_t number)
            : AsyncCannon(std::move(transaction), lane), k(number) {}
        std::uint32_t k;
        std::uint64_t starts = 0;  // so far, in closed load
        Lateness lateness{std::chrono::nanoseconds(0)};
    };
    /// Lets the cannons begin one after the other: a million of them put into the timer wheel ahead
    /// of the run would take the time of many starts, and those late ones stay together for ever.
    struct Ramp final : Wakeup {
        explicit Ramp(Lane& all) : lane(all) {}
        void wake() override { lane.begin_next(); }
        Lane& lane;
    };
    /// When a shot is to start; no moment: at once.
    struct Start {
        std::optional<SteadyTime> moment;
    };

    SampleBlock& block() override { return *block_; }
    std::optional<SteadyTime> due(AsyncCannon& cannon, SteadyTime intended) override;
    void fired(AsyncCannon& cannon) override;
    void ended(AsyncCannon& cannon, ShotEnd how) override;
    void rested(AsyncCannon& cannon) override;
    void begin_next();
    void await_next();
    std::optional<Start> next_start(Place& place);
    std::optional<SteadyTime> next_moment(Place& place);
    std::optional<SteadyTime> next_arrival();
    std::optional<SteadyTime> next_paced(Place& place);
    [[nodiscard]] SteadyTime closed_start(const Place& place) const;
    [[nodiscard]] std::uint64_t overdue(const Place& place) const;
    void obey();
    void retire();
    void hand_over_old();

    BlockQueue& queue_;
    Loop loop_;
    std::stop_token stop_;
    std::optional<Pacer> pacer_;
    Volley* volley_ = nullptr;
    bool stopping_ = false;
    bool cancelled_ = false;
    std::atomic<bool> cancel_ = false;
    BlockPtr block_;
    SteadyTime opened_{};  // first sample of the block, about
    std::atomic<std::uint64_t> fired_ = 0;
    std::atomic<std::uint64_t> finished_ = 0;
    SkipCounts skips_;
    std::atomic<std::size_t> running_ = 0;
    std::deque<Place> places_;
    std::size_t begun_ = 0;  // of places_, in this run
    Ramp ramp_{*this};
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace oct::turret
