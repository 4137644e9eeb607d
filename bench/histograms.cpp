// Part of group hq: a result into the counts of a run, beside the bare increments of histograms.
#include <oct/histogram.hpp>

#include "measure/sample_counter.hpp"
#include "rounds.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <random>

namespace oct::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::size_t kBlock = 256;
constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};

// A block as the HQ hands it over; its results end over `span` of the run.
SampleBlock block_of(nanoseconds span) {
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> service(std::log(2e7), 0.8);
    SampleBlock block;
    for (std::size_t i = 0; i < kBlock; ++i) {
        Sample sample;
        sample.elapsed = span * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(kBlock);
        sample.epoch = kStart + sample.elapsed;
        sample.service = nanoseconds(std::llround(service(random)));
        sample.turret = block.intern("navigation");
        block.add_timer(block.intern("a timer"), sample.service / 2);
        block.append(sample);
    }
    return block;
}

double ns_per(std::uint64_t n, double cpu_before) {
    return (cpu_seconds() - cpu_before) * 1e9 / static_cast<double>(n);
}

}  // namespace

std::vector<Figure> results_into_histograms(const Effort& effort) {
    const auto blocks = static_cast<std::uint64_t>(1'000'000 * effort.scale) / kBlock + 1;
    const SampleBlock block = block_of(std::chrono::milliseconds(300));
    const auto counted = [&] {
        measure::SampleCounter counter(std::chrono::seconds(10), {});
        counter.start(kStart);
        const double before = cpu_seconds();
        for (std::uint64_t i = 0; i < blocks; ++i) {
            counter.new_block();
            for (const Sample& sample : block.samples())
                counter.add(block, sample, 1, "navigation");
        }
        return ns_per(blocks * kBlock, before);
    };
    const auto bare = [&] {  // service, lag and the timer
        std::array<Histogram, 3> histograms;
        const double before = cpu_seconds();
        for (std::uint64_t i = 0; i < blocks; ++i) {
            for (const Sample& sample : block.samples()) {
                histograms[0].record(sample.service);
                histograms[1].record(sample.lag);
                for (const TimerValue& timer : block.timers(sample))
                    histograms[2].record(timer.value);
            }
        }
        return ns_per(blocks * kBlock, before);
    };
    return {interleaved({"hq", "results into histograms", 0, "ns CPU per result", 0, 0,
                         "part of results into rows"},
                        effort.rounds, counted, bare)};
}

}  // namespace oct::bench
