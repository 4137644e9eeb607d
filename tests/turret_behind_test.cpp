// Which starts are behind: blocking and asynchronous cannons that were busy, set up late, woke
// late.
#include "support/catch.hpp"
#include "support/loop_deck.hpp"
#include "turret/cannon_thread.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using oct::Plan;
using oct::WhenBehind;
using oct::testing::LoopDeck;
using oct::turret::BlockQueue;
using oct::turret::CannonThread;
using oct::turret::Pacer;
using oct::turret::RunSchedule;
using std::chrono::nanoseconds;

namespace {

/// Who waits wakes too late by what `late` says.
class LateClock final : public oct::Clock {
public:
    oct::SteadyTime now() const noexcept override { return now_; }
    oct::WallTime wall() const noexcept override { return oct::WallTime(now_.time_since_epoch()); }
    bool wait_until(oct::SteadyTime moment, std::stop_token) const override {
        now_ = std::max(now_, moment + late(now_));
        return true;
    }
    void advance(nanoseconds by) const { now_ += by; }

    std::function<nanoseconds(oct::SteadyTime)> late = [](oct::SteadyTime) { return 0ns; };

private:
    mutable oct::SteadyTime now_{1s};
};

/// A transaction that moves the clock: in its first setup(), and in each run().
class Shot final : public oct::Transaction {
public:
    Shot(const LateClock& clock, nanoseconds setup, nanoseconds run)
        : clock_(clock), setup_(setup), run_(run) {}
    void setup() override {
        clock_.advance(std::exchange(setup_, 0ns));
        ++setups;
    }
    void run() override { clock_.advance(run_); }
    std::uint64_t setups = 0;

private:
    const LateClock& clock_;
    nanoseconds setup_, run_;
};

/// One blocking cannon of an open load.
struct Gun {
    Gun(double rate, WhenBehind policy, nanoseconds setup, nanoseconds run) {
        config.cannons = 1;
        config.plan.rate = rate;
        config.plan.when_behind = policy;
        auto transaction = std::make_unique<Shot>(clock, setup, run);
        shot = transaction.get();
        cannon = std::make_unique<CannonThread>(std::move(transaction), 0, queue, clock);
    }
    /// `late`: how long ago the run has begun when the cannon's thread does.
    std::vector<oct::Sample> fire(int shots, nanoseconds late = 0ns) {
        const Pacer pacer(config);
        RunSchedule run({clock.now(), clock.wall()}, clock.now(), pacer, false, 0);
        cannon->prepare(context, pacer, run, {});
        clock.advance(late);
        for (int i = 0; i < shots; ++i) REQUIRE(cannon->step());
        cannon->finish();
        skips = cannon->skips();
        std::vector<oct::Sample> samples;
        for (const auto& block : queue.take())
            samples.insert(samples.end(), block->samples().begin(), block->samples().end());
        return samples;
    }

    LateClock clock;
    oct::TurretConfig config;
    oct::TransactionConfig context;
    BlockQueue queue{64 << 20};
    Shot* shot = nullptr;
    std::unique_ptr<CannonThread> cannon;
    oct::turret::Skips skips;
};

nanoseconds longest_lag(const std::vector<oct::Sample>& samples) {
    nanoseconds longest{};
    for (const auto& sample : samples) longest = std::max(longest, sample.lag);
    return longest;
}

}  // namespace

TEST_CASE("a thread that is not up when the run begins makes no start skipped", "[turret]") {
    Gun gun(1000, WhenBehind::Skip, 0ns, 100us);

    const auto samples = gun.fire(20, 5ms);

    CHECK(gun.skips.sum() == 0);
    REQUIRE(samples.size() == 20);
    CHECK(samples.front().lag == 5ms);  // to be seen
    CHECK(samples.back().lag == 0ms);
}

