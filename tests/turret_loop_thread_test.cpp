// A loop thread's cannons on a manual clock: the ramp, the closed loop, stop, interruption, the
// ledger.
#include "support/catch.hpp"
#include "support/loop_deck.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using oct::testing::LoopDeck;
using oct::testing::Sleeper;
using oct::turret::BlockQueue;
using oct::turret::LoopThread;
using oct::turret::Pacer;
using oct::turret::RunSchedule;

TEST_CASE("a loop thread starts its cannons along the ramp", "[turret][async]") {
    LoopDeck deck(10, 1h);
    deck.prepare(10s);

    deck.advance(1ms);
    CHECK(deck.thread.fired() == 1);
    deck.advance(5s);
    CHECK(deck.thread.fired() == 6);
    deck.advance(5s);
    CHECK(deck.thread.fired() == 10);
    CHECK(deck.thread.in_flight() == 10);
}

TEST_CASE("a loop thread's cannons fire again and again until stop", "[turret][async]") {
    LoopDeck deck(3, 10ms);
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 20; ++i) deck.advance(11ms);
    CHECK(deck.thread.fired() == 63);

    deck.request_stop();
    CHECK(deck.settle());  // what was fired may finish
    CHECK_FALSE(deck.advance(11ms));

    CHECK(deck.thread.fired() == 63);
    CHECK(deck.thread.in_flight() == 0);
    CHECK(deck.thread.running() == 0);
    CHECK(deck.samples() == 63);
}

TEST_CASE("stop ends a loop thread's cannons that have not started yet", "[turret][async]") {
    LoopDeck deck(4, 1ms);
    deck.prepare(1h);
    deck.settle();

    deck.request_stop();
    deck.advance(2ms);
    CHECK_FALSE(deck.settle());

    CHECK(deck.thread.fired() == 1);
    CHECK(deck.samples() == 1);
}

TEST_CASE("a run that ends in the ramp leaves nothing of it to the next", "[turret][async]") {
    LoopDeck deck(4, 1ms);
    deck.prepare(40s);
    deck.advance(10s + 1ms);
    CHECK(deck.thread.fired() >= 2);
    deck.request_stop();
    while (deck.advance(2ms)) {
    }

    deck.prepare(0s);
    CHECK(deck.thread.running() == 4);
    deck.settle();

    CHECK(deck.thread.fired() == 4);
    CHECK(deck.thread.skips().sum() == 0);
}

TEST_CASE("cannons that have not begun end with the stop at once", "[turret][async]") {
    LoopDeck deck(1000, 1h);
    deck.prepare(1h);
    deck.settle();

    CHECK(deck.thread.fired() == 1);
    deck.request_stop();
    deck.settle();
    CHECK(deck.thread.running() == 1);  // what was fired may finish
}

TEST_CASE("interrupted shots count as in flight and leave no sample", "[turret][async]") {
    LoopDeck deck(5, 1h);
    deck.prepare(0s);
    deck.settle();

    deck.request_stop();
    CHECK(deck.settle());
    deck.thread.cancel();
    CHECK_FALSE(deck.settle());

    CHECK(deck.thread.fired() == 5);
    CHECK(deck.thread.in_flight() == 5);
    CHECK(deck.thread.running() == 0);
    CHECK(deck.samples() == 0);
}

TEST_CASE("who blocks a loop that is given up costs what is in flight on it, nothing finished",
          "[turret][async]") {
    struct Blocker final : Sleeper {
        explicit Blocker(std::function<void()>& block) : Sleeper(10ms), blocks(block) {}
        oct::Task<> run() override {
            co_await Sleeper::run();
            if (blocks) std::exchange(blocks, nullptr)();
        }
        std::function<void()>& blocks;
    };
    std::function<void()> block;
    LoopDeck deck(3, [&] { return std::make_unique<Blocker>(block); });
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 2; ++i) deck.advance(11ms);
    REQUIRE(deck.samples() == 0);
    std::size_t taken = 0;
    block = [&] {
        deck.thread.take_finished();
        taken = deck.samples();
    };

    deck.request_stop();
    CHECK_FALSE(deck.advance(11ms));  // it comes back nevertheless

    CHECK(taken == 6);
    CHECK(deck.samples() == 6);
    CHECK(deck.thread.fired() == 9);
    CHECK(deck.thread.in_flight() == 3);

    deck.prepare(0s);  // as after a run that nobody gave up
    deck.settle();
    for (int i = 0; i < 10; ++i) deck.advance(11ms);
    CHECK(deck.samples() > 6);
}

