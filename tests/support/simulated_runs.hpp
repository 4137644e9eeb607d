// Runs made up of chance, to count how often a comparison is right and wrong about them.
#pragma once

#include "measure/buckets.hpp"
#include "report/compare/compare_findings.hpp"
#include "report/read/findings.hpp"

#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <string>

namespace oct::testing {

/// Durations vary as those of services do, by about a third; their level varies from interval to
/// interval by another 5 %, and resembles the one before it.
struct SimulatedRun {
    using OverTime = std::function<double(double)>;  ///< of 0 … 1 of the run

    int intervals = 60;
    double results = 50;     ///< in an interval, on average
    double resemblance = 0;  ///< lag-1 correlation of the levels
    double error_share = 0;
    double burst = 1;     ///< so many in a row fail or do not; 1: each by itself
    bool closed = false;  ///< there are the fewer results the longer they take
    OverTime slowness = [](double) { return 1.0; };
    OverTime flow = [](double) { return 1.0; };
};

/// `value` from `from` to `to`, else 1.
inline SimulatedRun::OverTime within(double from, double to, double value) {
    return [=](double time) { return time >= from && time < to ? value : 1.0; };
}

inline report::Findings simulated(std::mt19937_64& random, const SimulatedRun& model) {
    using namespace std::chrono_literals;
    std::normal_distribution<double> noise;
    std::uniform_real_distribution<double> chance;
    report::Findings run;
    Section& section = run.summary.sections.front();
    report::GraphData& graph = run.graphs.emplace_back();
    run.summary.interval = 1s;
    run.summary.measurement = Measurement::Whole;
    run.summary.run_time = run.summary.measured_to = 1s * model.intervals;
    double wander = noise(random);
    bool fails = false;
    for (int i = 0; i < model.intervals; ++i) {
        const double time = static_cast<double>(i) / model.intervals;
        const double level = model.slowness(time) * std::exp(0.05 * wander);
        const double expected = model.results * model.flow(time) / (model.closed ? level : 1);
        int left = expected > 0 ? std::poisson_distribution<int>(expected)(random) : 0;
        Histogram durations;
        std::uint64_t errors = 0;
        for (; left != 0; --left) {
            const bool goes_on = model.burst > 1 && chance(random) * model.burst >= 1;
            if (!goes_on) fails = chance(random) < model.error_share;
            if (fails)
                ++errors;
            else
                durations.record(std::chrono::nanoseconds(
                    std::llround(1e7 * level * std::exp(0.3 * noise(random)))));
        }
        graph.total.merge(durations);
        measure::Buckets::encode(durations, graph.packed.emplace_back());
        section.intervals.push_back({i * 1s, 1s, report::statistics_of(durations), errors});
        section.errors += errors;
        wander = model.resemblance * wander +
                 std::sqrt(1 - model.resemblance * model.resemblance) * noise(random);
    }
    section.statistics = report::statistics_of(graph.total);
    section.rate = static_cast<double>(section.statistics.count) / model.intervals;
    run.summary.transactions = section.ended();
    return run;
}

/// What a share of `pairs` may be by chance where it is `nominal`: three standard deviations more.
inline double most(double nominal, int pairs) {
    return nominal + 3 * std::sqrt(nominal * (1 - nominal) / pairs);
}

/// What comparisons said of a figure of so many pairs of runs: shares of the pairs.
struct Called {
    double different = 0;
    double untold = 0;    ///< noise could not be told
    double departed = 0;  ///< with a moment
};

inline std::map<std::string, Called> called(const SimulatedRun& before, const SimulatedRun& after,
                                            int pairs) {
    std::mt19937_64 random(20);
    std::map<std::string, Called> shares;
    for (int i = 0; i < pairs; ++i) {
        const report::Findings a = simulated(random, before);
        const report::Findings b = simulated(random, after);
        for (const Change& change : report::compare_findings(a, b).changes) {
            Called& share = shares[change.measure];
            share.different += change.significant() ? 1.0 / pairs : 0;
            share.untold += change.noise ? 0 : 1.0 / pairs;
            share.departed += change.departure ? 1.0 / pairs : 0;
        }
    }
    return shares;
}

}  // namespace oct::testing
