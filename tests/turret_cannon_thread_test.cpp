// What cannons do with a plan, in virtual time: policies, pauses, warm-up, and the account of it.
#include "support/catch.hpp"
#include "support/virtual_range.hpp"
#include "turret/idle.hpp"

#include <random>
#include <thread>

using namespace std::chrono_literals;
using oct::Plan;
using oct::WhenBehind;
using oct::testing::VirtualClock;
using oct::testing::VirtualRange;
using std::chrono::nanoseconds;

namespace {

oct::TurretConfig config_of(const Plan& plan, std::uint32_t cannons = 1) {
    oct::TurretConfig config;
    config.plan = plan;
    config.cannons = cannons;
    return config;
}

Plan rate_of(double rate, WhenBehind policy = WhenBehind::CatchUp) {
    Plan plan;
    plan.rate = rate;
    plan.when_behind = policy;
    return plan;
}

/// Every sample of a run.
std::vector<oct::Sample> samples_of(VirtualRange& range, nanoseconds run_time) {
    std::vector<oct::Sample> samples;
    range.run(run_time, [&](const oct::SampleBlock& block) {
        samples.insert(samples.end(), block.samples().begin(), block.samples().end());
    });
    return samples;
}

/// Takes `service`, but nothing ends between second 4 and second 5.
VirtualRange::Target freezing(nanoseconds service) {
    return [service, frozen = false](const VirtualClock& clock) mutable {
        if (!frozen && clock.now() >= oct::SteadyTime(5s)) {  // the clock begins at 1 s
            frozen = true;
            clock.advance(1s);
        } else {
            clock.advance(service);
        }
    };
}

nanoseconds percentile_99(const std::vector<oct::Sample>& samples, bool from_intended_start) {
    std::vector<nanoseconds> times;
    for (const auto& sample : samples)
        times.push_back(sample.service + (from_intended_start ? sample.lag : nanoseconds(0)));
    std::sort(times.begin(), times.end());
    return times[(times.size() * 99 + 99) / 100 - 1];
}

/// FNV-1a over what a sample measured.
struct Digest {
    std::uint64_t value = 0xCBF29CE484222325;
    std::uint64_t samples = 0;
    void add(const oct::SampleBlock& block) {
        for (const auto& sample : block.samples())
            for (const auto part : {sample.elapsed, sample.lag, sample.service}) {
                value = (value ^ static_cast<std::uint64_t>(part.count())) * 0x100000001B3;
            }
        samples += block.size();
    }
    bool operator==(const Digest&) const = default;
};

// A day: up for six hours, down for twelve, out for six; ten million arrivals at `scale` 1.
Digest digest_of_day(double scale, std::uint64_t seed) {
    Plan plan;
    plan.stages = {{6h, 200 * scale}, {12h, 112 * scale}, {6h, 0}};
    plan.arrivals = oct::Arrivals::Poisson;
    plan.seed = seed;
    VirtualRange range(config_of(plan, 3), [](const VirtualClock& clock) { clock.advance(7ms); });
    Digest digest;
    range.run(24h, [&](const oct::SampleBlock& block) { digest.add(block); });
    const auto intended = range.pacer().arrivals_before(24h);
    CHECK(range.fired() + range.skips().sum() == intended);
    CHECK(digest.samples == range.fired());
    CHECK(static_cast<double>(intended) == Approx(1.011e7 * scale).epsilon(0.01));
    return digest;
}

}  // namespace

TEST_CASE("a staged day gives the same samples twice, and others with another seed", "[turret]") {
    const Digest first = digest_of_day(0.01, 5);

    CHECK(digest_of_day(0.01, 5) == first);
    CHECK_FALSE(digest_of_day(0.01, 6) == first);
}

TEST_CASE("a staged day of ten million arrivals gives the same samples twice", "[turret][.soak]") {
    CHECK(digest_of_day(1, 5) == digest_of_day(1, 5));
}

