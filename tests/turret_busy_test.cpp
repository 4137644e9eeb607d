// How many cannons are busy, and what those wait for that are not, on a clock moved by hand.
#include "support/catch.hpp"
#include "support/loop_deck.hpp"
#include "support/virtual_range.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using oct::Task;
using oct::testing::LoopDeck;
using oct::testing::ManualClock;
using oct::testing::VirtualClock;
using oct::testing::VirtualRange;
using std::chrono::nanoseconds;

namespace {

constexpr auto kVisitNothing = [](const oct::SampleBlock&) {};

/// Keeps the thread for itself, in each of its hooks.
class Burner : public oct::AsyncTransaction {
public:
    struct Times {
        nanoseconds setup{}, run{}, tear_down{};
    };
    Burner(const ManualClock*& clock, Times times) : clock_(clock), times_(times) {}
    Task<> setup() override {
        clock_->advance(times_.setup);
        return {};
    }
    Task<> run() override {
        clock_->advance(times_.run);
        return {};
    }
    Task<> tear_down() override {
        clock_->advance(times_.tear_down);
        co_return;
    }

private:
    const ManualClock*& clock_;
    Times times_;
};

/// A loop thread of them.
struct Burners {
    Burners(std::uint32_t cannons, Burner::Times times)
        : deck(cannons, [this, times] { return std::make_unique<Burner>(clock, times); }) {
        clock = &deck.clock;
    }
    std::vector<oct::Sample> stop() {
        deck.request_stop();
        deck.settle();
        std::vector<oct::Sample> all;
        for (auto& block : deck.queue.take())
            all.insert(all.end(), block->samples().begin(), block->samples().end());
        return all;
    }
    oct::turret::CannonTime time() const { return deck.thread.time(deck.clock.now()); }

    const ManualClock* clock = nullptr;
    LoopDeck deck;
};

double busy_cannons(const oct::turret::CannonTime& time, std::uint32_t cannons) {
    return static_cast<double>(time.busy.count()) / static_cast<double>(time.there.count()) *
           cannons;
}

}  // namespace

TEST_CASE("cannons that only wait for the target are all busy", "[turret][async]") {
    LoopDeck deck(5, 10ms);
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 1000; ++i) deck.advance(1ms);

    const auto time = deck.thread.time(deck.clock.now());

    CHECK(time.there == 5 * 1000ms);
    CHECK(time.busy == time.there);
}

TEST_CASE("of cannons that keep their thread to themselves one is busy", "[turret][async]") {
    Burners burners(4, {.setup = 1ms, .run = 8ms, .tear_down = 1ms});
    burners.deck.prepare(0s);
    while (burners.time().there < 4 * 10s) burners.deck.thread.step(0ns);

    CHECK(busy_cannons(burners.time(), 4) == Approx(1).epsilon(0.01));
}

TEST_CASE("what a free cannon waits for its turn is lag, and no part of setup", "[turret][async]") {
    Burners burners(3, {.setup = 2ms, .run = 7ms, .tear_down = 1ms});
    burners.deck.prepare(0s);
    for (int i = 0; i < 50; ++i) burners.deck.thread.step(0ns);

    const auto samples = burners.stop();

    // Beside its own 10 ms each waits for those of the two others.
    REQUIRE(samples.size() > 1000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        CHECK(samples[i].service == 7ms);
        if (i >= 200) CHECK(samples[i].lag == 20ms);  // all have begun
    }
}

TEST_CASE("a thinking cannon whose think time is over is late by the wait for its turn",
          "[turret][async]") {
    Burners burners(3, {.setup = 2ms, .run = 7ms, .tear_down = 1ms});
    burners.deck.config.plan.think_time = 1ms;  // of the 3 ms that tear_down() and setup() take
    burners.deck.prepare(0s);
    for (int i = 0; i < 50; ++i) burners.deck.thread.step(0ns);

    const auto samples = burners.stop();

    REQUIRE(samples.size() > 1000);
    for (std::size_t i = 200; i < samples.size(); ++i) CHECK(samples[i].lag == 20ms);
}

TEST_CASE("a cannon alone on its loop never waits for its turn", "[turret][async]") {
    Burners burners(1, {.setup = 2ms, .run = 7ms, .tear_down = 1ms});
    burners.deck.prepare(0s);
    for (int i = 0; i < 50; ++i) burners.deck.thread.step(0ns);

    for (const auto& sample : burners.stop()) CHECK(sample.lag == 0ns);
    CHECK(burners.time().busy == burners.time().there);
}

TEST_CASE("cannons begin in time that grows with their number, not with its square",
          "[turret][async]") {
    constexpr std::uint32_t kCannons = 2000;
    static const ManualClock* clock = nullptr;
    static std::uint32_t begun = 0;
    struct Beginner : oct::AsyncTransaction {
        Task<> run() override {
            if (!std::exchange(is_old, true)) ++begun;
            clock->advance(20us);
            return {};
        }
        bool is_old = false;
    };
    LoopDeck deck(kCannons, [] { return std::make_unique<Beginner>(); });
    clock = &deck.clock;
    deck.prepare(0s);

    while (begun < kCannons) deck.thread.step(0ns);

    CHECK(deck.thread.fired() < 20 * kCannons);
}

