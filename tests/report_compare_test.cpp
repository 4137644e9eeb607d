// Comparing runs: how often noise is called a change, and how often a change is found.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/quantity.hpp"
#include "report/compare/batch_means.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <random>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// The logarithm of a figure over the intervals of a run: each resembles the one before it, as
/// those of real runs do.
std::vector<double> noisy(std::mt19937_64& random, double resemblance, double shift = 0) {
    std::normal_distribution<double> noise;
    double value = noise(random);
    std::vector<double> series;
    for (int i = 0; i < 60; ++i) {
        series.push_back(0.05 * value + shift);  // a deviation of 5 %
        value = resemblance * value + std::sqrt(1 - resemblance * resemblance) * noise(random);
    }
    return series;
}

bool finds(const std::vector<double>& before, const std::vector<double>& after) {
    const auto found = report::difference_of_means(before, after);
    return found && (found->low > 0 || found->high < 0);
}

/// The share of pairs of runs that are called different.
double called(double resemblance, double shift) {
    std::mt19937_64 random(20);
    int alarms = 0;
    constexpr int kPairs = 4000;
    for (int i = 0; i < kPairs; ++i)
        alarms += finds(noisy(random, resemblance), noisy(random, resemblance, shift));
    return static_cast<double>(alarms) / kPairs;
}

/// What else one could do (H. Künsch 1989): resample blocks of neighbours, here of 4.
double called_by_bootstrap(double resemblance) {
    std::mt19937_64 random(21);
    const auto mean_of_blocks = [&](const std::vector<double>& series) {
        double sum = 0;
        for (int block = 0; block < 15; ++block)
            for (std::size_t i = 0, at = random() % 57; i < 4; ++i) sum += series[at + i];
        return sum / 60;
    };
    int alarms = 0;
    constexpr int kPairs = 300;
    for (int i = 0; i < kPairs; ++i) {
        const auto before = noisy(random, resemblance);
        const auto after = noisy(random, resemblance);
        std::vector<double> differences(400);
        for (double& d : differences) d = mean_of_blocks(after) - mean_of_blocks(before);
        std::sort(differences.begin(), differences.end());
        alarms += differences[9] > 0 || differences[390] < 0;
    }
    return static_cast<double>(alarms) / kPairs;
}

/// A minute of transactions whose durations wander by a tenth, 50 a second.
void store(const TempDir& folder, unsigned seed, double factor, double error_share = 0) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise;
    std::uniform_real_distribution<double> chance;
    std::vector<Shot> shots(3000);
    double wander = 0;
    for (std::size_t i = 0; i < shots.size(); ++i) {
        if (i % 50 == 0) wander = 0.5 * wander + 0.1 * noise(random);
        shots[i].elapsed = i * 20ms;
        shots[i].service = std::chrono::nanoseconds(
            std::llround(1e7 * factor * std::exp(wander + 0.3 * noise(random))));
        shots[i].timers = {{"login", shots[i].service / 2}};
        if (chance(random) < error_share) shots[i].error = "HTTP status 500";
    }
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    handler.finish(outcome_of({turret_of(shots.size())}, 60s));
}

Comparison comparison_of(double factor, double errors_a = 0, double errors_b = 0) {
    const TempDir a;
    const TempDir b;
    store(a, 1, 1, errors_a);
    store(b, 2, factor, errors_b);
    const RunsToCompare runs = read_to_compare(a.path(), b.path());
    return compare(runs.before, runs.after);
}

}  // namespace

TEST_CASE("noise is seldom called a change and changes are found", "[report][compare]") {
    std::cout << "oct compare, 60 intervals with a deviation of 5 %, 95 % confidence:\n"
                 "resemblance  false alarms  (bootstrap)  finds 3 %  finds 5 %  finds 10 %\n";
    struct Row {
        double resemblance, most_false, least_found_5;
    };
    for (const Row row :
         {Row{0, 0.07, 0.95}, Row{0.3, 0.08, 0.85}, Row{0.5, 0.09, 0.6}, Row{0.7, 0.13, 0.4}}) {
        const double alarms = called(row.resemblance, 0);
        const double bootstrap = called_by_bootstrap(row.resemblance);
        const double found = called(row.resemblance, std::log(1.05));
        const double found_10 = called(row.resemblance, std::log(1.10));
        std::cout << std::fixed << std::setprecision(1) << std::setw(11) << row.resemblance
                  << std::setw(12) << 100 * alarms << " %" << std::setw(11) << 100 * bootstrap
                  << " %" << std::setw(9) << 100 * called(row.resemblance, std::log(1.03)) << " %"
                  << std::setw(9) << 100 * found << " %" << std::setw(10) << 100 * found_10
                  << " %\n";
        CHECK(alarms < row.most_false);
        CHECK(alarms < bootstrap);
        CHECK(found > row.least_found_5);
        CHECK(found_10 > 0.8);
    }
}

