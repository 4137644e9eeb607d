// A lane's cannons on a manual clock: the ramp, the closed loop, stop, interruption, the ledger.
#include <oct/async_transaction.hpp>
#include <oct/config.hpp>

#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "turret/lane.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

using namespace std::chrono_literals;
using oct::Task;
using oct::testing::ManualClock;
using oct::turret::BlockQueue;
using oct::turret::Lane;
using oct::turret::Pacer;

namespace {

class Sleeper : public oct::AsyncTransaction {
public:
    explicit Sleeper(std::chrono::nanoseconds time) : time_(time) {}
    Task<> run() override { co_await oct::sleep_for(time_); }

private:
    std::chrono::nanoseconds time_;
};

/// A lane of sleepers that the test drives step by step.
struct Deck {
    explicit Deck(std::uint32_t cannons, std::chrono::nanoseconds sleep) {
        config.cannons = cannons;
        for (std::uint32_t k = 0; k < cannons; ++k) lane.add(std::make_unique<Sleeper>(sleep), k);
    }
    void prepare(std::chrono::nanoseconds rampup, std::chrono::nanoseconds run_time = 0s) {
        stop = {};
        claimed = 0;
        config.rampup = rampup;
        lane.prepare({clock.now(), clock.wall(), 0s, run_time}, context, Pacer(config), clock.now(),
                     stop.get_token(), claimed);
    }
    bool advance(std::chrono::nanoseconds by) {
        clock.advance(by);
        return settle();
    }
    bool settle() {
        bool more = true;
        for (int i = 0; i < 8 && more; ++i) more = lane.step(0ns);
        return more;
    }
    std::size_t samples() {
        for (auto& block : queue.take()) {
            taken += block->size();
            queue.recycle(std::move(block));
        }
        return taken;
    }

    oct::TurretConfig config;
    std::atomic<std::uint64_t> claimed = 0;
    std::size_t taken = 0;
    ManualClock clock;
    oct::TransactionConfig context;
    std::stop_source stop;
    BlockQueue queue{64 << 20};
    Lane lane{queue, clock};
};

}  // namespace

TEST_CASE("a lane starts its cannons along the ramp", "[turret][async]") {
    Deck deck(10, 1h);
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
    Deck deck(3, 10ms);
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 20; ++i) deck.advance(11ms);
    CHECK(deck.lane.fired() == 63);

    deck.stop.request_stop();
    CHECK(deck.settle());  // what was fired may finish
    CHECK_FALSE(deck.advance(11ms));

    CHECK(deck.lane.fired() == 63);
    CHECK(deck.lane.in_flight() == 0);
    CHECK(deck.lane.running() == 0);
    CHECK(deck.samples() == 63);
}

TEST_CASE("stop ends a lane's cannons that have not started yet", "[turret][async]") {
    Deck deck(4, 1ms);
    deck.prepare(1h);
    deck.settle();

    deck.stop.request_stop();
    deck.advance(2ms);
    CHECK_FALSE(deck.settle());

    CHECK(deck.lane.fired() == 1);
    CHECK(deck.samples() == 1);
}

TEST_CASE("a run that ends in the ramp leaves nothing of it to the next", "[turret][async]") {
    Deck deck(4, 1ms);
    deck.prepare(40s);
    deck.advance(10s + 1ms);
    CHECK(deck.lane.fired() >= 2);
    deck.stop.request_stop();
    while (deck.advance(2ms)) {
    }

    deck.prepare(0s);
    CHECK(deck.lane.running() == 4);
    deck.settle();

    CHECK(deck.lane.fired() == 4);
    CHECK(deck.lane.skips().sum() == 0);
}

TEST_CASE("cannons that have not begun end with the stop at once", "[turret][async]") {
    Deck deck(1000, 1h);
    deck.prepare(1h);
    deck.settle();

    CHECK(deck.lane.fired() == 1);
    deck.stop.request_stop();
    deck.settle();
    CHECK(deck.lane.running() == 1);  // what was fired may finish
}

TEST_CASE("interrupted shots count as in flight and leave no sample", "[turret][async]") {
    Deck deck(5, 1h);
    deck.prepare(0s);
    deck.settle();

    deck.stop.request_stop();
    CHECK(deck.settle());
    deck.lane.cancel();
    CHECK_FALSE(deck.settle());

    CHECK(deck.lane.fired() == 5);
    CHECK(deck.lane.in_flight() == 5);
    CHECK(deck.lane.running() == 0);
    CHECK(deck.samples() == 0);
}

TEST_CASE("a lane can run again after it was interrupted", "[turret][async]") {
    Deck deck(2, 10ms);
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
    Deck deck(1, 10ms);
    deck.prepare(0s);
    deck.settle();
    deck.advance(11ms);
    CHECK(deck.samples() == 0);

    for (int i = 0; i < 6; ++i) deck.advance(10ms);

    CHECK(deck.samples() != 0);
}

TEST_CASE("a lane's cannons share the arrivals of an open load", "[turret][async]") {
    Deck deck(5, 1ms);
    deck.config.plan.rate = 100;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 1000; ++i) deck.advance(1ms);
    deck.stop.request_stop();
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
    Deck deck(1, 35ms);
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
    Deck deck(1, 0ns);
    deck.config.plan.rate = 100;
    deck.config.plan.when_behind = oct::WhenBehind::Skip;
    deck.prepare(0s);
    deck.settle();

    deck.advance(500ms);  // in one step: nobody looked

    CHECK(deck.lane.skips().turret_late >= 45);
    CHECK(deck.lane.skips().no_cannon == 0);
}

TEST_CASE("starts of a busy paced cannon that are overdue at stop are counted", "[turret][async]") {
    Deck deck(1, 35ms);
    deck.config.plan.pacing = 10ms;
    deck.prepare(0s);
    deck.settle();

    deck.advance(25ms);  // the starts at 10 and at 20 ms wait for the one at 0
    deck.stop.request_stop();
    deck.settle();

    CHECK(deck.lane.fired() == 1);
    CHECK(deck.lane.skips().at_stop == 2);
}

TEST_CASE("a lane paces its cannons from start to start", "[turret][async]") {
    Deck deck(2, 1ms);
    deck.config.plan.pacing = 10ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 95; ++i) deck.advance(1ms);

    CHECK(deck.samples() <= 20);
    CHECK(deck.lane.fired() == 22);  // two of them wait for their start
}

TEST_CASE("a lane's cannons think between two shots", "[turret][async]") {
    Deck deck(1, 1ms);
    deck.config.plan.think_time = 10ms;
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 120; ++i) deck.advance(1ms);

    CHECK(deck.lane.fired() >= 9);
    CHECK(deck.lane.fired() <= 12);
}

TEST_CASE("a lane's cannons leave one by one when the run cools down", "[turret][async]") {
    Deck deck(4, 100ms);
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
    Deck deck(3, 1ms);
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
    std::atomic<std::uint64_t> claimed = 0;
    BlockQueue queue(64 << 20);
    const auto& clock = oct::Clock::real();
    Lane lane(queue, clock);
    for (std::uint32_t k = 0; k < 100; ++k) lane.add(std::make_unique<Sleeper>(1ms), k);
    oct::TurretConfig config;
    config.cannons = 100;
    lane.prepare({clock.now(), clock.wall()}, context, Pacer(config), clock.now(), stop.get_token(),
                 claimed);

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
