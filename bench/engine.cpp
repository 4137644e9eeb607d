// Group engine: what firing costs, beside readings of the clock, histograms and an append.
#include <oct/cannon.hpp>
#include <oct/histogram.hpp>

#include "async.hpp"
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

class TwoTimers : public Transaction {
public:
    void run() override {
        { const auto search = timer("search"); }
        { const auto pay = timer("pay"); }
    }
};

/// What a program under test has many of: a function that takes about 100 ns.
[[gnu::noinline]] std::uint64_t work(std::uint64_t value) {
    constexpr int kSteps = 50;  // each waits for the one before: some 2 ns
    for (int i = 0; i < kSteps; ++i) value = (value ^ value >> 29) * 0xBF58476D1CE4E5B9;
    return value;
}

class Works : public Transaction {
public:
    void run() override { value_ = work(value_); }

private:
    std::uint64_t value_ = 1;
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

// The same with two timers: six readings, three histograms, a sample and its timers.
double floor_of_timers(std::uint64_t n) {
    Histogram histogram;
    Histogram search;
    Histogram pay;
    std::vector<Sample> block;
    std::vector<TimerValue> timers;
    block.reserve(kBlock);
    timers.reserve(2 * kBlock);
    const auto origin = Clock::now();
    for (std::uint64_t i = 0; i < n; ++i) {
        const auto started = Clock::now();
        const auto search_started = Clock::now();
        const auto search_ended = Clock::now();
        const auto pay_started = Clock::now();
        const auto pay_ended = Clock::now();
        const auto ended = Clock::now();
        histogram.record(ended - started);
        search.record(search_ended - search_started);
        pay.record(pay_ended - pay_started);
        timers.push_back({1, search_ended - search_started});
        timers.push_back({2, pay_ended - pay_started});
        Sample sample;
        sample.elapsed = ended - origin;
        sample.service = ended - started;
        block.push_back(sample);
        if (block.size() < kBlock) continue;
        block.clear();
        timers.clear();
    }
    return ns_per(n, origin);
}

/// A blocking cannon, and the histograms that its blocks are recorded into when they are handed
/// over: one of the transactions, one for each timer.
class Shooter {
public:
    explicit Shooter(std::unique_ptr<Transaction> transaction) : cannon_(std::move(transaction)) {
        cannon_.begin({oct::Clock::real().now(), oct::Clock::real().wall()}, context_, {});
    }
    /// ns for each of `n` shots.
    double fire(std::uint64_t n) {
        const auto since = Clock::now();
        for (std::uint64_t i = 0; i < n; ++i) {
            cannon_.fire(block_);
            if (block_.size() == kBlock) record();
        }
        return ns_per(n, since);
    }
    [[nodiscard]] const Histogram& service() const { return service_; }

private:
    void record() {
        timers_.resize(block_.names().size());
        for (const Sample& sample : block_.samples()) {
            service_.record(sample.service);
            for (const TimerValue& timer : block_.timers(sample))
                timers_[timer.name].record(timer.value);
        }
        block_.clear();
    }

    Cannon cannon_;
    TransactionConfig context_;
    SampleBlock block_;
    Histogram service_;
    std::vector<Histogram> timers_;
};

// ns for a call of work(): the median of small groups, as the clock's own cost vanishes in them.
double work_alone(std::uint64_t calls) {
    constexpr std::uint64_t kGroup = 500;
    static volatile std::uint64_t value = 1;
    std::vector<double> groups;
    for (std::uint64_t done = 0; done < calls; done += kGroup) {
        std::uint64_t sum = value;
        const auto since = Clock::now();
        for (std::uint64_t i = 0; i < kGroup; ++i) sum = work(sum);
        groups.push_back(ns_per(kGroup, since));
        value = sum;
    }
    return median(std::move(groups));
}

// How far the figure for a function of 100 ns is from the truth. What an empty transaction costs,
// which the report prints as the tool's own cost, bounds what it may be.
Figure distortion(const Effort& effort, std::uint64_t n) {
    return interleaved(
        {"engine", "function of 100 ns: measured too long by", 0, "ns", 0, 0, "ratio <= 1"},
        effort.rounds,
        [n] {
            const double alone = work_alone(n);
            Shooter shooter(std::make_unique<Works>());
            shooter.fire(n);
            return static_cast<double>(shooter.service().percentile(50).count()) - alone;
        },
        [n] { return Shooter(std::make_unique<Empty>()).fire(n); });
}

}  // namespace

std::vector<Figure> engine(const Effort& effort) {
    const auto n = static_cast<std::uint64_t>(1'000'000 * effort.scale);
    return {interleaved(
                {"engine", "empty blocking transaction", 0, "ns", 0, 0, "ratio <= 1.3"},
                effort.rounds, [&] { return Shooter(std::make_unique<Empty>()).fire(n); },
                [&] { return floor_of_empty(n); }),
            interleaved(
                {"engine", "blocking transaction with two timers", 0, "ns", 0, 0, "ratio <= 1.3"},
                effort.rounds, [&] { return Shooter(std::make_unique<TwoTimers>()).fire(n); },
                [&] { return floor_of_timers(n); }),
            interleaved(
                {"engine", "empty async transaction", 0, "ns", 0, 0, "ratio <= 2"}, effort.rounds,
                [&] { return empty_async(n); }, [&] { return floor_of_empty(n); }),
            distortion(effort, n)};
}

}  // namespace oct::bench