TEST_CASE("two runs of the same thing are within noise, a slower one is found",
          "[report][compare]") {
    const Comparison same = comparison_of(1);
    const FailOn fail_on = FailOn::parse("p50 +5%");
    REQUIRE(same.changes.size() == 17);
    CHECK_FALSE(fail_on.failed_by(same.find(fail_on)));
    CHECK_FALSE(same.find(fail_on).significant());

    const Comparison slower = comparison_of(1.3);
    const Change& p50 = slower.find(fail_on);
    CHECK(p50.section == "All transactions");
    CHECK(p50.change.value == Approx(30).margin(12));
    CHECK(p50.worse());
    CHECK(p50.low->value < 30);
    CHECK(p50.high->value > 20);
    CHECK(fail_on.failed_by(p50));
    CHECK_FALSE(FailOn::parse("p50 +60%").failed_by(p50));
    CHECK(
        FailOn::parse("p95(login) +10%").failed_by(slower.find(FailOn::parse("p95(login) +10%"))));
    CHECK_FALSE(FailOn::parse("rate -1%").failed_by(slower.find(FailOn::parse("rate -1%"))));
    CHECK_THAT(slower.to_text(), Contains("WORSE") && Contains("login\n") && Contains("+"));

    rapidjson::Document json;
    json.Parse(slower.to_json().c_str());
    REQUIRE_FALSE(json.HasParseError());
    CHECK(json["schema"].GetInt() == 1);
    CHECK(json["changes"].Size() == 17);
}

TEST_CASE("more errors are found in percentage points", "[report][compare]") {
    const Comparison comparison = comparison_of(1, 0.01, 0.05);
    const FailOn fail_on = FailOn::parse("errors +2%");

    const Change& errors = comparison.find(fail_on);

    CHECK(base::plain(errors.before) == Approx(1).margin(0.6));
    CHECK(errors.change.value == Approx(4).margin(1.5));
    CHECK(fail_on.failed_by(errors));
    CHECK_FALSE(FailOn::parse("errors +7%").failed_by(errors));
}

TEST_CASE("what a comparison cannot tell it does not call a change", "[report][compare]") {
    Summary a;
    a.run_time = a.measured_to = 3s;
    a.interval = 1s;
    a.transactions = 30;
    Section& section = a.sections.front();
    section.name = "All transactions";
    section.statistics.count = 30;
    section.statistics.p50 = 10ms;
    for (int i = 0; i < 3; ++i) {
        Interval& interval = section.intervals.emplace_back();
        interval.from = i * 1s;
        interval.length = 1s;
        interval.statistics = section.statistics;
    }
    Summary b = a;
    b.sections[0].statistics.p50 = 20ms;
    b.sections.emplace_back().name = "new";

    const Comparison comparison = compare(a, b);

    const Change& p50 = comparison.find(FailOn::parse("p50 +5%"));
    CHECK(p50.change.value == Approx(100));
    CHECK_FALSE(p50.low);
    CHECK_FALSE(p50.significant());
    CHECK_FALSE(FailOn::parse("p50 +5%").failed_by(p50));
    CHECK(comparison.only_after == std::vector<std::string>{"new"});
    CHECK_THAT(comparison.to_text(),
               Contains("too few intervals to tell") && Contains("only in B: new"));
    CHECK_THROWS_WITH(comparison.find(FailOn::parse("p50(x) +5%")),
                      Contains("no timer of both runs"));
}

TEST_CASE("a change to fail on is a figure and a percentage", "[report][compare]") {
    CHECK(FailOn::parse("p99 +5%").change == Percent{5});
    CHECK(FailOn::parse("rate -2.5%").change == Percent{-2.5});
    CHECK(FailOn::parse("p95(a - b) +5%").timer == "a - b");
    CHECK(FailOn::parse("avg +5%").measure == "avg");
    for (const char* bad :
         {"", "p99", "p99 5%", "p99 +5", "p99 +%", "p97 +5%", "min +5%", "+5%", "p99 +5% more"})
        CHECK_THROWS_AS(FailOn::parse(bad), ConfigError);
}
