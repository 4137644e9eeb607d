// The queue that bounds what waits for the network, and what a battery makes of a late start.
#include <oct/async.hpp>
#include <oct/error.hpp>
#include <oct/sample.hpp>
#include <oct/transaction.hpp>

#include "base/log.hpp"
#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "turret/battery.hpp"
#include "turret/block_queue.hpp"

#include <atomic>
#include <cerrno>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using oct::turret::BlockQueue;

namespace {

oct::turret::BlockPtr block_of(BlockQueue& queue, int samples) {
    auto block = queue.borrow();
    for (int i = 0; i < samples; ++i) block->append({});
    return block;
}

struct Nothing : oct::Transaction {
    void run() override {}
};
struct AsyncNothing : oct::AsyncTransaction {
    oct::Task<> run() override { return {}; }
};
/// What comes after run() takes a while.
struct Tidy : oct::Transaction {
    void run() override {}
    void tear_down() override { std::this_thread::sleep_for(3ms); }
};
struct AsyncTidy : oct::AsyncTransaction {
    oct::Task<> run() override { return {}; }
    oct::Task<> tear_down() override { co_await oct::sleep_for(3ms); }
};
template <class T>
std::unique_ptr<oct::TransactionBase> make(const oct::TransactionConfig& /*config*/) {
    return std::make_unique<T>();
}

/// Who waits on it wakes at the stop only.
class SleepyClock final : public oct::Clock {
public:
    oct::SteadyTime now() const noexcept override { return time_.now(); }
    oct::WallTime wall() const noexcept override { return time_.wall(); }
    bool wait_until(oct::SteadyTime moment, std::stop_token stop) const override {
        waited_for_ = moment.time_since_epoch().count();
        while (!stop.stop_requested()) std::this_thread::yield();
        return false;
    }
    void await_sleeper() const {
        while (waited_for_ == 0) std::this_thread::yield();
    }
    void advance(std::chrono::nanoseconds by) const { time_.advance(by); }

private:
    const oct::testing::ManualClock time_;
    mutable std::atomic<std::int64_t> waited_for_ = 0;
};

/// A battery of one kind, with all that it needs.
struct Armed {
    Armed(const oct::TransactionFactory& factory, const oct::TurretConfig& config,
          const oct::Clock& its = oct::Clock::real())
        : clock(its),
          battery(oct::turret::make_battery(config, factory, queue, clock,
                                            oct::base::Log(log, "test"))) {}
    void start(bool resume, std::chrono::nanoseconds age = 0s) {
        battery->start({clock.now() - age, clock.wall() - age}, context, resume);
    }
    void await_end() const {
        while (!battery->stopped()) std::this_thread::yield();
    }

    const oct::Clock& clock;
    oct::testing::RecordingLog log;
    oct::TransactionConfig context;
    BlockQueue queue{1 << 20};
    std::unique_ptr<oct::turret::Battery> battery;
};

}  // namespace

TEST_CASE("a tear_down that takes longer than the think time makes no start late", "[turret]") {
    const oct::TransactionFactory factory =
        GENERATE(values<oct::TransactionFactory>({&make<Tidy>, &make<AsyncTidy>}));
    oct::TurretConfig config;
    config.cannons = 1;
    config.plan.iterations = 5;
    config.plan.think_time = 1ms;  // over before tear_down() is
    Armed armed(factory, config);

    armed.start(false);
    armed.await_end();

    std::vector<oct::Sample> samples;
    for (const auto& block : armed.queue.take())
        samples.insert(samples.end(), block->samples().begin(), block->samples().end());
    REQUIRE(samples.size() == 5);
    for (std::size_t i = 1; i < 5; ++i) {
        const auto intended = samples[i].elapsed - samples[i].service - samples[i].lag;
        CHECK(intended >= samples[i - 1].elapsed + 3ms);  // a sleep is never too short
        CHECK(samples[i].lag >= 0ns);
    }
}

TEST_CASE("a turret that is started again goes on with the iterations of its plan", "[turret]") {
    const oct::TransactionFactory factory =
        GENERATE(values<oct::TransactionFactory>({&make<Tidy>, &make<AsyncTidy>}));
    oct::TurretConfig config;
    config.cannons = 2;
    config.plan.iterations = 20;
    Armed armed(factory, config);

    armed.start(false);
    while (armed.battery->fired() < 3) std::this_thread::yield();
    armed.battery->request_stop();
    armed.await_end();
    armed.start(true);
    armed.await_end();

    CHECK(armed.battery->fired() == 20);
}

