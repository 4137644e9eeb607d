// When a second counts as one without enough CPU, and what a turret says of itself.
#include "support/catch.hpp"
#include "turret/health.hpp"

using namespace std::chrono_literals;
using oct::turret::Resources;
using oct::turret::SelfCost;
using oct::turret::starved;
using oct::turret::WakeUps;

TEST_CASE("a turret that waits longer for a CPU than it runs is starved", "[turret]") {
    const Resources before{.cpu = 5, .waited = 3, .throttled = 1, .stolen = 7, .switches = 0};
    const auto after = [&](Resources more) {
        return Resources{before.cpu + more.cpu, before.waited + more.waited,
                         before.throttled + more.throttled, before.stolen + more.stolen, 0};
    };

    CHECK(starved(before, after({.cpu = 0.2, .waited = 0.8}), 1));
    CHECK(starved(before, after({.cpu = 0.2, .throttled = 0.3}), 1));
    CHECK(starved(before, after({.cpu = 0.2, .stolen = 0.2}), 1));
    CHECK_FALSE(starved(before, before, 1));
    CHECK_FALSE(starved(before, after({.cpu = 1.9, .waited = 0.3}), 1));
    CHECK_FALSE(starved(before, after({.cpu = 0.001, .waited = 0.05}), 1));
    CHECK_FALSE(starved(before, after({.cpu = 0.1, .waited = -3}), 1));  // threads ended
}

TEST_CASE("a process knows what it used and what it had to wait for", "[turret]") {
    const Resources before = Resources::read();
    volatile std::uint64_t work = 0;
    while (Resources::read().cpu - before.cpu < 0.02) work = work + 1;
    const Resources after = Resources::read();

    CHECK(after.cpu > before.cpu);
    CHECK(after.waited > 0);
    CHECK(after.throttled >= before.throttled);
    CHECK(after.stolen >= before.stolen);
}

TEST_CASE("the library knows what a transaction and a timer cost", "[turret]") {
    const auto blocking = SelfCost::of_blocking();
    const auto async = SelfCost::of_async();
    CHECK(blocking.transaction.count() > 0);
    CHECK(blocking.timer.count() > 0);
    CHECK(async.transaction.count() > 0);
    CHECK(async.timer.count() > 0);
}

TEST_CASE("a thread that slept too long has missed the naps in between", "[turret]") {
    WakeUps wakeups;
    for (int i = 0; i < 900; ++i) wakeups.add(1ms);
    CHECK(wakeups.p99() == 0ms);
    wakeups.add(101ms);  // for a tenth of the time it could not have woken

    CHECK(wakeups.largest_gap() == 101ms);
    CHECK(wakeups.p99().count() == Approx(90e6).epsilon(0.02));  // a tenth of the tenth is later
    wakeups.clear();
    CHECK(wakeups.p99() == 0ms);
}

TEST_CASE("a run without a look has nothing to complain of", "[turret]") {
    const SelfCost cost{100ns, 40ns};
    oct::turret::Health health(oct::Clock::real(), cost);
    health.begin();
    health.add_blocked(3ms);
    CHECK_FALSE(health.update());
    health.end();
    CHECK(health.complaint().empty());
    CHECK(health.figures().cost == 100ns);
    CHECK(health.figures().timer_cost == 40ns);
    CHECK(health.figures().blocked == 3ms);
    CHECK(health.figures().watched == 0ns);
}
