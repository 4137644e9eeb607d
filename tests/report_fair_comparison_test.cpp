// Runs of other lengths and rates, compared: how often nothing is called something.
#include <oct/compare.hpp>
#include <oct/results.hpp>

#include "base/quantity.hpp"
#include "measure/buckets.hpp"
#include "report/compare/equal_counts.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <random>
#include <sstream>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

struct Shape {
    int length;  // of run B, that of run A being 1
    int rate;
};

/// A run of 60 × `length` intervals with 10 × `rate` results each, on average; durations vary as
/// those of services do, and from interval to interval by another 5 %.
report::Findings run_of(std::mt19937_64& random, Shape shape, double factor = 1) {
    std::poisson_distribution<int> count(10.0 * shape.rate);
    std::normal_distribution<double> noise;
    report::Findings run;
    Section& section = run.summary.sections.front();
    report::GraphData& graph = run.graphs.emplace_back();
    run.summary.interval = 1s;
    run.summary.run_time = run.summary.measured_to = 60s * shape.length;
    for (int i = 0; i < 60 * shape.length; ++i) {
        Histogram histogram;
        const double level = 1e7 * factor * std::exp(0.05 * noise(random));
        for (int left = count(random); left != 0; --left)
            histogram.record(
                std::chrono::nanoseconds(std::llround(level * std::exp(0.3 * noise(random)))));
        graph.total.merge(histogram);
        measure::Buckets::encode(histogram, graph.packed.emplace_back());
        section.intervals.push_back({i * 1s, 1s, report::statistics_of(histogram), 0});
    }
    section.statistics = report::statistics_of(graph.total);
    run.summary.measured_to = section.intervals.back().from + 1s;
    section.rate = static_cast<double>(section.statistics.count) /
                   std::chrono::duration<double>(run.summary.measured_time()).count();
    run.summary.transactions = section.statistics.count;
    return run;
}

constexpr int kPairs = 300;

/// Of the pairs of runs, the share that is called different, by measure.
std::map<std::string, double> called(Shape shape, double factor, bool rarefied = true) {
    std::mt19937_64 random(static_cast<unsigned>(10 * shape.length + shape.rate));
    std::map<std::string, double> share;
    for (int i = 0; i < kPairs; ++i) {
        report::Findings a = run_of(random, {1, 1});
        report::Findings b = run_of(random, shape, factor);
        if (rarefied) report::equalize_counts(a, b);
        for (const Change& change : compare(a.summary, b.summary).changes)
            share[change.measure] += change.significant() ? 1.0 / kPairs : 0;
    }
    share.erase("rate");  // it differs because the shape says so
    share.erase("errors");
    return share;
}

void print(const char* what, Shape shape, const std::map<std::string, double>& share) {
    std::cout << std::setw(14) << what << "  length 1:" << shape.length
              << "  rate 1:" << shape.rate;
    for (const char* measure : {"avg", "p50", "p80", "p90", "p95", "p99", "max"})
        std::cout << std::setw(8) << std::fixed << std::setprecision(1) << 100 * share.at(measure)
                  << " %";
    std::cout << "\n";
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
    // three standard deviations of a binomial share above the nominal one
    const double most = 0.05 + 3 * std::sqrt(0.05 * 0.95 / kPairs);
    for (const Shape shape : {Shape{1, 1}, {2, 1}, {4, 1}, {1, 3}, {4, 3}}) {
        CAPTURE(shape.length, shape.rate);
        const auto false_alarms = called(shape, 1);
        print("false alarms", shape, false_alarms);
        for (const auto& [measure, share] : false_alarms) {
            CAPTURE(measure);
            CHECK(share <= most);
        }
        const auto found = called(shape, 1.10);
        print("finds 10 %", shape, found);
        CHECK(found.at("avg") > 0.95);
        CHECK(found.at("p50") > 0.85);
        CHECK(found.at("p95") > 0.5);
    }
}

TEST_CASE("percentiles of more results would be called different", "[report][compare]") {
    const auto share = called({1, 3}, 1, false);

    print("as they are", {1, 3}, share);
    CHECK(share.at("max") > 0.9);
    CHECK(share.at("p99") > 0.9);
}

TEST_CASE("equal durations are no change whatever the shape of the runs", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    store_run(a, 1, 30, 20);
    store_run(b, 2, 90, 60);

    const RunsToCompare runs = read_to_compare(a.path(), b.path());

    for (const Change& change : compare(runs.before, runs.after).changes)
        if (change.section == "login" && change.measure != "rate") {
            CAPTURE(change.measure, change.change);
            CHECK(base::plain(change.before) == 0.5);
            CHECK_FALSE(change.significant());
        }
    CHECK(runs.before.timer("login") != nullptr);
    std::istringstream lines(compare(runs.before, runs.after).to_text());
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 84);  // bytes: 80 columns with the signs that have more
}

TEST_CASE("a longer run is cut into more intervals, not into longer ones", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    store_run(a, 1, 30, 50);
    store_run(b, 2, 120, 150);

    const RunsToCompare runs = read_to_compare(a.path(), b.path());

    CHECK(runs.before.interval == 500ms);
    CHECK(runs.after.interval == 500ms);
    CHECK(runs.before.sections[0].intervals.size() == 60);
    CHECK(runs.after.sections[0].intervals.size() == 240);
    CHECK(runs.after.sections[0].intervals[7].statistics.count == 75);
    const Comparison comparison = compare(runs.before, runs.after);
    CHECK_FALSE(comparison.find(FailOn::parse("max +1%")).significant());
    CHECK_FALSE(comparison.find(FailOn::parse("p99 +1%")).significant());
    CHECK(comparison.find(FailOn::parse("rate +1%")).change.value == Approx(200).margin(1));
}

TEST_CASE("neither the warm-up nor a rest at the end is compared", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    store_run(a, 1, 40, 50);
    store_run(b, 2, 60, 50, 19'900ms);

    const Comparison comparison = [&] {
        const RunsToCompare runs = read_to_compare(a.path(), b.path());
        return compare(runs.before, runs.after);
    }();

    // An interval of which the warm-up took a part would have fewer results, and a lower rate.
    const Change& rate = comparison.find(FailOn::parse("rate -1%"));
    CHECK(std::abs(rate.change.value) < 1);
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