TEST_CASE("a start whose tick had not come at the stop is not overdue", "[turret]") {
    const SleepyClock clock;
    clock.advance(300us);
    oct::TurretConfig config;
    config.cannons = 1;
    config.plan.rate = 1000;
    config.plan.idle = GENERATE(oct::Idle::Tick, oct::Idle::Sleep);
    Armed armed(&make<Nothing>, config, clock);

    armed.start(false);
    clock.await_sleeper();
    clock.advance(1500us);  // the second start was due 500 us ago, and ticks come each millisecond
    armed.battery->request_stop();
    armed.await_end();

    CHECK(armed.battery->fired() == 1);
    CHECK(armed.battery->skips().sum() == (config.plan.idle == oct::Idle::Tick ? 0 : 1));
}

TEST_CASE("a cannon that is free waits for its turn on a loop where no plan lets it pause",
          "[turret][async]") {
    struct AsyncSpin : oct::AsyncTransaction {
        oct::Task<> run() override {
            const auto end = std::chrono::steady_clock::now() + 100us;
            while (std::chrono::steady_clock::now() < end) continue;
            co_return;
        }
    };
    oct::TurretConfig config;
    config.cannons = 4;
    config.loop_threads = 1;
    config.plan.iterations = 40;
    config.plan.think_time = GENERATE(0ms, 1ms);
    Armed armed(&make<AsyncSpin>, config);

    armed.start(false);
    armed.await_end();

    CHECK((armed.battery->queued() > 0ns) == (config.plan.think_time == 0ms));
}

TEST_CASE("how often cannons waited is told with what made them", "[turret]") {
    struct Unready : oct::Transaction {
        void setup() override { throw std::runtime_error("no login"); }
        void run() override {}
    };
    const auto [cannons, times] = GENERATE(values<std::pair<std::uint32_t, std::string>>(
        {{1, "Once a cannon"}, {2, "Twice a cannon"}, {3, "3 times a cannon"}}));
    const SleepyClock clock;  // the first wait of each lasts until the stop
    oct::TurretConfig config;
    config.cannons = cannons;
    Armed armed(&make<Unready>, config, clock);

    armed.start(false);
    while (armed.battery->time().back_offs < cannons) std::this_thread::yield();
    armed.battery->request_stop();
    armed.await_end();

    CHECK_THAT(armed.battery->remarks(),
               Catch::StartsWith(times + " waited before it tried again, ") &&
                   Catch::EndsWith(" in all, because setup() failed: no login."));
}

TEST_CASE("what a constructor throws is told as it is, whatever it is", "[turret]") {
    const bool async = GENERATE(false, true);
    int made = 0;
    oct::TurretConfig config;
    config.name = "web";
    config.script = "get.cpp";
    config.cannons = 3;
    config.plan.iterations = 1;
    const auto factory = [&](const oct::TransactionConfig& context) {
        if (++made != 1) throw std::system_error(EMFILE, std::generic_category(), "socket");
        return async ? make<AsyncNothing>(context) : make<Nothing>(context);
    };
    Armed armed(factory, config);
    CHECK(
        armed.log.contains("turret web: cannot make the transaction of get.cpp: socket: Too many "
                           "open files (cannon 2 of 3); it is tried again at the start"));
    CHECK(armed.battery->armed() == 1);

    CHECK_NOTHROW(armed.start(false));
    armed.await_end();

    CHECK(armed.log.contains("(cannon 2 of 3); the cannon stays silent"));
    CHECK_FALSE(armed.log.contains("threads"));
    CHECK(armed.battery->fired() == 1);
}

TEST_CASE("a cannon whose transaction comes at the second try is told to be there", "[turret]") {
    const bool async = GENERATE(false, true);
    int made = 0;
    oct::TurretConfig config;
    config.name = "web";
    config.cannons = 3;
    config.plan.iterations = 30;
    const auto factory = [&](const oct::TransactionConfig& context) {
        if (++made == 2) throw oct::Error("no license");
        return async ? make<AsyncNothing>(context) : make<Nothing>(context);
    };
    Armed armed(factory, config);
    CHECK(armed.log.contains("no license (cannon 2 of 3); it is tried again at the start"));

    armed.start(false);
    armed.await_end();

    CHECK(armed.log.contains("turret web: cannon 2 of 3 has its transaction now"));
    CHECK_FALSE(armed.log.contains("silent"));
    CHECK(armed.battery->armed() == 3);
    CHECK(made == 4);
}

