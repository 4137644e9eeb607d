// The queue that bounds what waits for the network.
#include <oct/sample.hpp>

#include "support/catch.hpp"
#include "turret/block_queue.hpp"

using namespace std::chrono_literals;
using oct::turret::BlockQueue;

namespace {

oct::turret::BlockPtr block_of(BlockQueue& queue, int samples) {
    auto block = queue.borrow();
    for (int i = 0; i < samples; ++i) block->append({});
    return block;
}

}  // namespace

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