TEST_CASE("a start that a free cannon wakes late for is fired", "[turret]") {
    Gun gun(10'000, WhenBehind::Skip, 0ns, 40us);
    gun.clock.late = [](oct::SteadyTime) { return 150us; };

    const auto samples = gun.fire(100);

    CHECK(gun.skips.sum() == 0);
    CHECK(longest_lag(samples) == 150us);
}

TEST_CASE("a skipping turret that is late itself for long skips what it was late for", "[turret]") {
    Gun gun(1000, WhenBehind::Skip, 0ns, 0ns);
    gun.clock.late = [](oct::SteadyTime now) { return now < oct::SteadyTime(1s + 5ms) ? 0s : 1s; };

    const auto samples = gun.fire(20);

    CHECK(gun.skips.no_cannon == 0);
    CHECK(gun.skips.turret_late == 900);
    CHECK(longest_lag(samples) == oct::turret::StartJudge::kMostOwn);
}

TEST_CASE("what a busy cannon and a late turret do to one start is told apart", "[turret]") {
    Gun gun(1000, WhenBehind::Skip, 0ns, 2'500us);  // free for each third start
    gun.clock.late = [](oct::SteadyTime) { return 100us; };

    const auto samples = gun.fire(10);

    CHECK(gun.skips.no_cannon == 18);
    CHECK(gun.skips.turret_late == 0);
    for (const auto& sample : samples) CHECK(sample.lag <= 100us);
}

TEST_CASE("a start is behind when its setup is not over at the moment", "[turret]") {
    Gun skipping(100, WhenBehind::Skip, 125ms, 1ms);
    CHECK(longest_lag(skipping.fire(10)) == 0ms);
    CHECK(skipping.skips.no_cannon == 13);
    CHECK(skipping.skips.sum() == 13);
    CHECK(skipping.shot->setups == 10);  // one for each shot

    Gun capped(100, WhenBehind::Capped, 25ms, 1ms);
    capped.config.plan.max_lag = 10ms;
    CHECK(longest_lag(capped.fire(10)) == 5ms);
    CHECK(capped.skips.no_cannon == 2);
    CHECK(capped.skips.sum() == 2);
}

TEST_CASE("the first setup makes no start skipped: nobody can be set up when a run begins",
          "[turret]") {
    Gun gun(100, WhenBehind::Skip, 25ms, 1ms);

    const auto samples = gun.fire(10);

    CHECK(gun.skips.sum() == 0);
    CHECK(longest_lag(samples) == 25ms);  // in the response times, as any lag
    CHECK(samples.back().lag == 0ms);
}

TEST_CASE("a capped load is never later than its cap, not by the turret's fault either",
          "[turret]") {
    Gun gun(100, WhenBehind::Capped, 0ns, 1ms);
    gun.config.plan.max_lag = 10ms;
    gun.clock.late = [](oct::SteadyTime now) {
        return now < oct::SteadyTime(1s + 5ms) ? 25ms : 0s;
    };

    CHECK(longest_lag(gun.fire(10)) <= 10ms);
    CHECK(gun.skips.turret_late == 2);
    CHECK(gun.skips.no_cannon == 0);
}

TEST_CASE("a loop that is not up when the run begins makes no start skipped", "[turret][async]") {
    LoopDeck deck(2, 100us);
    deck.config.plan.rate = 1000;
    deck.config.plan.when_behind = WhenBehind::Skip;
    deck.prepare(0s, 0s, 5ms);
    deck.settle();

    for (int i = 0; i < 200; ++i) deck.advance(170us);  // some ticks of the wheel

    CHECK(deck.thread.skips().sum() == 0);
    CHECK(deck.thread.fired() >= 38);
}

TEST_CASE("an asynchronous start is behind when its setup is not over at the moment",
          "[turret][async]") {
    LoopDeck deck(1, 1ms, 25ms);
    deck.config.plan.rate = 100;
    deck.config.plan.when_behind = WhenBehind::Skip;
    SECTION("skipped") {}
    SECTION("skipped when it is too late") {
        deck.config.plan.when_behind = WhenBehind::Capped;
        deck.config.plan.max_lag = 12ms;
    }
    deck.prepare(0s);
    deck.settle();
    for (int i = 0; i < 1000; ++i) deck.advance(1ms);
    deck.request_stop();
    while (deck.advance(1ms)) continue;

    // The first setup() of a skipping plan is forgiven.
    const auto allowed = deck.config.plan.when_behind == WhenBehind::Capped ? 12ms : 27ms;
    for (const auto& block : deck.queue.take())
        for (const auto& sample : block->samples()) CHECK(sample.lag <= allowed);
    CHECK(deck.thread.skips().no_cannon >= 50);
    CHECK(deck.thread.skips().turret_late == 0);
}

TEST_CASE("a shot that never got out of its setup was not fired", "[turret][async]") {
    LoopDeck deck(3, 1ms, 1h);
    deck.config.plan.rate = 100;
    deck.prepare(0s);
    deck.settle();
    deck.advance(15ms);  // two arrivals are due, the third is not
    deck.request_stop();
    deck.settle();
    deck.thread.cancel();
    CHECK_FALSE(deck.settle());

    CHECK(deck.thread.fired() == 0);
    CHECK(deck.thread.in_flight() == 0);
    CHECK(deck.thread.skips().at_stop == 2);
}

TEST_CASE("every intended start of a loop thread is fired or skipped, whatever the plan",
          "[turret][async]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto up_to = [&](std::uint64_t most) { return nanoseconds(random() % most); };
    for (int round = 0; round < 60; ++round) {
        const auto cannons = static_cast<std::uint32_t>(random() % 9 + 1);
        LoopDeck deck(cannons, up_to(20'000'000), up_to(2) * 3'000'000);
        Plan& plan = deck.config.plan;
        plan.rate = static_cast<double>(random() % 2000 + 1);
        plan.when_behind = static_cast<WhenBehind>(random() % 3);
        plan.max_lag = up_to(50'000'000);
        if (random() % 2 == 0) plan.arrivals = oct::Arrivals::Poisson;
        if (random() % 4 == 0) plan.iterations = random() % 500;
        deck.config.of = static_cast<std::uint32_t>(random() % 5 + 1);
        deck.config.index = static_cast<std::uint32_t>(random() % deck.config.of);
        CAPTURE(oct::to_string(plan), cannons, deck.config.of);
        deck.prepare(0s);
        for (int i = 0; i < 300; ++i) deck.advance(up_to(2'000'000));
        deck.request_stop();
        const auto time = deck.clock.now() - deck.run->anchor().start;
        deck.settle();
        if (random() % 2 == 0) deck.thread.cancel();
        while (deck.advance(1ms)) continue;

        const Pacer pacer(deck.config);
        const auto skipped = deck.thread.skips().sum() + deck.run->overdue(pacer);
        CHECK(deck.thread.fired() + skipped == pacer.arrivals_before(time));
        CHECK(deck.samples() == deck.thread.fired() - deck.thread.in_flight());
    }
}