TEST_CASE("each cannon of a loop has its turn as often as the others", "[turret][async]") {
    constexpr std::uint32_t kCannons = 8;
    std::vector<int> turns(kCannons);
    static const ManualClock* clock = nullptr;
    struct Holder : oct::AsyncTransaction {
        explicit Holder(int& count) : turns(count) {}
        Task<> run() override {
            ++turns;
            clock->advance(10us);
            co_await oct::sleep_for(0s);
        }
        int& turns;
    };
    std::uint32_t k = 0;
    LoopDeck deck(kCannons, [&] { return std::make_unique<Holder>(turns[k++]); });
    clock = &deck.clock;
    deck.prepare(0s);
    deck.settle();
    std::fill(turns.begin(), turns.end(), 0);
    for (int i = 0; i < 100; ++i) deck.thread.step(0ns);

    const auto [least, most] = std::minmax_element(turns.begin(), turns.end());
    CHECK(*least > 100);
    CHECK(*most - *least <= 2);
}

TEST_CASE("a lock that is handed on is not taken again by who had it", "[turret][async]") {
    struct Lock {
        bool taken = false;
        std::deque<std::shared_ptr<oct::Signal>> waiting{};
    };
    struct Holder : oct::AsyncTransaction {
        Holder(Lock& one, int& count) : lock(one), turns(count) {}
        Task<> run() override {
            while (lock.taken) {
                const auto freed = lock.waiting.emplace_back(std::make_shared<oct::Signal>());
                co_await *freed;
            }
            lock.taken = true;
            ++turns;
            co_await oct::sleep_for(163us);
            lock.taken = false;
            if (lock.waiting.empty()) co_return;
            lock.waiting.front()->set();
            lock.waiting.pop_front();
        }
        Lock& lock;
        int& turns;
    };
    Lock lock;
    std::vector<int> turns(8);
    std::size_t k = 0;
    LoopDeck deck(8, [&] { return std::make_unique<Holder>(lock, turns[k++]); });
    deck.prepare(0s);
    deck.settle();

    for (int i = 0; i < 1000; ++i) deck.advance(200us);

    const auto [least, most] = std::minmax_element(turns.begin(), turns.end());
    CHECK(*least > 50);
    CHECK(*most - *least <= 1);
}

TEST_CASE("a cannon is there from its place in the ramp until it leaves", "[turret][async]") {
    LoopDeck deck(4, 10ms);
    deck.prepare(4s);  // at 0, 1, 2 and 3 s
    deck.settle();
    for (int i = 0; i < 5000; ++i) deck.advance(1ms);
    CHECK(deck.thread.time(deck.clock.now()).there == 5s + 4s + 3s + 2s);

    deck.request_stop();
    for (int i = 0; i < 20; ++i) deck.advance(1ms);
    const auto time = deck.thread.time(deck.clock.now());
    deck.advance(1h);

    CHECK(deck.thread.time(deck.clock.now()).there == time.there);
    CHECK(static_cast<double>(time.busy.count()) ==
          Approx(static_cast<double>(time.there.count())).epsilon(0.01));
}

TEST_CASE("what is left of a pause at the stop is no work either", "[turret][async]") {
    LoopDeck deck(2, 25ms);
    deck.config.plan.pacing = 100s;
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 1000; ++i) deck.advance(1ms);
    deck.request_stop();
    deck.settle();

    CHECK(busy_cannons(deck.thread.time(deck.clock.now()), 2) == Approx(2 * 0.025).epsilon(0.1));
}

TEST_CASE("think time and pacing are no work", "[turret]") {
    oct::TurretConfig config;
    config.cannons = 2;
    SECTION("think time") {
        config.plan.think_time = 75ms;
    }
    SECTION("pacing") {
        config.plan.pacing = 100ms;
    }
    VirtualRange range(config, [](const VirtualClock& clock) { clock.advance(25ms); });

    range.run(10s, kVisitNothing);

    CHECK(busy_cannons(range.time(), 2) == Approx(0.5).epsilon(0.02));
}

TEST_CASE("the wait of a blocking cannon for its place in the ramp is no rest", "[turret]") {
    oct::TurretConfig config;
    config.cannons = 10;
    config.rampup = 5s;
    SECTION("and setup counts as work") {}
    SECTION("also where the run ends by iterations") {
        config.plan.iterations = 50;
    }
    VirtualRange range(
        config, [](const VirtualClock& clock) { clock.advance(10ms); },
        [](const VirtualClock& clock) { clock.advance(10ms); });

    range.run(10s, kVisitNothing);

    const auto time = range.time();
    CHECK(time.there > 0s);
    CHECK(time.busy == time.there);
}