TEST_CASE("a target that stalls for a second cannot hide from an open load", "[turret]") {
    VirtualRange open(config_of(rate_of(1000)), freezing(100us));
    const auto samples = samples_of(open, 10s);

    // The 101st longest of 10,000: due 100 ms into the stall, fired behind 100 others.
    REQUIRE(samples.size() == 10'000);
    CHECK(percentile_99(samples, true) == 1s - 100ms + 100 * 100us);
    // In theory, of the users of 10 s the 1 % that wait longest arrive in the first 100 ms of it.
    CHECK(percentile_99(samples, true).count() ==
          Approx(nanoseconds(1s - 100ms).count()).epsilon(0.05));
    CHECK(percentile_99(samples, false) == 100us);
    CHECK(open.skips().sum() == 0);
}

TEST_CASE("starts lie before the end of the run however late the stop comes", "[turret]") {
    Plan plan;
    std::uint64_t starts = 0;
    SECTION("of an open load") {
        plan.rate = 100;
        starts = 200;
    }
    SECTION("of cannons that fire at once") {
        starts = 2 * 200;
    }
    SECTION("of paced cannons") {
        plan.pacing = 250ms;
        starts = 2 * 8;
    }
    SECTION("of cannons that think") {
        plan.think_time = 240ms;
        starts = 2 * 8;
    }
    VirtualRange range(config_of(plan, 2), [](const VirtualClock& clock) { clock.advance(10ms); });

    range.run(
        2s, [](const oct::SampleBlock&) {}, 300ms);

    CHECK(range.fired() == starts);
    CHECK(range.skips().sum() == 0);
}

TEST_CASE("the same stall is one long transaction of many to a closed load", "[turret]") {
    VirtualRange closed(config_of(Plan()), freezing(1ms));
    const auto samples = samples_of(closed, 10s);

    CHECK(samples.size() == 9'001);
    CHECK(percentile_99(samples, true) == 1ms);
    CHECK(oct::to_string(Plan()) == "closed load");
}

TEST_CASE("what is behind is skipped when the plan says so, with its cause", "[turret]") {
    VirtualRange range(config_of(rate_of(1000, WhenBehind::Skip)), freezing(100us));
    const auto samples = samples_of(range, 10s);

    CHECK(range.skips().no_cannon == 999);
    CHECK(range.skips().sum() == 999);
    CHECK(samples.size() == 9'001);
    for (const auto& sample : samples) REQUIRE(sample.lag == 0ns);
}

TEST_CASE("a capped load catches up so far and skips the rest", "[turret]") {
    Plan plan = rate_of(1000, WhenBehind::Capped);
    plan.max_lag = 100ms;
    VirtualRange range(config_of(plan), freezing(100us));
    const auto samples = samples_of(range, 10s);

    CHECK(range.skips().no_cannon == 899);
    nanoseconds longest{};
    for (const auto& sample : samples) longest = std::max(longest, sample.lag);
    CHECK(longest == 100ms);
}

TEST_CASE("with enough cannons nothing waits for a stalled one", "[turret]") {
    VirtualRange range(config_of(rate_of(1000), 2), freezing(100us));
    const auto samples = samples_of(range, 10s);

    CHECK(samples.size() == 10'000);
    for (const auto& sample : samples) REQUIRE(sample.lag == 0ns);
}

TEST_CASE("what is overdue at the end was intended and is counted as skipped", "[turret]") {
    VirtualRange range(config_of(rate_of(100)),
                       [](const VirtualClock& clock) { clock.advance(1h); });
    const auto samples = samples_of(range, 10s);

    CHECK(samples.size() == 1);
    CHECK(range.skips().at_stop == 999);
}

TEST_CASE("every intended start of any plan is fired or skipped", "[turret]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 100; ++round) {
        Plan plan = rate_of(static_cast<double>(random() % 2000 + 1),
                            static_cast<WhenBehind>(random() % 3));
        if (random() % 2 == 0) plan.stages = {{2s, static_cast<double>(random() % 2000)}};
        if (random() % 2 == 0) plan.arrivals = oct::Arrivals::Poisson;
        if (random() % 4 == 0) plan.iterations = random() % 5000;
        plan.max_lag = std::chrono::milliseconds(random() % 50);
        oct::TurretConfig config = config_of(plan, static_cast<std::uint32_t>(random() % 9 + 1));
        config.of = static_cast<std::uint32_t>(random() % 5 + 1);
        config.index = static_cast<std::uint32_t>(random() % config.of);
        VirtualRange range(config, [&](const VirtualClock& clock) {
            clock.advance(nanoseconds(random() % 20'000'000));
        });
        const auto samples = samples_of(range, 3s);
        CAPTURE(oct::to_string(plan), config.cannons, config.of);
        CHECK(samples.size() == range.fired());
        CHECK(range.fired() + range.skips().sum() == range.pacer().arrivals_before(3s));
    }
}

TEST_CASE("think time counts from the end of a transaction and pacing from its start", "[turret]") {
    Plan thinking;
    thinking.think_time = 90ms;
    Plan paced;
    paced.pacing = 100ms;
    const auto ten = [](const VirtualClock& clock) { clock.advance(20ms); };
    VirtualRange thinker(config_of(thinking), ten);
    VirtualRange pacer(config_of(paced), ten);

    const auto thought = samples_of(thinker, 1s);
    const auto on_pace = samples_of(pacer, 1s);

    REQUIRE(thought.size() == 10);
    CHECK(thought[9].elapsed == 9 * 110ms + 20ms);
    REQUIRE(on_pace.size() == 10);
    CHECK(on_pace[9].elapsed == 920ms);
}

TEST_CASE("setup lies within the think time and no start is late for one that takes longer",
          "[turret]") {
    const auto setup = GENERATE(20ms, 300ms);
    oct::Plan plan;
    plan.think_time = 100ms;
    VirtualRange range(
        config_of(plan), [](const VirtualClock& clock) { clock.advance(10ms); },
        [setup](const VirtualClock& clock) { clock.advance(setup); });

    const auto samples = samples_of(range, 5s);

    REQUIRE(samples.size() > 10);
    for (const auto& sample : samples) CHECK(sample.lag == 0ns);
    CHECK(samples[9].elapsed == setup + 10ms + 9 * (std::max<nanoseconds>(setup, 100ms) + 10ms));
}

TEST_CASE("a paced cannon is late for a start that its setup has passed", "[turret]") {
    oct::Plan plan;
    plan.pacing = 100ms;
    VirtualRange range(
        config_of(plan), [](const VirtualClock& clock) { clock.advance(10ms); },
        [](const VirtualClock& clock) { clock.advance(300ms); });

    const auto samples = samples_of(range, 2s);

    REQUIRE(samples.size() >= 2);
    CHECK(samples[0].lag == 300ms);
    CHECK(samples[1].lag == 510ms);
}

TEST_CASE("a paced cannon that falls behind catches up or skips", "[turret]") {
    Plan plan;
    plan.pacing = 100ms;
    const auto slow_once = [](const VirtualClock& clock) {
        clock.advance(clock.now() == oct::SteadyTime(1s) ? 350ms : 10ms);
    };
    VirtualRange catching(config_of(plan), slow_once);
    plan.when_behind = WhenBehind::Skip;
    VirtualRange skipping(config_of(plan), slow_once);

    const auto caught = samples_of(catching, 1s);
    const auto skipped = samples_of(skipping, 1s);

    CHECK(caught.size() == 10);
    CHECK(caught[1].lag == 250ms);
    CHECK(skipped.size() == 7);
    CHECK(skipping.skips().no_cannon == 3);
    CHECK(skipped[1].lag == 0ns);
}

// 3.6e12 starts: a look at each would take hours.
TEST_CASE("an hour of starts that were due every nanosecond is counted without a look at each",
          "[turret]") {
    Plan plan;
    plan.pacing = 1ns;
    const auto target = [](const VirtualClock& clock) { clock.advance(20min); };
    VirtualRange catching(config_of(plan), target);
    plan.when_behind = WhenBehind::Skip;
    VirtualRange skipping(config_of(plan), target);
    const auto starts = static_cast<std::uint64_t>(nanoseconds(1h).count());

    CHECK(samples_of(catching, 1h).size() == 3);
    CHECK(catching.skips().at_stop == starts - 3);
    CHECK(samples_of(skipping, 1h).size() == 3);
    CHECK(skipping.skips().no_cannon + skipping.skips().at_stop == starts - 3);
}

TEST_CASE("the cannons of a closed load leave one by one when the run cools down", "[turret]") {
    Plan plan;
    plan.cooldown = 4s;  // four cannons leave at 10, 9, 8 and 7 s
    const auto target = [](const VirtualClock& clock) { clock.advance(100ms); };
    VirtualRange at_once(config_of(plan, 4), target);
    plan.think_time = 100ms;
    VirtualRange thinking(config_of(plan, 4), target);
    plan.think_time = 0s;
    plan.pacing = 500ms;
    VirtualRange paced(config_of(plan, 4), target);

    CHECK(samples_of(at_once, 10s).size() == 100 + 90 + 80 + 70);
    CHECK(samples_of(thinking, 10s).size() == 50 + 45 + 40 + 35);
    CHECK(samples_of(paced, 10s).size() == 20 + 18 + 16 + 14);
    CHECK(paced.skips().sum() == 0);
}

TEST_CASE("without a known end of the run nobody leaves before it", "[turret]") {
    Plan plan;
    plan.cooldown = 4s;
    oct::TurretConfig config = config_of(plan, 4);
    const oct::turret::Pacer pacer(config);
    const oct::SteadyTime start(1s);
    const oct::turret::RunSchedule known({start, {}, {}, 10s}, start, pacer, false, 0);
    const oct::turret::RunSchedule unknown({start}, start, pacer, false, 0);

    CHECK(known.leaves_at(pacer, 3) == oct::SteadyTime(8s));
    CHECK(unknown.leaves_at(pacer, 3) == oct::SteadyTime::max());
}

TEST_CASE("samples that were to start in the warm-up are marked", "[turret]") {
    Plan plan = rate_of(100);
    plan.warmup = 200ms;
    VirtualRange range(config_of(plan), [](const VirtualClock& clock) { clock.advance(1ms); });
    const auto samples = samples_of(range, 1s);

    REQUIRE(samples.size() == 100);
    for (std::size_t i = 0; i < 100; ++i) REQUIRE(samples[i].in_warmup == (i < 20));
}

TEST_CASE("cannons share the iterations of a plan and then are done", "[turret]") {
    Plan plan;
    plan.iterations = 25;
    VirtualRange range(config_of(plan, 4), [](const VirtualClock& clock) { clock.advance(1ms); });

    CHECK(samples_of(range, 1h).size() == 25);
}

TEST_CASE("every way of idling ends at the moment or at the stop", "[turret]") {
    const oct::Clock& clock = oct::Clock::real();
    for (const auto idle :
         {oct::Idle::Sleep, oct::Idle::Tick, oct::Idle::SleepSpin, oct::Idle::Spin}) {
        CAPTURE(oct::to_string(idle));
        const auto moment = clock.now() + 2ms;
        CHECK(oct::turret::wait_until(clock, moment, {}, idle));
        CHECK(clock.now() >= moment - oct::turret::kLastSpin);
        CHECK(oct::turret::wait_until(clock, clock.now() - 1ms, {}, idle));
        std::stop_source stop;
        std::jthread stopper([&] { stop.request_stop(); });
        CHECK_FALSE(oct::turret::wait_until(clock, clock.now() + 1h, stop.get_token(), idle));
    }
}

TEST_CASE("no way of idling starts a transaction too early", "[turret]") {
    class Empty : public oct::Transaction {
        void run() override {}
    };
    const oct::Clock& clock = oct::Clock::real();
    const oct::TransactionConfig context;
    for (const auto idle :
         {oct::Idle::Sleep, oct::Idle::Tick, oct::Idle::SleepSpin, oct::Idle::Spin}) {
        CAPTURE(oct::to_string(idle));
        oct::Cannon cannon(std::make_unique<Empty>());
        oct::SampleBlock block;
        cannon.begin({clock.now(), clock.wall()}, context, {}, idle);
        for (int shot = 0; shot < 5; ++shot) {
            CHECK(cannon.fire_at(clock.now() + 300us, block));
            CHECK(block.samples().back().lag >= 0ns);
        }
    }
}
