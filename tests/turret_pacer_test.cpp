// The schedule as a function: ramps, rates, stages, Poisson arrivals, and the parts of many
// turrets.
#include "support/catch.hpp"
#include "turret/pacer.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using oct::Arrivals;
using oct::Plan;
using oct::turret::Pacer;
using std::chrono::nanoseconds;

namespace {

Pacer pacer_of(const Plan& plan, std::uint32_t index = 0, std::uint32_t of = 1) {
    oct::TurretConfig config;
    config.plan = plan;
    config.index = index;
    config.of = of;
    return Pacer(config);
}

Pacer ramp(std::uint32_t cannons, nanoseconds rampup, std::uint32_t index = 0,
           std::uint32_t of = 1) {
    oct::TurretConfig config;
    config.cannons = cannons;
    config.rampup = rampup;
    config.index = index;
    config.of = of;
    return Pacer(config);
}

Plan poisson(double rate, std::uint64_t seed) {
    Plan plan;
    plan.rate = rate;
    plan.arrivals = Arrivals::Poisson;
    plan.seed = seed;
    return plan;
}

/// Some plan of open load.
Plan random_plan(std::mt19937_64& random) {
    std::uniform_real_distribution<double> rate(0, 1e5);
    Plan plan;
    if (random() % 4 != 0) plan.rate = rate(random) + 1;
    for (std::uint64_t stages = random() % 5; stages != 0 || !plan.open(); stages -= stages != 0)
        plan.stages.push_back({nanoseconds(random() % 20'000'000'000), rate(random)});
    if (random() % 2 == 0) plan.arrivals = Arrivals::Poisson;
    plan.seed = random();
    if (random() % 3 == 0) plan.iterations = random() % 3000;
    return plan;
}

}  // namespace

TEST_CASE("the time of all cannons is that of each of them, added up", "[turret]") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        oct::TurretConfig config;
        config.cannons = 1 + static_cast<std::uint32_t>(random() % 40);
        config.rampup = nanoseconds(random() % 20'000'000'000);
        config.plan.cooldown = nanoseconds(random() % 20'000'000'000);
        config.of = 1 + static_cast<std::uint32_t>(random() % 4);
        config.index = static_cast<std::uint32_t>(random() % config.of);
        const Pacer pacer(config);
        const nanoseconds end =
            round % 5 == 0 ? Pacer::kNever : nanoseconds(random() % 20'000'000'000);
        const auto time = nanoseconds(random() % 25'000'000'000);
        Pacer::Milliseconds sum{};
        std::uint32_t never = 0;
        for (std::uint32_t k = 0; k < config.cannons; ++k) {
            sum += pacer.cannon_time_of(k, time, end);
            never += pacer.cannon_time_of(k, Pacer::kNever, end).count() == 0 ? 1 : 0;
        }
        CAPTURE(round, config.cannons, config.of, time.count(), end.count());
        CHECK(std::abs((pacer.cannon_time(time, end) - sum).count()) < 0.001);
        CHECK(pacer.never_start(end) == never);
    }
}

TEST_CASE("thirty cannons and a rampup of fifteen seconds start two each second", "[turret]") {
    const Pacer pacer = ramp(30, 15s);

    CHECK(pacer.start_of(0) == 0ns);
    CHECK(pacer.start_of(2) == 1s);
    CHECK(pacer.start_of(29) == 14500ms);
}

TEST_CASE("without rampup every cannon starts at once", "[turret]") {
    for (std::uint32_t k = 0; k < 10; ++k) CHECK(ramp(10, 0s).start_of(k) == 0ns);
}

TEST_CASE("the last cannon to start is the first to leave", "[turret]") {
    Plan plan;
    plan.cooldown = 10s;
    oct::TurretConfig config;
    config.cannons = 5;
    config.plan = plan;

    CHECK(Pacer(config).leave_of(0) == 0s);
    CHECK(Pacer(config).leave_of(4) == 8s);
    config.of = 2;
    config.index = 1;
    CHECK(Pacer(config).leave_of(0) == 1s);
    CHECK(Pacer(config).leave_of(4) == 9s);
}

TEST_CASE("turrets that share a configuration start their cannons in turn", "[turret]") {
    const Pacer whole = ramp(30, 15s);
    for (std::uint32_t g = 0; g < 30; ++g)
        CHECK(ramp(10, 15s, g % 3, 3).start_of(g / 3) == whole.start_of(g));
}

TEST_CASE("a constant rate has its arrivals to the nanosecond, also after a day", "[turret]") {
    Plan plan;
    plan.rate = 1000;
    const Pacer pacer = pacer_of(plan);

    CHECK(pacer.arrival(0) == 0ns);
    CHECK(pacer.arrival(1) == 1ms);
    CHECK(pacer.arrival(86'400'001) == 24h + 1ms);
    CHECK(pacer.arrivals_before(1s) == 1000);
    CHECK(pacer.arrivals_before(1s + 1ns) == 1001);
    CHECK(pacer.arrivals_before(0ns) == 0);
}

TEST_CASE("a ramp has as many arrivals as the area under its rate", "[turret]") {
    Plan plan;
    plan.stages = {{10s, 100}, {20s, 100}, {10s, 0}};
    const Pacer pacer = pacer_of(plan);

    CHECK(pacer.arrivals_before(10s) == 500);
    CHECK(pacer.arrivals_before(30s) == 2500);
    CHECK(pacer.arrivals_before(1h) == 3000);
    CHECK(pacer.arrival(125) == 5s);  // a quarter of the area, half of the time
    CHECK(pacer.arrival(600) == 11s);
    CHECK(pacer.arrival(3000) == Pacer::kNever);
}

TEST_CASE("a stage without duration jumps to its rate, and the last rate stays", "[turret]") {
    Plan plan;
    plan.rate = 10;
    plan.stages = {{1s, 10}, {0s, 0}, {5s, 0}, {0s, 1000}};
    const Pacer pacer = pacer_of(plan);

    CHECK(pacer.arrivals_before(1s) == 10);
    CHECK(pacer.arrivals_before(6s) == 10);
    CHECK(pacer.arrival(10) == 6s);
    CHECK(pacer.arrival(1010) == 7s);
}

TEST_CASE("iterations are shared out exactly", "[turret]") {
    Plan plan;
    plan.rate = 100;
    plan.iterations = 10;
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
        const Pacer pacer = pacer_of(plan, i, 4);
        sum += pacer.iterations();
        CHECK(pacer.arrival(pacer.iterations() - 1) != Pacer::kNever);
        CHECK(pacer.arrival(pacer.iterations()) == Pacer::kNever);
    }
    CHECK(sum == 10);
}

TEST_CASE("the turrets of a plan together have the arrivals of one turret", "[turret]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (std::uint32_t of = 1; of <= 64; ++of) {
        const Plan plan = random_plan(random);
        const Pacer whole = pacer_of(plan);
        std::vector<nanoseconds> wanted;
        std::vector<nanoseconds> got;
        for (std::uint64_t k = 0; k < 1000; ++k) wanted.push_back(whole.arrival(k));
        for (std::uint32_t index = 0; index < of; ++index) {
            const Pacer part = pacer_of(plan, index, of);
            for (std::uint64_t j = 0; j * of + index < 1000; ++j) got.push_back(part.arrival(j));
        }
        std::sort(got.begin(), got.end());
        CAPTURE(of, oct::to_string(plan));
        CHECK(std::is_sorted(wanted.begin(), wanted.end()));
        CHECK(got == wanted);
    }
}

TEST_CASE("the number of arrivals before a moment is where the moment stands among them",
          "[turret]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 50; ++round) {
        const Plan plan = random_plan(random);
        const auto of = static_cast<std::uint32_t>(random() % 8 + 1);
        const Pacer pacer = pacer_of(plan, static_cast<std::uint32_t>(random() % of), of);
        const std::uint64_t j = random() % 2000;
        const auto moment = pacer.arrival(j);
        if (moment == Pacer::kNever) continue;
        CAPTURE(oct::to_string(plan), j);
        CHECK(pacer.arrivals_before(moment) <= j);
        CHECK(pacer.arrivals_before(moment + 1ns) > j);
    }
}

TEST_CASE("a Poisson schedule depends on its seed, and on nothing asked before", "[turret]") {
    const Pacer in_order = pacer_of(poisson(1000, 7));
    const Pacer at_random = pacer_of(poisson(1000, 7));
    std::vector<nanoseconds> moments;
    for (std::uint64_t j = 0; j < 5000; ++j) moments.push_back(in_order.arrival(j));

    for (std::uint64_t j = 5000; j-- > 0;) CHECK(at_random.arrival(j) == moments[j]);
    CHECK(pacer_of(poisson(1000, 8)).arrival(17) != moments[17]);
}

TEST_CASE("Poisson arrivals keep the rate, and their gaps are exponential", "[turret]") {
    constexpr int kGaps = 200'000;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Pacer pacer = pacer_of(poisson(1e6, seed));  // gaps of 1000 ns
        std::vector<double> gaps;
        auto last = pacer.arrival(1'000'000'000);
        for (std::uint64_t j = 1; j <= kGaps; ++j) {
            const auto next = pacer.arrival(1'000'000'000 + j);
            gaps.push_back(static_cast<double>((next - last).count()) / 1000);
            last = next;
        }
        double mean = 0;
        for (const double gap : gaps) mean += gap / kGaps;
        CHECK(mean == Approx(1).margin(0.01));  // four standard deviations
        // Kolmogorov and Smirnov's distance from 1 - exp(-x); 1.95 / sqrt(n) has p = 0.001.
        std::sort(gaps.begin(), gaps.end());
        double distance = 0;
        for (int i = 0; i < kGaps; ++i)
            distance = std::max(
                distance,
                std::abs(1 - std::exp(-gaps[static_cast<std::size_t>(i)]) - (i + 0.5) / kGaps));
        CHECK(distance < 1.95 / std::sqrt(kGaps) + 0.0005);  // gaps are whole nanoseconds
    }
}

TEST_CASE("the counts of Poisson arrivals in equal times vary as much as they should", "[turret]") {
    const Pacer pacer = pacer_of(poisson(1000, 11));
    constexpr int kWindows = 2000;
    double sum = 0;
    double squares = 0;
    std::uint64_t before = 0;
    for (int window = 1; window <= kWindows; ++window) {
        const auto until = pacer.arrivals_before(window * 100ms);
        const auto count = static_cast<double>(until - before);
        before = until;
        sum += count;
        squares += count * count;
    }
    const double mean = sum / kWindows;
    const double variance = squares / kWindows - mean * mean;
    CHECK(mean == Approx(100).margin(1));  // four standard deviations
    CHECK(variance / mean == Approx(1).margin(0.13));
}
