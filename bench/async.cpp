// Group engine, coroutines: an empty one, a million of them asleep, and 30,000 threads beside them.
#include "async.hpp"

#include <oct/cannon.hpp>
#include <oct/histogram.hpp>

#include "bare_sleepers.hpp"
#include "collect.hpp"
#include "rounds.hpp"
#include "turret/battery.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <malloc.h>
#include <thread>
#include <unistd.h>

namespace oct::bench {
namespace {

using std::chrono::nanoseconds;
using Steady = std::chrono::steady_clock;
constexpr std::size_t kBlock = 256;  // as a loop thread hands them over

class Empty : public AsyncTransaction {
    Task<> run() override { co_return; }
};

template <class Base>
class Sleeper;
template <>
class Sleeper<AsyncTransaction> : public AsyncTransaction {
public:
    explicit Sleeper(nanoseconds time) : time_(time) {}
    Task<> run() override { co_await sleep_for(time_); }

private:
    nanoseconds time_;
};
template <>
class Sleeper<Transaction> : public Transaction {
public:
    explicit Sleeper(nanoseconds time) : time_(time) {}
    void run() override { std::this_thread::sleep_for(time_); }

private:
    nanoseconds time_;
};

/// A cannon that fires again and again, and the histogram that its blocks are recorded into.
class Loner final : public CannonHost {
public:
    explicit Loner(std::uint64_t shots) : CannonHost(loop_), left_(shots) {}
    void fire() {
        const TransactionConfig context;
        begin({Clock::real().now(), Clock::real().wall()}, context, {});
        AsyncCannon cannon(std::make_unique<Empty>(), *this);
        cannon.begin();
        cannon.rest();
        while (left_ != 0) loop_.run(nanoseconds(0));
    }
    SampleBlock& block() override { return block_; }
    void rested(AsyncCannon& cannon) override { cannon.fire(); }
    void ended(AsyncCannon& cannon, ShotEnd /*how*/) override {
        if (block_.size() == kBlock) {
            for (const Sample& sample : block_.samples()) histogram_.record(sample.service);
            block_.clear();
        }
        if (--left_ != 0) cannon.rest();
    }

private:
    Loop loop_;
    SampleBlock block_;
    Histogram histogram_;
    std::uint64_t left_;
};

double seconds_since(Steady::time_point start) {
    return std::chrono::duration<double>(Steady::now() - start).count();
}

double resident_bytes() {
    long pages = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
        std::fclose(file);
    }
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// A battery of sleepers with the account of what it hands over.
class Dormitory {
public:
    template <class Base>
    static Dormitory of(std::uint32_t cannons, nanoseconds sleep, nanoseconds rampup) {
        return Dormitory(cannons, rampup, sleep, [sleep](const TransactionConfig&) {
            return std::make_unique<Sleeper<Base>>(sleep);
        });
    }
    void start() { battery_->start({Clock::real().now(), Clock::real().wall()}, context_, false); }
    /// Takes what the cannons hand over, for a time.
    void run(nanoseconds time) {
        const auto end = Steady::now() + time;
        while (Steady::now() < end) take();
    }
    void clear() { lateness_ = {}; }
    /// Interrupts all; returns after how many seconds the last one had ended.
    double stop() {
        const auto start = Steady::now();
        battery_->request_stop();
        battery_->interrupt();
        while (!battery_->stopped()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const double time = seconds_since(start);
        take();
        return time;
    }
    [[nodiscard]] const Histogram& lateness() const { return lateness_; }
    /// Shots that are neither recorded nor in flight nor dropped.
    [[nodiscard]] double missing() const {
        return static_cast<double>(battery_->fired()) - static_cast<double>(taken_) -
               static_cast<double>(battery_->in_flight()) - static_cast<double>(queue_.dropped());
    }
    [[nodiscard]] turret::Battery& battery() { return *battery_; }

private:
    Dormitory(std::uint32_t cannons, nanoseconds rampup, nanoseconds sleep,
              TransactionFactory factory)
        : sleep_(sleep) {
        TurretConfig config;
        config.name = "sleepers";
        config.cannons = cannons;
        config.rampup = rampup;
        battery_ = turret::make_battery(config, std::move(factory), queue_, Clock::real(),
                                        {LogSink::none(), "bench"});
    }
    void take() {
        collect(queue_, [this](const SampleBlock& block) {
            for (const Sample& sample : block.samples()) lateness_.record(sample.service - sleep_);
            taken_ += block.size();
        });
    }

    nanoseconds sleep_;
    turret::BlockQueue queue_{std::size_t{256} << 20};
    TransactionConfig context_;
    Histogram lateness_;
    std::uint64_t taken_ = 0;
    std::unique_ptr<turret::Battery> battery_;
};

// Seconds to throw as many exceptions on one thread: every interrupted run() throws one.
double throwing(std::uint32_t count) {
    const auto since = Steady::now();
    for (std::uint32_t i = 0; i < count; ++i) {
        try {
            throw Cancelled();
        } catch (const Cancelled&) {
        }
    }
    return seconds_since(since);
}

double us(nanoseconds time) {
    return static_cast<double>(time.count()) / 1e3;
}

// The floor is a bare coroutine with a timer wheel: no samples, no transaction, one thread.
std::vector<Figure> sleepers(const std::string& name, std::uint32_t cannons, nanoseconds sleep,
                             nanoseconds measured, const char* cores_goal) {
    const BareSleep bare = bare_sleepers(cannons, sleep, measured);
    ::malloc_trim(0);
    const double memory = resident_bytes();
    auto since = Steady::now();
    auto dormitory = Dormitory::of<AsyncTransaction>(cannons, sleep, sleep);
    const double created = seconds_since(since);
    dormitory.start();
    dormitory.run(sleep + sleep / 10);  // now each has fired
    const double bytes = (resident_bytes() - memory) / cannons;
    dormitory.clear();
    const double cpu = cpu_seconds();
    since = Steady::now();
    dormitory.run(measured);
    const double wall = seconds_since(since);
    const double cores = (cpu_seconds() - cpu) / wall;
    const double wakes = static_cast<double>(dormitory.lateness().count()) / wall;
    const double late50 = us(dormitory.lateness().percentile(50));
    const double late99 = us(dormitory.lateness().percentile(99));
    const bool all = dormitory.battery().fired() >= cannons;
    const double stop = dormitory.stop();

    const auto figure = [&](const char* what, double value, const char* unit, double floor,
                            const char* goal) {
        return Figure{
            "engine", name + ": " + what, value, unit, floor, floor == 0 ? 0 : value / floor, goal};
    };
    return {
        figure("memory", bytes, "bytes a cannon", bare.bytes, "figure <= 512"),
        figure("created in", created, "s", bare.started, "figure <= 5"),
        figure("wake-ups", wakes, "a second",
               static_cast<double>(cannons) * 1e9 / static_cast<double>(sleep.count()),
               "all cannons fire"),
        figure("CPU", cores, "cores", bare.cores, cores_goal),
        figure("CPU a wake-up", cores / wakes * 1e6, "us", bare.cores / bare.wakes * 1e6, ""),
        figure("late, p50", late50, "us", bare.late50, ""),
        figure("late, p99", late99, "us", bare.late99, "figure <= 1000"),
        figure("stopped in", stop, "s", throwing(cannons), ""),
        figure("missing in the ledger", all ? dormitory.missing() : cannons, "shots",
               static_cast<double>(dormitory.battery().fired()), "figure = 0"),
    };
}

std::vector<Figure> threads(std::uint32_t cannons) {
    const BareSleep bare = bare_threads(cannons);
    ::malloc_trim(0);
    const double memory = resident_bytes();
    auto dormitory = Dormitory::of<Transaction>(cannons, std::chrono::seconds(1), nanoseconds(0));
    const auto since = Steady::now();
    dormitory.start();
    const double started = seconds_since(since);
    dormitory.run(std::chrono::seconds(3));
    const double bytes = (resident_bytes() - memory) / cannons;
    dormitory.stop();
    const std::string name = std::to_string(cannons) + " blocking cannons";
    return {
        {"engine", name + ": memory", bytes, "bytes a cannon", bare.bytes, bytes / bare.bytes, ""},
        {"engine", name + ": started in", started, "s", bare.started, started / bare.started, ""},
        {"engine", name + ": missing in the ledger", dormitory.missing(), "shots",
         static_cast<double>(dormitory.battery().fired()), 0, "figure = 0"}};
}

}  // namespace

double empty_async(std::uint64_t shots) {
    const auto since = Steady::now();
    Loner(shots).fire();
    return seconds_since(since) * 1e9 / static_cast<double>(shots);
}

// A million cannons asleep, 10 s and 1 s at a time; 30,000 blocking ones beside them.
std::vector<Figure> million(const Effort& effort) {
    const bool quick = effort.scale < 1;
    const auto cannons = static_cast<std::uint32_t>(1'000'000 * effort.scale);
    const std::string name =
        quick ? std::to_string(cannons) + " async cannons" : "one million async cannons";
    const nanoseconds second = std::chrono::milliseconds(quick ? 100 : 1000);
    std::vector<Figure> all =
        sleepers(name + ", 10 s asleep", cannons, 10 * second, 5 * second, "figure <= 0.5");
    for (Figure& figure :
         sleepers(name + ", 1 s asleep", cannons, second, 5 * second, "figure <= 1"))
        all.push_back(std::move(figure));
    for (Figure& figure : threads(quick ? 300 : 30'000)) all.push_back(std::move(figure));
    return all;
}

}  // namespace oct::bench
