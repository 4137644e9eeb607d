// Fires transactions that do nothing with the code of a real run: what they take is liboct's own.
#include "turret/self_cost.hpp"

#include <oct/async.hpp>
#include <oct/cannon.hpp>

#include "turret/block_queue.hpp"
#include "turret/loop_thread.hpp"

#include <algorithm>
#include <ctime>
#include <memory>

namespace oct::turret {
namespace {

using std::chrono::nanoseconds;

constexpr int kShots = 1000;
constexpr int kRounds = 5;  // the least counts: caches are warm then
constexpr int kTimers = 4;

class Nothing final : public Transaction {
public:
    explicit Nothing(int timers) : timers_(timers) {}
    void run() override {
        for (int i = 0; i < timers_; ++i) auto t = timer("t");
    }

private:
    int timers_;
};

class AsyncNothing final : public AsyncTransaction {
public:
    explicit AsyncNothing(int timers) : timers_(timers) {}
    Task<> run() override {
        for (int i = 0; i < timers_; ++i) auto t = timer("t");
        co_return;
    }

private:
    int timers_;
};

// Of this thread alone: whoever else is on the CPU meanwhile does not count.
nanoseconds cpu_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

template <class Shoot>
nanoseconds cost_of(Shoot shoot) {
    auto least = nanoseconds::max();
    for (int round = 0; round < kRounds; ++round) {
        const nanoseconds since = cpu_time();
        shoot();
        least = std::min(least, (cpu_time() - since) / kShots);
    }
    return least;
}

nanoseconds blocking_cost(int timers) {
    const Clock& clock = Clock::real();
    const TransactionConfig context;
    Cannon cannon(std::make_unique<Nothing>(timers));
    cannon.begin({clock.now(), clock.wall(), {}}, context, {});
    SampleBlock block;
    return cost_of([&] {
        block.clear();
        for (int shot = 0; shot < kShots; ++shot) cannon.fire(block);
    });
}

nanoseconds async_cost(int timers) {
    const Clock& clock = Clock::real();
    const TransactionConfig context;
    TurretConfig config;
    config.cannons = 1;
    config.plan.iterations = kShots;
    BlockQueue queue(8U << 20U);
    LoopThread thread(queue, clock);
    thread.add(std::make_unique<AsyncNothing>(timers), 0);
    return cost_of([&] {
        const Pacer pacer(config);
        RunSchedule run({clock.now(), clock.wall(), {}}, clock.now(), pacer, false, 0);
        thread.prepare(context, pacer, run, {});
        while (thread.step(nanoseconds::zero())) continue;
        for (auto& block : queue.take()) queue.recycle(std::move(block));
    });
}

SelfCost difference(nanoseconds without, nanoseconds with) {
    return {without, std::max(with - without, nanoseconds::zero()) / kTimers};
}

}  // namespace

SelfCost SelfCost::of_blocking() {
    return difference(blocking_cost(0), blocking_cost(kTimers));
}

SelfCost SelfCost::of_async() {
    return difference(async_cost(0), async_cost(kTimers));
}

}  // namespace oct::turret
