// A loop thread of asynchronous cannons on a clock that tests move by hand.
#pragma once

#include <oct/async.hpp>
#include <oct/config.hpp>

#include "support/manual_clock.hpp"
#include "turret/loop_thread.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

namespace oct::testing {

/// Sleeps in setup() and in run().
class Sleeper : public AsyncTransaction {
public:
    explicit Sleeper(std::chrono::nanoseconds time, std::chrono::nanoseconds setup = {})
        : time_(time), setup_(setup) {}
    Task<> setup() override {
        if (setup_.count() != 0) co_await sleep_for(setup_);
    }
    Task<> run() override { co_await sleep_for(time_); }

private:
    std::chrono::nanoseconds time_, setup_;
};

/// A loop thread of sleepers that the test drives step by step.
struct LoopDeck {
    LoopDeck(std::uint32_t cannons, std::chrono::nanoseconds sleep,
             std::chrono::nanoseconds setup = {})
        : LoopDeck(cannons, [=] { return std::make_unique<Sleeper>(sleep, setup); }) {}
    template <std::invocable Make>
    LoopDeck(std::uint32_t cannons, Make make) {
        config.cannons = cannons;
        for (std::uint32_t k = 0; k < cannons; ++k) thread.add(make(), k);
    }
    /// `late`: how long ago the run has begun.
    void prepare(std::chrono::nanoseconds rampup, std::chrono::nanoseconds run_time = {},
                 std::chrono::nanoseconds late = {}) {
        stop = {};
        config.rampup = rampup;
        const turret::Pacer pacer(config);
        run.emplace(RunAnchor{clock.now() - late, clock.wall() - late, {}, run_time}, clock.now(),
                    pacer, false, 0);
        thread.prepare(context, pacer, *run, stop.get_token());
    }
    void request_stop() {
        run->end(clock.now());
        stop.request_stop();
    }
    bool advance(std::chrono::nanoseconds by) {
        clock.advance(by);
        return settle();
    }
    bool settle() {
        bool more = true;
        for (int i = 0; i < 8 && more; ++i) more = thread.step(std::chrono::nanoseconds(0));
        return more;
    }
    std::size_t samples() {
        for (auto& block : queue.take()) {
            taken += block->size();
            queue.recycle(std::move(block));
        }
        return taken;
    }

    TurretConfig config;
    std::optional<turret::RunSchedule> run;
    std::size_t taken = 0;
    ManualClock clock;
    TransactionConfig context;
    std::stop_source stop;
    turret::BlockQueue queue{std::size_t{64} << 20};
    turret::LoopThread thread{queue, clock};
};

}  // namespace oct::testing
