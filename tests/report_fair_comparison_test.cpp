// Runs of other lengths and rates, compared: how often nothing is called something.
#include <oct/compare.hpp>
#include <oct/results.hpp>

#include "base/quantity.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/simulated_runs.hpp"
#include "support/temp_dir.hpp"

#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <random>
#include <sstream>
#include <vector>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

struct Shape {
    int length;  // of run B, that of run A being 1
    int rate;
};

SimulatedRun run_of(Shape shape, double slowness = 1) {
    SimulatedRun run;
    run.intervals = 60 * shape.length;
    run.results = 15 * shape.rate;
    run.slowness = within(0, 2, slowness);
    return run;
}

void print(const char* what, Shape shape, const std::map<std::string, Called>& share) {
    std::cout << std::setw(14) << what << "  length 1:" << shape.length
              << "  rate 1:" << shape.rate;
    for (const char* measure : {"avg", "p50", "p80", "p90", "p95", "p99", "max"})
        std::cout << std::setw(8) << std::fixed << std::setprecision(1)
                  << 100 * share.at(measure).different << " %";
    std::cout << "\n";
}

void check_false_alarms(const std::map<std::string, Called>& share, int pairs) {
    for (const char* measure : {"avg", "p50", "p80", "p90", "p95", "p99", "max"}) {
        CAPTURE(measure);
        CHECK(share.at(measure).different <= most(0.05, pairs));
    }
}

void compare_shapes(const std::vector<Shape>& shapes, int pairs) {
    for (const Shape shape : shapes) {
        CAPTURE(shape.length, shape.rate);
        const auto false_alarms = called(run_of({1, 1}), run_of(shape), pairs);
        print("false alarms", shape, false_alarms);
        check_false_alarms(false_alarms, pairs);
        const auto found = called(run_of({1, 1}), run_of(shape, 1.10), pairs);
        print("finds 10 %", shape, found);
        CHECK(found.at("avg").different > 0.95);
        CHECK(found.at("p50").different > 0.85);
        CHECK(found.at("p95").different > 0.5);
    }
}

/// Some transactions a second, for as long as said.
void store_run(const TempDir& folder, unsigned seed, int seconds, int per_second,
               std::chrono::nanoseconds warmup = {}) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise;
    std::vector<Shot> shots(static_cast<std::size_t>(seconds * per_second));
    for (std::size_t i = 0; i < shots.size(); ++i) {
        shots[i].elapsed = i * 1'000'000'000ns / per_second;
        shots[i].warmup = shots[i].elapsed < warmup;
        shots[i].service =
            std::chrono::nanoseconds(std::llround(1e7 * std::exp(0.3 * noise(random))));
        shots[i].timers = {{"login", 500ms}};
        if (shots[i].warmup) shots[i].service *= 20;
    }
    Config config = config_of();
    config.run_time = std::chrono::seconds(seconds);
    StatsHandler handler(folder.path(), config);
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    handler.finish(outcome_of({turret_of(shots.size())}, config.run_time));
}

}  // namespace

TEST_CASE("runs of other lengths and rates are no more often called different than runs alike",
          "[report][compare]") {
    compare_shapes({{1, 1}, {4, 1}, {1, 3}}, 50);
}

// Its table is in docs/limits.md.
TEST_CASE("runs of other lengths and rates are compared fairly in 400 pairs",
          "[report][compare][soak]") {
    compare_shapes({{1, 1}, {2, 1}, {4, 1}, {1, 3}, {4, 3}}, 400);
}

TEST_CASE("a run with fewer results a second is not called different for that",
          "[report][compare]") {
    constexpr int kPairs = 50;

    check_false_alarms(called(run_of({1, 3}), run_of({1, 1}), kPairs), kPairs);
}

TEST_CASE("equal durations are no change whatever the shape of the runs", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    store_run(a, 1, 30, 20);
    store_run(b, 2, 90, 60);

    const Comparison comparison = compare(a.path(), b.path());

    for (const Change& change : comparison.changes)
        if (change.section == "login" && change.measure != "rate" && change.measure != "errors") {
            CAPTURE(change.measure);
            CHECK(base::plain(*change.before) == 0.5);
            CHECK_FALSE(change.significant());
        }
    std::istringstream lines(comparison.to_text({.all = true, .statistics = true}));
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(line.size() <= 90);
    }
}

TEST_CASE("a longer run with a higher rate is compared by its figures", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    store_run(a, 1, 30, 50);
    store_run(b, 2, 120, 150);

    const Comparison comparison = compare(a.path(), b.path());

    CHECK_FALSE(comparison.find(FailOn::parse("max +1%")).significant());
    CHECK_FALSE(comparison.find(FailOn::parse("p99 +1%")).significant());
    const Change& rate = comparison.find(FailOn::parse("rate +1%"));
    CHECK(rate.change->value == Approx(200).margin(1));
    CHECK(rate.significant());
}

TEST_CASE("neither the warm-up nor a rest at the end is compared", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    store_run(a, 1, 40, 50);
    store_run(b, 2, 60, 50, 19'900ms);

    const Comparison comparison = compare(a.path(), b.path());

    // An interval of which the warm-up took a part would have fewer results, and a lower rate.
    const Change& rate = comparison.find(FailOn::parse("rate -1%"));
    CHECK(std::abs(rate.change->value) < 1);
    CHECK_FALSE(comparison.find(FailOn::parse("max +1%")).significant());
}

TEST_CASE("a comparison begins with what the measurements are worth", "[report][compare]") {
    Summary a;
    Summary b = a;
    a.verdict.headline = "Every transaction is accounted for";
    b.verdict.grade = Grade::Invalid;
    b.verdict.headline = "Results were lost";

    const Comparison comparison = compare(a, b);

    CHECK_THAT(comparison.to_text(),
               Catch::StartsWith("A  VALID  Every transaction is accounted for\n"
                                 "B  INVALID  Results were lost\n"));
    CHECK_THAT(comparison.to_json(),
               Contains(R"("verdict_after":{"grade":"INVALID","headline":"Results were lost"})"));
}
