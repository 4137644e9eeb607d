// The queue that bounds what waits for the network, and what a battery makes of a late start.
#include <oct/async_transaction.hpp>
#include <oct/sample.hpp>
#include <oct/transaction.hpp>

#include "base/log.hpp"
#include "support/catch.hpp"
#include "support/recording_log.hpp"
#include "turret/battery.hpp"
#include "turret/block_queue.hpp"

#include <thread>

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
template <class T>
std::unique_ptr<oct::TransactionBase> make(const oct::TransactionConfig& /*config*/) {
    return std::make_unique<T>();
}

}  // namespace

TEST_CASE("a turret that joins an open load late begins with what is due then", "[turret]") {
    const oct::TransactionFactory factory =
        GENERATE(values<oct::TransactionFactory>({&make<Nothing>, &make<AsyncNothing>}));
    const oct::Clock& clock = oct::Clock::real();
    oct::testing::RecordingLog log;
    oct::TurretConfig config;
    config.cannons = 1;
    config.plan.rate = 100;
    BlockQueue queue(1 << 20);
    const auto battery =
        oct::turret::make_battery(config, factory, queue, clock, oct::Log(log, "test"));

    const oct::TransactionConfig context;
    battery->start({clock.now() - 1h, clock.wall() - 1h}, context, false);
    auto blocks = queue.take();
    for (; blocks.empty(); blocks = queue.take()) std::this_thread::yield();
    battery->request_stop();
    while (!battery->stopped()) std::this_thread::yield();

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
