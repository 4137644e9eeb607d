// Cannons that keep failing at once wait, in virtual time: whom it concerns, how long, and why.
#include <oct/cannon.hpp>
#include <oct/load_test.hpp>

#include "support/catch.hpp"
#include "support/loop_deck.hpp"
#include "support/recording_log.hpp"
#include "support/virtual_range.hpp"
#include "turret/hindrances.hpp"
#include "turret/shortage.hpp"

#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

using namespace std::chrono_literals;
using oct::testing::LoopDeck;
using oct::testing::VirtualClock;
using oct::testing::VirtualRange;

namespace {

constexpr auto kVisitNothing = [](const oct::SampleBlock&) {};

[[noreturn]] void fail_with(std::errc code) {
    throw std::system_error(std::make_error_code(code), "connect");
}

/// Takes 2 µs to run into `code`.
VirtualRange::Target failing(std::errc code) {
    return [code](const VirtualClock& clock) {
        clock.advance(2us);
        fail_with(code);
    };
}

void no_login(const VirtualClock& clock) {
    clock.advance(2us);
    throw std::runtime_error("no login");
}

/// Its setup() fails.
struct Unready : oct::AsyncTransaction {
    oct::Task<> setup() override { throw std::runtime_error("no login"); }
    oct::Task<> run() override { return {}; }
};

/// Whether a turret of a process that may have 150 files open says `text` in its log.
bool warns(std::uint32_t cannons, const char* text) {
    class Rests : public oct::AsyncTransaction {
        oct::Task<> run() override { co_await oct::sleep_for(10ms); }
    };
    const pid_t child = ::fork();  // nobody gets a hard limit back
    if (child == 0) {
        const rlimit limit{150, 150};
        int code = 2;
        try {
            oct::testing::RecordingLog log;
            if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) {
                (void)oct::LoadTest()
                    .log(log)
                    .cannons(cannons)
                    .run_time(50ms)
                    .transaction<Rests>()
                    .run();
                code = log.contains(text) ? 1 : 0;
            }
        } catch (...) {
        }
        ::_exit(code);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) != 2);
    return WEXITSTATUS(status) == 1;
}

}  // namespace

TEST_CASE("a cannon whose setup always fails tries ten times a second", "[turret]") {
    VirtualRange range(
        {}, [](const VirtualClock&) {}, no_login);

    range.run(10s, kVisitNothing);

    // After 127 ms of doubling a try each 100 ms; without the wait there were five million.
    CHECK(range.fired() >= 100);
    CHECK(range.fired() <= 110);
    CHECK(range.time().back_offs == range.fired());
    CHECK(range.time().backed_off > 9900ms);
    CHECK(range.time().there - range.time().busy >= range.time().backed_off);
    CHECK(range.hindrances() == "setup() failed: no login");
}

TEST_CASE("what the machine lacks is waited for, and named with its limit", "[turret]") {
    VirtualRange range({}, failing(std::errc::too_many_files_open));

    range.run(1s, kVisitNothing);

    CHECK(range.fired() < 20);
    CHECK_THAT(range.hindrances(), Catch::StartsWith("this machine lacked something: ") &&
                                       Catch::Contains("Too many open files") &&
                                       Catch::Contains("limit of descriptors is") &&
                                       Catch::Contains("ulimit -n"));
}