TEST_CASE("a loop thread can run again after it was interrupted", "[turret][async]") {
    LoopDeck deck(2, 10ms);
    deck.prepare(0s);
    deck.settle();
    deck.thread.cancel();
    REQUIRE_FALSE(deck.settle());

    deck.prepare(0s);
    deck.settle();
    deck.advance(11ms);
    CHECK(deck.thread.fired() == 4);
    CHECK(deck.thread.in_flight() == 2);
}

TEST_CASE("a loop thread hands over what it has when that is old", "[turret][async]") {
    LoopDeck deck(1, 10ms);
    deck.prepare(0s);
    deck.settle();
    deck.advance(11ms);
    CHECK(deck.samples() == 0);

    for (int i = 0; i < 6; ++i) deck.advance(10ms);

    CHECK(deck.samples() != 0);
}

TEST_CASE("a loop thread's cannons share the arrivals of an open load", "[turret][async]") {
    LoopDeck deck(5, 1ms);
    deck.config.plan.rate = 100;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 1000; ++i) deck.advance(1ms);
    deck.request_stop();
    deck.advance(2ms);
    CHECK_FALSE(deck.settle());

    CHECK(deck.thread.fired() >= 100);
    CHECK(deck.thread.fired() <= 101);
    std::chrono::nanoseconds worst{};
    for (const auto& block : deck.queue.take())
        for (const auto& sample : block->samples()) worst = std::max(worst, sample.lag);
    CHECK(worst <= 1ms + 66us);  // the step of the clock, and a tick
}

TEST_CASE("a loop thread's starts lie before the end of the run however late the stop comes",
          "[turret][async]") {
    LoopDeck deck(2, 10ms);
    std::uint64_t starts = 0;
    SECTION("of an open load") {
        deck.config.plan.rate = 100;
        starts = 200;
    }
    SECTION("of paced cannons") {
        deck.config.plan.pacing = 250ms;
        starts = 2 * 8;
    }
    SECTION("of cannons that think") {
        deck.config.plan.think_time = 240ms;
        starts = 2 * 8;
    }
    deck.prepare(0s, 2s);
    deck.settle();

    for (int i = 0; i < 2300; ++i) deck.advance(1ms);
    deck.request_stop();
    CHECK_FALSE(deck.settle());

    CHECK(deck.thread.fired() == starts);
    CHECK(deck.thread.skips().sum() + deck.run->overdue(oct::turret::Pacer(deck.config)) == 0);
}

TEST_CASE("a loop thread gives up starts that are overdue when the plan says so",
          "[turret][async]") {
    LoopDeck deck(1, 35ms);
    deck.config.plan.rate = 100;
    deck.config.plan.when_behind = oct::WhenBehind::Skip;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 1000; ++i) deck.advance(1ms);

    CHECK(deck.thread.fired() + deck.thread.skips().sum() >= 96);
    CHECK(deck.thread.fired() + deck.thread.skips().sum() <= 102);
    CHECK(deck.thread.skips().sum() > 70);
    CHECK(deck.thread.skips().no_cannon > 70);
    CHECK(deck.thread.skips().at_stop == 0);
}

TEST_CASE("a loop thread that comes late itself does not blame its cannons", "[turret][async]") {
    LoopDeck deck(1, 0ns);
    deck.config.plan.rate = 100;
    deck.config.plan.when_behind = oct::WhenBehind::Skip;
    deck.prepare(0s);
    deck.settle();

    deck.advance(500ms);  // in one step: nobody looked

    CHECK(deck.thread.skips().turret_late == 39);  // those due more than 100 ms ago
    CHECK(deck.thread.skips().no_cannon == 0);
}

TEST_CASE("starts of a busy paced cannon that are overdue at stop are counted", "[turret][async]") {
    LoopDeck deck(1, 35ms);
    deck.config.plan.pacing = 10ms;
    deck.prepare(0s);
    deck.settle();

    deck.advance(25ms);  // the starts at 10 and at 20 ms wait for the one at 0
    deck.request_stop();
    deck.settle();

    CHECK(deck.thread.fired() == 1);
    CHECK(deck.thread.skips().at_stop == 2);
}

// 3.6e12 starts: a look at each would take hours.
TEST_CASE("a loop thread counts an hour of starts without a look at each", "[turret][async]") {
    LoopDeck deck(1, 20min);
    deck.config.plan.pacing = 1ns;
    SECTION("caught up with") {}
    SECTION("skipped") {
        deck.config.plan.when_behind = oct::WhenBehind::Skip;
    }
    deck.prepare(0s);
    deck.settle();

    deck.advance(20min + 1ms);
    deck.advance(20min + 1ms);
    deck.advance(20min - 3ms);
    deck.request_stop();
    deck.advance(20min);
    CHECK_FALSE(deck.settle());

    const auto time = std::chrono::nanoseconds(1h - 1ms);
    CHECK(deck.thread.fired() == 3);
    CHECK(deck.thread.fired() + deck.thread.skips().sum() ==
          static_cast<std::uint64_t>(time.count()));
}

