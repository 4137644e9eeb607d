// Group open: how well arrivals keep their moments, beside a bare loop that waits in the same way.
#include <oct/histogram.hpp>
#include <oct/plan.hpp>

#include "bare_arrivals.hpp"
#include "collect.hpp"
#include "rounds.hpp"
#include "turret/battery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace oct::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds kAhead(5);  // of the first arrival: who fires it is there then

class InProcess : public Transaction {
public:
    void run() override {}
};

/// What a round measured.
struct Keeping {
    double rate = 0;    ///< starts per second, from the first to the last
    double late50 = 0;  ///< µs
    double late99 = 0;
    double cores = 0;
};

// Both sides begin between two whole milliseconds: who waits for these is equally late.
SteadyTime beginning() {
    return std::chrono::ceil<milliseconds>(Clock::real().now() + kAhead) +
           std::chrono::microseconds(500);
}

/// The round that `run` does; it returns how late the arrivals were.
template <class Run>
Keeping measured(Run&& run) {
    const auto since = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    Keeping keeping;
    const Histogram lag = run(keeping);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - since;
    keeping.cores = (cpu_seconds() - cpu) / wall.count();
    keeping.late50 = static_cast<double>(lag.percentile(50).count()) / 1e3;
    keeping.late99 = static_cast<double>(lag.percentile(99).count()) / 1e3;
    return keeping;
}

// One cannon of a battery, its blocks taken as the turret's I/O thread takes them.
Keeping keeping_of_oct(std::uint64_t count, double rate, Idle idle) {
    TurretConfig config;
    config.plan.rate = rate;
    config.plan.iterations = count;
    config.plan.idle = idle;
    turret::BlockQueue queue(std::size_t{256} << 20);
    const TransactionConfig context;
    const auto battery = turret::make_battery(config, &make_transaction<InProcess>, queue,
                                              Clock::real(), {LogSink::none(), "bench"});
    return measured([&](Keeping& keeping) {
        Histogram lag;
        nanoseconds first = nanoseconds::max();
        nanoseconds last{};
        battery->start({beginning(), Clock::real().wall()}, context, false);
        for (bool over = false; !over;) {
            over = battery->stopped();  // asked before the last blocks are taken
            collect(queue, [&](const SampleBlock& block) {
                for (const Sample& sample : block.samples()) {
                    lag.record(sample.lag);
                    first = std::min(first, sample.elapsed - sample.service);
                    last = std::max(last, sample.elapsed - sample.service);
                }
            });
        }
        keeping.rate = static_cast<double>(lag.count() - 1) * 1e9 /
                       static_cast<double>((last - first).count());
        return lag;
    });
}

Keeping keeping_of_bare_loop(std::uint64_t count, double rate, Idle idle) {
    const nanoseconds gap(static_cast<std::int64_t>(1e9 / rate));
    return measured([&](Keeping&) { return bare_arrivals(beginning(), count, gap, idle); });
}

template <class Value>
double median_of(const std::vector<Keeping>& rounds, Value value) {
    std::vector<double> values;
    for (const Keeping& round : rounds) values.push_back(value(round));
    return median(std::move(values));
}

std::vector<Figure> keeping(double rate, Idle idle, int rounds, double seconds) {
    const auto count = static_cast<std::uint64_t>(std::max(20.0, rate * seconds));
    std::vector<Keeping> ours;
    std::vector<Keeping> bare;
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        bare.push_back(keeping_of_bare_loop(count, rate, idle));
        ours.push_back(keeping_of_oct(count, rate, idle));
        ratios.push_back(ours.back().late50 / bare.back().late50);
    }
    const auto figure = [&](const char* what, const char* unit, auto value) {
        const double mine = median_of(ours, value);
        const double floor = median_of(bare, value);
        return Figure{"open", fmt::format("{:.0f}/s, {}: {}", rate, to_string(idle), what),
                      mine,   unit,
                      floor,  mine / floor,
                      ""};
    };
    Figure achieved = figure("achieved", "a second", [](const Keeping& k) { return k.rate; });
    achieved.floor = rate;
    achieved.ratio = achieved.figure / rate;
    achieved.goal = "ratio 0.999 to 1.001";
    Figure late50 = figure("late, p50", "us", [](const Keeping& k) { return k.late50; });
    late50.ratio = median(std::move(ratios));
    late50.goal = "ratio <= 1.3";
    return {achieved, late50, figure("late, p99", "us", [](const Keeping& k) { return k.late99; }),
            figure("CPU", "cores", [](const Keeping& k) { return k.cores; })};
}

}  // namespace

std::vector<Figure> open_load(const Effort& effort) {
    const bool quick = effort.scale < 1;
    const int rounds = quick ? 1 : 5;
    const double seconds = quick ? 0.02 : 0.4;
    std::vector<Figure> all;
    for (const double rate : {1'000.0, 10'000.0, 100'000.0})
        for (const Idle idle : {Idle::Sleep, Idle::Tick, Idle::SleepSpin, Idle::Spin})
            for (Figure& figure : keeping(rate, idle, rounds, seconds))
                all.push_back(std::move(figure));
    return all;
}

}  // namespace oct::bench
