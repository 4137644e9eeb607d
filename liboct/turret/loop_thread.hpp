// Asynchronous cannons that share one loop, one thread and one block.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/loop.hpp>
#include <oct/sample.hpp>

#include "turret/cannon_schedule.hpp"
#include "turret/firing_thread.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>

namespace oct::turret {

/// A thread with a loop, and the cannons on it. Its counters have one writer, that thread.
///
/// Threading:  add() as prepare(); step() is the thread's, or a test's that drives it itself.
class LoopThread final : public FiringThread, private CannonHost {
public:
    LoopThread(BlockQueue& queue, const Clock& clock);
    ~LoopThread() override;

    /// Adds the turret's cannon `k`.
    void add(std::unique_ptr<AsyncTransaction> transaction, std::uint32_t k);

    /// However many cannons there are, it takes no time: each is made ready when its place of the
    /// ramp has come.
    void prepare(const TransactionConfig& context, const Pacer& pacer, RunSchedule& run,
                 const std::stop_token& stop) override;
    /// Waits for something to do, `longest` at most, and does it. False when every cannon has
    /// ended.
    bool step(std::chrono::nanoseconds longest);
    void wake() noexcept override { loop_.interrupt(); }
    bool cancel() noexcept override;

    [[nodiscard]] std::uint64_t fired() const noexcept override { return shots_.fired(); }
    [[nodiscard]] std::uint64_t in_flight() const noexcept override { return shots_.in_flight(); }
    [[nodiscard]] std::size_t cannons() const noexcept override { return places_.size(); }

private:
    /// A cannon with its place in the schedule.
    struct Place final : AsyncCannon {
        Place(std::unique_ptr<AsyncTransaction> transaction, LoopThread& thread, std::uint32_t k)
            : AsyncCannon(std::move(transaction), thread), schedule(k) {}
        CannonSchedule schedule;
    };
    /// Lets the cannons begin one after the other: a million of them put into the timer wheel ahead
    /// of the run would take the time of many starts, and those late ones stay together for ever.
    /// It takes turns with the rounds of the loop: in a queue with those that have begun it would
    /// wait longer with each one that it adds.
    struct Ramp final : Wakeup {
        explicit Ramp(LoopThread& all) : thread(all) {}
        void wake() override { thread.begin_next(); }
        LoopThread& thread;
    };

    void fire() override;
    SampleBlock& block() override;
    std::optional<SteadyTime> due(AsyncCannon& cannon, SteadyTime intended,
                                  SteadyTime now) override;
    void fired(AsyncCannon& cannon) override;
    void ended(AsyncCannon& cannon, ShotEnd how) override;
    void rested(AsyncCannon& cannon) override;
    void begin_next();
    void let_begin(Place& place, SteadyTime now);
    [[nodiscard]] SteadyTime first_start(const Place& place) const;
    void rest(Place& place, std::chrono::milliseconds wait);
    void obey();
    void stop_all();
    void leave(Place& place, SteadyTime now);
    void retire();

    Loop loop_;
    bool stopping_ = false;
    bool cancelled_ = false;
    std::atomic<bool> cancel_ = false;
    ShotCounts shots_;
    SampleBlock nobodys_;  // for samples of shots that end after the thread was given up
    std::deque<Place> places_;
    std::size_t begun_ = 0;  // of places_, in this run
    Ramp ramp_{*this};
};

}  // namespace oct::turret