TEST_CASE("a loop thread paces its cannons from start to start", "[turret][async]") {
    LoopDeck deck(2, 1ms);
    deck.config.plan.pacing = 10ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 95; ++i) deck.advance(1ms);

    CHECK(deck.samples() <= 20);
    CHECK(deck.thread.fired() == 20);  // what waits for its start is not fired
}

TEST_CASE("a loop thread's cannons think between two shots", "[turret][async]") {
    LoopDeck deck(1, 1ms);
    deck.config.plan.think_time = 10ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 120; ++i) deck.advance(1ms);

    CHECK(deck.thread.fired() >= 9);
    CHECK(deck.thread.fired() <= 12);
}

TEST_CASE("no start of a loop thread is late for a setup that takes longer than the think time",
          "[turret][async]") {
    const auto setup = GENERATE(20ms, 300ms);
    LoopDeck deck(1, 10ms, setup);
    deck.config.plan.think_time = 100ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 3000; ++i) deck.advance(1ms);
    deck.request_stop();

    std::vector<oct::Sample> samples;
    while (deck.advance(1ms)) continue;
    for (const auto& block : deck.queue.take())
        samples.insert(samples.end(), block->samples().begin(), block->samples().end());
    REQUIRE(samples.size() >= 9);
    for (const auto& sample : samples) CHECK(sample.lag <= 1ms + 66us);  // a step, and a tick
}

TEST_CASE("stop fires no cannon of a loop thread that is still in its setup", "[turret][async]") {
    LoopDeck deck(2, 10ms, 10ms);
    deck.prepare(0s);
    deck.settle();

    deck.request_stop();
    CHECK_FALSE(deck.advance(11ms));

    CHECK(deck.thread.fired() == 0);
    CHECK(deck.thread.skips().sum() == 0);
    CHECK(deck.samples() == 0);
}

TEST_CASE("a loop thread's cannons leave one by one when the run cools down", "[turret][async]") {
    LoopDeck deck(4, 100ms);
    deck.config.plan.cooldown = 4s;  // they leave at 10, 9, 8 and 7 s
    SECTION("at once") {}
    SECTION("thinking") {
        deck.config.plan.think_time = 100ms;
    }
    SECTION("paced") {
        deck.config.plan.pacing = 500ms;
    }
    deck.prepare(0s, 10s);
    auto run_until = [&, now = 0ms](std::chrono::milliseconds end) mutable {
        bool more = true;
        for (; now < end; now += 10ms) more = deck.advance(10ms);
        return more;
    };

    CHECK(run_until(6'400ms));
    CHECK(deck.thread.running() == 4);
    CHECK(run_until(8'400ms));
    CHECK(deck.thread.running() == 2);
    CHECK_FALSE(run_until(11s));
    CHECK(deck.samples() == deck.thread.fired());
}

TEST_CASE("a loop thread ends when its iterations are done", "[turret][async]") {
    LoopDeck deck(3, 1ms);
    deck.config.plan.iterations = 10;
    deck.prepare(0s);
    bool more = deck.settle();

    for (int i = 0; i < 100 && more; ++i) more = deck.advance(2ms);

    CHECK_FALSE(more);
    CHECK(deck.thread.fired() == 10);
    CHECK(deck.samples() == 10);
}

TEST_CASE("a loop thread runs on a thread of its own", "[turret][async]") {
    oct::TransactionConfig context;
    std::stop_source stop;
    BlockQueue queue(64 << 20);
    const auto& clock = oct::Clock::real();
    LoopThread thread(queue, clock);
    for (std::uint32_t k = 0; k < 100; ++k) thread.add(std::make_unique<Sleeper>(1ms), k);
    oct::TurretConfig config;
    config.cannons = 100;
    const Pacer pacer(config);
    RunSchedule run({clock.now(), clock.wall()}, clock.now(), pacer, false, 0);
    thread.prepare(context, pacer, run, stop.get_token());

    thread.start();
    while (thread.fired() < 300) std::this_thread::yield();
    stop.request_stop();
    thread.wake();
    thread.join();

    std::size_t samples = 0;
    for (const auto& block : queue.take()) samples += block->size();
    CHECK(thread.in_flight() == 0);
    CHECK(thread.fired() == samples);
}