TEST_CASE("keys without effect on a kind of cannons are named", "[turret]") {
    oct::TurretConfig config;
    config.name = "web";
    config.script = "get.cpp";
    config.cannons = 1;
    config.loop_threads = 1;
    config.plan.rate = 5;
    const Armed blocking(&make<Nothing>, config);
    const Armed async(&make<AsyncNothing>, config);
    CHECK(blocking.log.contains("turret web: loop_threads has no effect: get.cpp is blocking"));
    CHECK_FALSE(async.log.contains("loop_threads"));
    CHECK(blocking.battery->load() == "open load, 5/s, waits by sleep");
    CHECK(async.battery->load() == "open load, 5/s, waits by timer wheel");

    config.plan.idle = oct::Idle::Spin;
    CHECK_THROWS_WITH(Armed(&make<AsyncNothing>, config),
                      Catch::StartsWith("turret web: idle: expected none, got \"spin\": get.cpp is "
                                        "asynchronous"));
}

TEST_CASE("a turret that joins an open load late begins with what is due then", "[turret]") {
    const oct::TransactionFactory factory =
        GENERATE(values<oct::TransactionFactory>({&make<Nothing>, &make<AsyncNothing>}));
    oct::TurretConfig config;
    config.cannons = 1;
    config.plan.rate = 100;
    Armed armed(factory, config);

    armed.start(false, 1h);
    auto blocks = armed.queue.take();
    for (; blocks.empty(); blocks = armed.queue.take()) std::this_thread::yield();
    armed.battery->request_stop();
    armed.await_end();

    CHECK(blocks[0]->samples()[0].elapsed >= 1h);
    CHECK(blocks[0]->samples()[0].lag < 30min);
}

TEST_CASE("blocks come out of the queue in the order they went in", "[turret]") {
    BlockQueue queue(1 << 20);
    queue.hand_over(block_of(queue, 1));
    queue.hand_over(block_of(queue, 2));

    const auto taken = queue.take();

    REQUIRE(taken.size() == 2);
    CHECK(taken[0]->size() == 1);
    CHECK(taken[1]->size() == 2);
    CHECK(queue.take().empty());
}

TEST_CASE("a full queue drops whole blocks and counts their samples", "[turret]") {
    BlockQueue queue(10 * sizeof(oct::Sample));
    queue.hand_over(block_of(queue, 8));
    queue.hand_over(block_of(queue, 5));

    CHECK(queue.dropped() == 5);
    auto taken = queue.take();
    REQUIRE(taken.size() == 1);
    queue.hand_over(block_of(queue, 4));
    CHECK(queue.dropped() == 9);  // taken, but not sent yet: still in memory
    queue.recycle(std::move(taken[0]));
    queue.hand_over(block_of(queue, 4));
    CHECK(queue.dropped() == 9);
}

TEST_CASE(
    "the first block wakes the I/O thread of a turret at rest and of another a thousand samples",
    "[turret]") {
    BlockQueue queue(1 << 20);
    const auto pressing = [&] {
        pollfd it{queue.pressure().fd(), POLLIN, 0};
        return ::poll(&it, 1, 0) == 1;
    };

    queue.hand_over(block_of(queue, 1));
    CHECK_FALSE(pressing());
    queue.set_at_rest(true);  // what came just before is not left lying
    CHECK(pressing());
    (void)queue.take();
    CHECK_FALSE(pressing());
    queue.hand_over(block_of(queue, 1));
    CHECK(pressing());
    (void)queue.take();

    queue.set_at_rest(false);
    queue.hand_over(block_of(queue, 1000));
    CHECK_FALSE(pressing());
    queue.hand_over(block_of(queue, 24));
    CHECK(pressing());
}

TEST_CASE("an exchanged block comes back empty and is reused", "[turret]") {
    BlockQueue queue(1 << 20);
    auto first = block_of(queue, 3);
    const auto* address = first.get();

    auto second = queue.exchange(std::move(first));
    CHECK(second->empty());
    auto taken = queue.take();
    queue.recycle(std::move(taken[0]));

    CHECK(queue.borrow().get() == address);
}