TEST_CASE("what the target answers is not waited for", "[turret]") {
    VirtualRange range({}, failing(std::errc::connection_refused));

    range.run(1s, kVisitNothing);

    CHECK(range.fired() == 500'000);
    CHECK(range.time().back_offs == 0);
    CHECK(range.time().busy == range.time().there);
}

TEST_CASE("a success ends the doubling of the waits", "[turret]") {
    VirtualRange range({}, [n = 0](const VirtualClock& clock) mutable {
        clock.advance(1ms);
        if (++n % 2 != 0) fail_with(std::errc::address_not_available);
    });

    range.run(3s, kVisitNothing);

    CHECK(range.fired() == 2000);  // two transactions and one wait of 1 ms take 3 ms
    CHECK(range.time().backed_off == 1000ms);
}

TEST_CASE("a load that has its own pauses needs no others", "[turret]") {
    oct::TurretConfig config;
    SECTION("open") {
        config.plan.rate = 1000;
    }
    SECTION("paced") {
        config.plan.pacing = 1ms;
    }
    SECTION("with think time") {
        config.plan.think_time = 998us;
    }
    VirtualRange range(config, failing(std::errc::too_many_files_open));

    range.run(1s, kVisitNothing);

    CHECK(range.fired() == 1000);
    CHECK(range.time().back_offs == 0);
}

TEST_CASE("of a long reason for waiting the beginning is told, in whole characters", "[turret]") {
    oct::turret::Hindrances hindrances;
    std::string text = "setup: ";
    for (int i = 0; i < 1000; ++i) text += "ä";

    hindrances.add(oct::turret::Hindrances::Where::Setup, text);
    const std::string told = hindrances.text();
    CHECK(told.starts_with("setup() failed: ää"));
    CHECK(told.ends_with("ä…"));
    CHECK(told.size() < 220);

    hindrances.add(oct::turret::Hindrances::Where::Run, "Too many open files");
    CHECK_THAT(hindrances.text(), Catch::StartsWith("setup() failed or this machine lacked ") &&
                                      Catch::EndsWith("; Too many open files"));
}

TEST_CASE("what was lacking is asked of a failure only where the load waits for it", "[turret]") {
    struct Lacking : oct::Transaction {
        void run() override { fail_with(std::errc::too_many_files_open); }
    };
    const oct::TransactionConfig context;
    const bool waits = GENERATE(true, false);
    oct::Cannon cannon(std::make_unique<Lacking>());
    oct::SampleBlock block;

    cannon.begin({}, context, {}, oct::Idle::Sleep, waits);
    cannon.fire(block);

    CHECK(block.samples().back().failed());
    CHECK(cannon.shortage() == (waits ? std::errc::too_many_files_open : std::errc{}));
}

TEST_CASE("an asynchronous cannon whose setup fails waits as well", "[turret][async]") {
    LoopDeck deck(1, [] { return std::make_unique<Unready>(); });
    deck.prepare(0s);
    deck.settle();
    CHECK(deck.thread.fired() == 1);

    for (int i = 0; i < 10'000; ++i) deck.advance(1ms);

    CHECK(deck.thread.fired() >= 100);
    CHECK(deck.thread.fired() <= 110);
    CHECK(deck.run->hindrances().text() == "setup() failed: no login");
}

TEST_CASE("stop ends the wait of an asynchronous cannon at once", "[turret][async]") {
    LoopDeck deck(3, [] { return std::make_unique<Unready>(); });
    deck.prepare(0s);
    for (int i = 0; i < 200; ++i) deck.advance(1ms);
    const auto before = deck.thread.time(deck.clock.now());

    deck.request_stop();
    CHECK_FALSE(deck.settle());

    CHECK(deck.thread.running() == 0);
    const auto after = deck.thread.time(deck.clock.now());
    CHECK(after.backed_off < before.backed_off);  // what was left of the waits did not come
    CHECK(after.backed_off <= after.there);
    CHECK(after.busy <= after.there);
}

TEST_CASE("a shortage is told by its code wherever it stands", "[turret]") {
    const auto shortage_of = [](auto raise) {
        try {
            raise();
        } catch (...) {
            return oct::turret::shortage_of(std::current_exception());
        }
        return std::errc{};
    };

    CHECK(shortage_of([] { throw std::bad_alloc(); }) == std::errc::not_enough_memory);
    CHECK(shortage_of([] { fail_with(std::errc::no_buffer_space); }) == std::errc::no_buffer_space);
    CHECK(shortage_of([] {
              try {
                  throw std::system_error(EMFILE, std::system_category());
              } catch (...) {
                  std::throw_with_nested(std::runtime_error("cannot connect"));
              }
          }) == std::errc::too_many_files_open);
    CHECK(shortage_of([] { fail_with(std::errc::timed_out); }) == std::errc{});
    CHECK(shortage_of([] { throw std::runtime_error("Too many open files"); }) == std::errc{});
    CHECK(shortage_of([] { throw 1; }) == std::errc{});
}

TEST_CASE("a turret with more cannons than files it may open says both figures",
          "[turret][integration]") {
    CHECK(warns(100, "100 cannons, and this process may have 150 files open"));
    CHECK_FALSE(warns(50, "files open"));
}
