// A lane's cannons on a manual clock: the ramp, the closed loop, stop, interruption, the ledger.
#include "support/catch.hpp"
#include "support/lane_deck.hpp"

#include <algorithm>
#include <memory>
#include <thread>

using namespace std::chrono_literals;
using oct::testing::LaneDeck;
using oct::testing::Sleeper;
using oct::turret::BlockQueue;
using oct::turret::Lane;
using oct::turret::Pacer;
using oct::turret::Volley;

TEST_CASE("a lane starts its cannons along the ramp", "[turret][async]") {
    LaneDeck deck(10, 1h);
    deck.prepare(10s);

    deck.advance(1ms);
    CHECK(deck.lane.fired() == 1);
    deck.advance(5s);
    CHECK(deck.lane.fired() == 6);
    deck.advance(5s);
    CHECK(deck.lane.fired() == 10);
    CHECK(deck.lane.in_flight() == 10);
}

TEST_CASE("a lane's cannons fire again and again until stop", "[turret][async]") {
    LaneDeck deck(3, 10ms);
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 20; ++i) deck.advance(11ms);
    CHECK(deck.lane.fired() == 63);

    deck.request_stop();
    CHECK(deck.settle());  // what was fired may finish
    CHECK_FALSE(deck.advance(11ms));

    CHECK(deck.lane.fired() == 63);
    CHECK(deck.lane.in_flight() == 0);
    CHECK(deck.lane.running() == 0);
    CHECK(deck.samples() == 63);
}

TEST_CASE("stop ends a lane's cannons that have not started yet", "[turret][async]") {
    LaneDeck deck(4, 1ms);
    deck.prepare(1h);
    deck.settle();

    deck.request_stop();
    deck.advance(2ms);
    CHECK_FALSE(deck.settle());

    CHECK(deck.lane.fired() == 1);
    CHECK(deck.samples() == 1);
}

TEST_CASE("a run that ends in the ramp leaves nothing of it to the next", "[turret][async]") {
    LaneDeck deck(4, 1ms);
    deck.prepare(40s);
    deck.advance(10s + 1ms);
    CHECK(deck.lane.fired() >= 2);
    deck.request_stop();
    while (deck.advance(2ms)) {
    }

    deck.prepare(0s);
    CHECK(deck.lane.running() == 4);
    deck.settle();

    CHECK(deck.lane.fired() == 4);
    CHECK(deck.lane.skips().sum() == 0);
}

TEST_CASE("cannons that have not begun end with the stop at once", "[turret][async]") {
    LaneDeck deck(1000, 1h);
    deck.prepare(1h);
    deck.settle();

    CHECK(deck.lane.fired() == 1);
    deck.request_stop();
    deck.settle();
    CHECK(deck.lane.running() == 1);  // what was fired may finish
}

TEST_CASE("interrupted shots count as in flight and leave no sample", "[turret][async]") {
    LaneDeck deck(5, 1h);
    deck.prepare(0s);
    deck.settle();

    deck.request_stop();
    CHECK(deck.settle());
    deck.lane.cancel();
    CHECK_FALSE(deck.settle());

    CHECK(deck.lane.fired() == 5);
    CHECK(deck.lane.in_flight() == 5);
    CHECK(deck.lane.running() == 0);
    CHECK(deck.samples() == 0);
}

TEST_CASE("a lane can run again after it was interrupted", "[turret][async]") {
    LaneDeck deck(2, 10ms);
    deck.prepare(0s);
    deck.settle();
    deck.lane.cancel();
    REQUIRE_FALSE(deck.settle());

    deck.prepare(0s);
    deck.settle();
    deck.advance(11ms);
    CHECK(deck.lane.fired() == 4);
    CHECK(deck.lane.in_flight() == 2);
}

TEST_CASE("a lane hands over what it has when that is old", "[turret][async]") {
    LaneDeck deck(1, 10ms);
    deck.prepare(0s);
    deck.settle();
    deck.advance(11ms);
    CHECK(deck.samples() == 0);

    for (int i = 0; i < 6; ++i) deck.advance(10ms);

    CHECK(deck.samples() != 0);
}

TEST_CASE("a lane's cannons share the arrivals of an open load", "[turret][async]") {
    LaneDeck deck(5, 1ms);
    deck.config.plan.rate = 100;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 1000; ++i) deck.advance(1ms);
    deck.request_stop();
    deck.advance(2ms);
    CHECK_FALSE(deck.settle());

    CHECK(deck.lane.fired() >= 100);
    CHECK(deck.lane.fired() <= 101);
    std::chrono::nanoseconds worst{};
    for (const auto& block : deck.queue.take())
        for (const auto& sample : block->samples()) worst = std::max(worst, sample.lag);
    CHECK(worst <= 1ms + 66us);  // the step of the clock, and a tick
}

