// Group engine: what firing costs, beside two readings of the clock, a histogram and an append.
#include <oct/cannon.hpp>

#include "async.hpp"
#include "base/histogram.hpp"
#include "rounds.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace oct::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kBlock = 256;  // as the battery hands them over

class Empty : public Transaction {
public:
    void run() override {}
};

double ns_per(std::uint64_t n, Clock::time_point since) {
    return std::chrono::duration<double, std::nano>(Clock::now() - since).count() /
           static_cast<double>(n);
}

// The least that an honest measurement does, by hand.
double floor_of_empty(std::uint64_t n) {
    Histogram histogram;
    std::vector<Sample> block;
    block.reserve(kBlock);
    const auto origin = Clock::now();
    for (std::uint64_t i = 0; i < n; ++i) {
        const auto started = Clock::now();
        const auto ended = Clock::now();
        histogram.record(ended - started);
        Sample sample;
        sample.elapsed = ended - origin;
        sample.service = ended - started;
        block.push_back(sample);
        if (block.size() == kBlock) block.clear();
    }
    return ns_per(n, origin);
}

// A cannon, and the histogram that its block is recorded into when it is handed over.
double empty_blocking(std::uint64_t n) {
    Histogram histogram;
    SampleBlock block;
    const TransactionConfig context;
    Cannon cannon(std::make_unique<Empty>());
    cannon.begin({oct::Clock::real().now(), oct::Clock::real().wall()}, context, {});
    const auto since = Clock::now();
    for (std::uint64_t i = 0; i < n; ++i) {
        cannon.fire(block);
        if (block.size() < kBlock) continue;
        for (const Sample& sample : block.samples()) histogram.record(sample.service);
        block.clear();
    }
    return ns_per(n, since);
}

}  // namespace

std::vector<Figure> engine(const Effort& effort) {
    const auto n = static_cast<std::uint64_t>(1'000'000 * effort.scale);
    std::vector<Figure> all{
        interleaved(
            {"engine", "empty blocking transaction", 0, "ns", 0, 0, "ratio <= 1.6"}, effort.rounds,
            [&] { return empty_blocking(n); }, [&] { return floor_of_empty(n); }),
        interleaved(
            {"engine", "empty async transaction", 0, "ns", 0, 0, "ratio <= 2"}, effort.rounds,
            [&] { return empty_async(n); }, [&] { return floor_of_empty(n); })};
    for (Figure& figure : million(effort)) all.push_back(std::move(figure));
    return all;
}

}  // namespace oct::bench
