// Choosing k of n values by selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2 S).
#include "report/compare/equal_counts.hpp"

#include "measure/buckets.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

Histogram chosen(const Histogram& all, std::uint64_t wanted, std::mt19937_64& random) {
    Histogram some;
    std::uint64_t left = all.count();
    const auto choose = [&](nanoseconds value, std::uint64_t count) {
        for (; count != 0; --count, --left)
            if (random() % left < wanted) {
                some.record(value);
                --wanted;
            }
    };
    measure::Buckets::for_each(
        all, [&](std::uint64_t lowest, std::uint64_t width, std::uint64_t count) {
            choose(nanoseconds(static_cast<std::int64_t>(lowest + (width - 1) / 2)), count);
        });
    choose(all.max(), measure::Buckets::overflow(all));
    return some;
}

// `share`: of the values, at most 1.
void thin(Section& section, const GraphData& graph, double share) {
    std::mt19937_64 random(1);  // the same runs give the same comparison
    for (std::size_t i = 0; i < section.intervals.size(); ++i) {
        Statistics& statistics = section.intervals[i].statistics;
        const std::uint64_t count = statistics.count;
        if (count == 0) continue;
        const auto wanted = std::llround(static_cast<double>(count) * share);
        statistics = statistics_of(
            chosen(graph.histogram(i), static_cast<std::uint64_t>(std::max(wanted, 1LL)), random));
        statistics.count = count;
    }
}

struct Sections {
    std::vector<Section>& sections;
    const std::vector<GraphData>& graphs;
};

void equalize(const Sections& before, const Sections& after) {
    for (std::size_t i = 0; i < before.sections.size(); ++i) {
        Section& a = before.sections[i];
        auto& others = after.sections;
        const auto same = i == 0
                              ? others.begin()
                              : std::find_if(others.begin(), others.end(), [&](const Section& b) {
                                    return &b != &others.front() && b.name == a.name;
                                });
        if (same == others.end()) continue;
        const double rate_a = a.rate.value_or(0);
        const double rate_b = same->rate.value_or(0);
        if (rate_a == 0 || rate_b == 0) continue;
        // Both, so that both are rounded alike: equal durations stay equal.
        thin(a, before.graphs[i], std::min(1.0, rate_b / rate_a));
        thin(*same, after.graphs[static_cast<std::size_t>(same - others.begin())],
             std::min(1.0, rate_a / rate_b));
    }
}

}  // namespace

void equalize_counts(Findings& before, Findings& after) {
    equalize({before.summary.sections, before.graphs}, {after.summary.sections, after.graphs});
    auto& others = after.summary.classes;
    for (std::size_t i = 0; i < before.summary.classes.size(); ++i)
        for (std::size_t k = 0; k < others.size(); ++k)
            if (ClassSummary& of = before.summary.classes[i]; of.name == others[k].name)
                equalize({of.sections, before.class_graphs[i]},
                         {others[k].sections, after.class_graphs[k]});
}

}  // namespace oct::report