TEST_CASE("a lane gives up starts that are overdue when the plan says so", "[turret][async]") {
    LaneDeck deck(1, 35ms);
    deck.config.plan.rate = 100;
    deck.config.plan.when_behind = oct::WhenBehind::Skip;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 1000; ++i) deck.advance(1ms);

    CHECK(deck.lane.fired() + deck.lane.skips().sum() >= 96);
    CHECK(deck.lane.fired() + deck.lane.skips().sum() <= 102);
    CHECK(deck.lane.skips().sum() > 70);
    CHECK(deck.lane.skips().no_cannon > 70);
    CHECK(deck.lane.skips().at_stop == 0);
}

TEST_CASE("a lane that comes late itself does not blame its cannons", "[turret][async]") {
    LaneDeck deck(1, 0ns);
    deck.config.plan.rate = 100;
    deck.config.plan.when_behind = oct::WhenBehind::Skip;
    deck.prepare(0s);
    deck.settle();

    deck.advance(500ms);  // in one step: nobody looked

    CHECK(deck.lane.skips().turret_late == 39);  // those due more than 100 ms ago
    CHECK(deck.lane.skips().no_cannon == 0);
}

TEST_CASE("starts of a busy paced cannon that are overdue at stop are counted", "[turret][async]") {
    LaneDeck deck(1, 35ms);
    deck.config.plan.pacing = 10ms;
    deck.prepare(0s);
    deck.settle();

    deck.advance(25ms);  // the starts at 10 and at 20 ms wait for the one at 0
    deck.request_stop();
    deck.settle();

    CHECK(deck.lane.fired() == 1);
    CHECK(deck.lane.skips().at_stop == 2);
}

TEST_CASE("a lane paces its cannons from start to start", "[turret][async]") {
    LaneDeck deck(2, 1ms);
    deck.config.plan.pacing = 10ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 95; ++i) deck.advance(1ms);

    CHECK(deck.samples() <= 20);
    CHECK(deck.lane.fired() == 20);  // what waits for its start is not fired
}

TEST_CASE("a lane's cannons think between two shots", "[turret][async]") {
    LaneDeck deck(1, 1ms);
    deck.config.plan.think_time = 10ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 120; ++i) deck.advance(1ms);

    CHECK(deck.lane.fired() >= 9);
    CHECK(deck.lane.fired() <= 12);
}

TEST_CASE("a lane's cannons leave one by one when the run cools down", "[turret][async]") {
    LaneDeck deck(4, 100ms);
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
    CHECK(deck.lane.running() == 4);
    CHECK(run_until(8'400ms));
    CHECK(deck.lane.running() == 2);
    CHECK_FALSE(run_until(11s));
    CHECK(deck.samples() == deck.lane.fired());
}

TEST_CASE("a lane ends when its iterations are done", "[turret][async]") {
    LaneDeck deck(3, 1ms);
    deck.config.plan.iterations = 10;
    deck.prepare(0s);
    bool more = deck.settle();

    for (int i = 0; i < 100 && more; ++i) more = deck.advance(2ms);

    CHECK_FALSE(more);
    CHECK(deck.lane.fired() == 10);
    CHECK(deck.samples() == 10);
}

TEST_CASE("a lane runs on a thread of its own", "[turret][async]") {
    oct::TransactionConfig context;
    std::stop_source stop;
    BlockQueue queue(64 << 20);
    const auto& clock = oct::Clock::real();
    Lane lane(queue, clock);
    for (std::uint32_t k = 0; k < 100; ++k) lane.add(std::make_unique<Sleeper>(1ms), k);
    oct::TurretConfig config;
    config.cannons = 100;
    const Pacer pacer(config);
    Volley volley({clock.now(), clock.wall()}, clock.now(), pacer, false, 0);
    lane.prepare(context, pacer, volley, stop.get_token());

    lane.start();
    while (lane.fired() < 300) std::this_thread::yield();
    stop.request_stop();
    lane.wake();
    lane.join();

    std::size_t samples = 0;
    for (const auto& block : queue.take()) samples += block->size();
    CHECK(lane.in_flight() == 0);
    CHECK(lane.fired() == samples);
}
