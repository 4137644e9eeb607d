// Whose a block is: of a thread that is with it, or of who closed it while that was away.
#include "support/catch.hpp"
#include "turret/seal.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <thread>
#include <vector>

using oct::turret::Presence;
using oct::turret::Seal;

namespace {

/// Of the calling thread, for ever: the kernel knows no membarrier(2), as in some sandboxes.
bool forbid_membarrier() {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{.len = 4, .filter = code};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace

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

TEST_CASE("where the kernel has no fence for others a seal stays open", "[turret]") {
    Seal seal;
    seal.open();
    seal.leave();
    bool forbidden = false;
    bool closed = true;
    std::thread sandboxed([&] {
        forbidden = forbid_membarrier();
        closed = seal.close();
    });
    sandboxed.join();

    REQUIRE(forbidden);
    CHECK_FALSE(closed);
    CHECK(seal.enter());  // and what it finishes is not lost
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
