// Whose a block is: of a thread that is with it, or of who closed it while that was away.
#include "support/catch.hpp"
#include "turret/seal.hpp"

#include <atomic>
#include <thread>
#include <vector>

using oct::turret::Presence;
using oct::turret::Seal;

TEST_CASE("who is away when a seal is closed does not come back", "[turret]") {
    Seal seal;
    seal.open();
    seal.leave();
    REQUIRE(seal.close());

    CHECK_FALSE(seal.enter());
    CHECK(seal.given_up());
    CHECK_FALSE(Presence(&seal));

    seal.open();  // for the next run
    CHECK_FALSE(seal.given_up());
    seal.leave();
    CHECK(seal.enter());
}

TEST_CASE("who stays keeps the block though the seal is closed", "[turret]") {
    Seal seal;
    seal.open();
    CHECK_FALSE(seal.close());
    CHECK_FALSE(seal.given_up());
}

TEST_CASE("never do two have the block", "[turret]") {
    for (int round = 0; round < 50; ++round) {
        Seal seal;
        std::vector<int> block;  // grows in the one thread, is read and emptied by the other
        std::atomic<bool> begun = false;
        seal.open();
        std::thread firing([&] {
            do {
                block.push_back(1);
                begun = true;
                seal.leave();
            } while (seal.enter());
        });
        while (!begun) std::this_thread::yield();
        const bool closed = seal.close();
        if (closed) block = {};
        firing.join();
        CHECK(closed);
        CHECK(block.empty());
    }
}
