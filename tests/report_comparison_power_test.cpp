// Simulated pairs of runs: how often noise is called a change, and how often a change is found.
#include "support/catch.hpp"
#include "support/simulated_runs.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <vector>

using namespace oct;
using namespace oct::testing;

namespace {

/// The logarithms of a figure of the intervals, as a plain bootstrap takes them.
std::vector<double> figures(const report::Findings& run, const std::string& measure) {
    std::vector<double> figures;
    for (const Interval& interval : run.summary.all().intervals)
        if (measure == "rate")
            figures.push_back(
                std::log(std::max(static_cast<double>(interval.statistics.count), 0.5)));
        else if (interval.statistics.count != 0)
            figures.push_back(std::log(static_cast<double>(interval.statistics.p50.count())));
    return figures;
}

/// What else one could do (B. Efron 1979): draw the intervals of both runs anew, 400 times.
double called_by_bootstrap(const SimulatedRun& before, const SimulatedRun& after,
                           const std::string& measure, int pairs) {
    std::mt19937_64 random(20);
    const auto mean_of_drawn = [&](const std::vector<double>& series) {
        double sum = 0;
        for (std::size_t i = 0; i < series.size(); ++i) sum += series[random() % series.size()];
        return sum / static_cast<double>(series.size());
    };
    int different = 0;
    for (int i = 0; i < pairs; ++i) {
        const auto a = figures(simulated(random, before), measure);
        const auto b = figures(simulated(random, after), measure);
        std::vector<double> differences(400);
        for (double& d : differences) d = mean_of_drawn(b) - mean_of_drawn(a);
        std::sort(differences.begin(), differences.end());
        different += differences[9] > 0 || differences[390] < 0;
    }
    return static_cast<double>(different) / pairs;
}

struct Case {
    std::string what;
    std::string measure;
    SimulatedRun after{};
    double least = 0;  ///< share of pairs that is found at least
};

std::vector<Case> cases() {
    std::vector<Case> cases{{"no change", "p50"},
                            {"no change", "rate"},
                            {"5 % slower", "p50"},
                            {"10 % slower", "p50"},
                            {"a tenth from the middle on", "rate"},
                            {"outage of 1 s in 15 s", "rate"},
                            {"20 % slower from the middle on", "p50"},
                            {"slower and slower, by 20 %", "p50"}};
    cases[2].after.slowness = within(0, 2, 1.05);
    cases[3].after.slowness = within(0, 2, 1.10);
    cases[4].after.flow = within(0.5, 2, 0.1);
    cases[5].after.flow = within(28 / 60.0 - 1e-9, 32 / 60.0 - 1e-9, 0);
    cases[6].after.slowness = within(0.5, 2, 1.2);
    cases[7].after.slowness = [](double time) { return 1 + 0.2 * time; };
    return cases;
}

std::string percent(double share) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << 100 * share << " %";
    return text.str();
}

/// The runs before and after, of which each interval resembles the one before it.
std::pair<SimulatedRun, SimulatedRun> runs_of(const Case& of, double resemblance) {
    SimulatedRun before;
    SimulatedRun after = of.after;
    before.resemblance = after.resemblance = resemblance;
    before.closed = after.closed = true;
    return {before, after};
}

/// What comparisons say, in a line beside a bootstrap.
Called row(const Case& of, double resemblance, int pairs) {
    const auto [before, after] = runs_of(of, resemblance);
    const Called found = called(before, after, pairs).at(of.measure);
    std::cout << std::setw(32) << of.what << std::setw(6) << of.measure << std::setw(13)
              << resemblance << std::setw(11) << percent(found.different) << std::setw(15)
              << percent(found.departed) << std::setw(12) << percent(found.untold) << std::setw(11)
              << percent(called_by_bootstrap(before, after, of.measure, pairs)) << "\n";
    return found;
}

void heading() {
    std::cout << "60 intervals with 50 results, deviation 5 %\n"
              << std::setw(63) << "figure  resemblance  different  with a moment"
              << "  cannot tell"
              << "  bootstrap\n";
}

}  // namespace

TEST_CASE("noise is seldom called a change, a change is found", "[report][compare]") {
    constexpr int kPairs = 40;
    const std::vector<Case> all = cases();
    const auto found = [&](std::size_t number, double resemblance) {
        const auto [before, after] = runs_of(all[number], resemblance);
        return called(before, after, kPairs).at(all[number].measure);
    };
    for (const double resemblance : {0.0, 0.5}) {
        const auto [before, after] = runs_of(all[0], resemblance);
        const auto same = called(before, after, kPairs);
        for (const char* measure : {"rate", "p50"}) {
            CAPTURE(resemblance, measure);
            CHECK(same.at(measure).different <= most(resemblance == 0 ? 0.05 : 0.07, kPairs));
            CHECK(same.at(measure).untold <= most(0.03, kPairs));
        }
    }
    CHECK(found(3, 0).different > 0.95);
    for (const std::size_t number : {4U, 5U}) {
        const Called with_moment = found(number, 0);
        CHECK(with_moment.different > 0.9);
        CHECK(with_moment.departed > 0.95);
    }
    CHECK(found(7, 0).different > 0.95);
}

// Its table is in docs/limits.md.
TEST_CASE("a comparison is right about 400 pairs of each kind", "[report][compare][soak]") {
    constexpr int kPairs = 400;
    struct Bounds {
        double resemblance, most_different, found_5, found_10, found_drift;
    };
    heading();
    const std::vector<Case> all = cases();
    for (const Bounds bounds : {Bounds{0, 0.05, 0.8, 0.98, 0.98},
                                {0.5, 0.07, 0.6, 0.95, 0.95},
                                {0.8, 0.11, 0.3, 0.7, 0.7}}) {
        CAPTURE(bounds.resemblance);
        std::vector<Called> found;
        for (const Case& of : all) found.push_back(row(of, bounds.resemblance, kPairs));
        CHECK(found[0].different < most(bounds.most_different, kPairs));
        CHECK(found[1].different < most(bounds.most_different, kPairs));
        CHECK(found[2].different > bounds.found_5);
        CHECK(found[3].different > bounds.found_10);
        for (const std::size_t i : {4U, 5U}) {
            CHECK(found[i].different + found[i].untold > 0.94);
            CHECK(found[i].departed > 0.9);
        }
        CHECK(found[6].different + found[6].untold > bounds.found_10);
        CHECK(found[7].different + found[7].untold > bounds.found_drift);
    }
}
