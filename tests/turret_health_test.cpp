// When a second counts as one without enough CPU, and what a turret says of itself.
#include "report/read/turret_text.hpp"
#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_dir.hpp"
#include "turret/health.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using oct::turret::Resources;
using oct::turret::SelfCost;
using oct::turret::starved;
using oct::turret::ThreadTimes;
using oct::turret::WakeUps;
using oct::turret::Watch;
using oct::turret::Watcher;

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text << '\n';
}

void put(const std::filesystem::path& tasks, int thread, const std::string& times) {
    const auto folder = tasks / std::to_string(thread);
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "schedstat") << times << " 3";
}

}  // namespace

TEST_CASE("a turret that waits longer for a CPU than it runs is starved", "[turret]") {
    const Resources before{.cpu = 5, .own = {.ran = 2, .waited = 3}, .throttled = 1, .stolen = 7};
    const auto after = [&](const Resources& more) {
        return Resources{
            .cpu = before.cpu + more.cpu,
            .own = {before.own.ran + more.own.ran, before.own.waited + more.own.waited},
            .queued = before.queued + more.queued,
            .throttled = before.throttled + more.throttled,
            .stolen = before.stolen + more.stolen};
    };

    CHECK(starved(before, after({.cpu = 0.2, .own = {.ran = 0.2, .waited = 0.8}}), 1));
    CHECK(starved(before, after({.cpu = 9.2, .own = {.ran = 0.2, .waited = 0.8}}), 1));
    CHECK(starved(before, after({.cpu = 0.2, .throttled = 0.3}), 1));
    CHECK(starved(before, after({.cpu = 0.2, .stolen = 0.2}), 1));
    CHECK_FALSE(starved(before, before, 1));
    CHECK_FALSE(starved(before, after({.cpu = 1.9, .own = {.ran = 1.9, .waited = 0.3}}), 1));
    CHECK_FALSE(starved(before, after({.own = {.ran = 0.001, .waited = 0.05}}), 1));
    CHECK_FALSE(starved(before, after({.own = {.ran = 0.1, .waited = -3}}), 1));  // threads ended

    // It lacks CPU for want of CPUs, not because others took them.
    const Resources full = after({.cpu = 1.95, .own = {.ran = 0.5, .waited = 3}});
    CHECK(oct::turret::crowded(before, full, 1, 2));
    CHECK(oct::turret::crowded(before, after({.cpu = 1.95, .own = {.ran = 0.6, .waited = 0.4}}), 1,
                               2));  // though it ran longer
    CHECK(oct::turret::crowded(before, after({.cpu = 1.95, .queued = 6}), 1, 2));
    CHECK_FALSE(oct::turret::crowded(before, after({.cpu = 1.95, .queued = 6}), 1, 4));
    CHECK_FALSE(starved(before, after({.queued = 6}), 1));
    CHECK_FALSE(oct::turret::crowded(before, full, 1, 4));
    // A limit stops it because it used up its quota, or somebody else did.
    const Resources stopped = after({.cpu = 1.5, .own = {.ran = 0.5}, .throttled = 0.3});
    CHECK(oct::turret::crowded(before, stopped, 1, 1.5));
    CHECK_FALSE(oct::turret::crowded(before, stopped, 1, 2));
    CHECK_FALSE(oct::turret::crowded(before, after({.cpu = 1.95}), 1, 2));  // and lacks none
}

TEST_CASE("a process may use as many CPUs as the smallest quota above it says", "[turret]") {
    const oct::testing::TempDir tree;
    const auto& root = tree.path();
    const auto quota = [&](std::string_view group) { return oct::turret::cpu_quota(root, group); };
    write(root / "slice/unit/cpu.max", "150000 100000");
    write(root / "slice/unit/free/cpu.max", "max 100000");
    write(root / "slice/none/cpu.max", "max 100000");
    write(root / "docker/cpu.cfs_quota_us", "50000");
    write(root / "docker/cpu.cfs_period_us", "100000");
    write(root / "docker/free/cpu.cfs_quota_us", "-1");
    write(root / "docker/free/cpu.cfs_period_us", "100000");
    write(root / "user/cpu.cfs_quota_us", "-1");
    write(root / "user/cpu.cfs_period_us", "100000");

    CHECK(quota("/slice/unit") == Approx(1.5));
    CHECK(quota("/slice/unit/free") == Approx(1.5));
    CHECK(quota("/docker/free") == Approx(0.5));
    for (const char* group : {"/", "/slice/none", "/user", "/not/here", "/../outside"}) {
        CAPTURE(group);
        CHECK(std::isinf(quota(group)));
    }
    write(root / "cpu.max", "300000 100000");
    CHECK(quota("/") == Approx(3));
    CHECK(quota("/not/here") == Approx(3));
    CHECK(quota("/slice/unit") == Approx(1.5));
}

TEST_CASE("a turret has the times of its own threads and of nobody else's", "[turret]") {
    std::atomic<bool> over = false;
    std::atomic<int> busy = 0;
    std::jthread other([&] {
        busy = ::gettid();
        while (!over) continue;
    });
    while (busy == 0 || ThreadTimes::of(busy, {}).ran < 0.01) std::this_thread::yield();

    const double ours = Resources::read(std::array{busy.load()}).own.ran;
    const double own = Resources::read({}).own.ran;
    over = true;

    CHECK(ours - own > 0.005);
}

TEST_CASE("a process knows what it used and what it had to wait for", "[turret]") {
    const auto usage = [] {
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return std::pair(seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_nivcsw);
    };
    double ran = 0;
    double waited = 0;
    std::ifstream("/proc/thread-self/schedstat") >> ran >> waited;
    const auto before = usage();
    const Resources read = Resources::read({});
    const auto after = usage();

    CHECK(read.cpu >= before.first);
    CHECK(read.cpu <= after.first);
    CHECK(read.switches >= static_cast<std::uint64_t>(before.second));
    CHECK(read.switches <= static_cast<std::uint64_t>(after.second));
    CHECK(read.own.waited >= waited / 1e9);
    CHECK(read.own.ran >= ran / 1e9);
}

TEST_CASE("an even part of many threads stands for all of them", "[turret]") {
    const oct::testing::TempDir tasks;
    std::vector<int> threads;
    for (int thread = 1000; thread < 1600; ++thread) {
        threads.push_back(thread);
        put(tasks.path(), thread, "77 " + std::to_string((thread - 1000) * 1'000'000));
    }

    // Each waited a millisecond longer than the one before.
    const ThreadTimes times = ThreadTimes::of(0, threads, tasks.path());
    CHECK(times.waited == Approx(600 * 0.2995).epsilon(0.01));
    CHECK(times.ran == Approx(600 * 77e-9));
    threads.resize(3);
    CHECK(ThreadTimes::of(0, threads, tasks.path()).waited == Approx(0.003));
    CHECK(ThreadTimes::of(0, threads, tasks.path() / "none").waited == 0);
    CHECK(ThreadTimes::of(0, {}, tasks.path()).waited == 0);
}

TEST_CASE("the I/O thread counts once however many others fire", "[turret]") {
    const oct::testing::TempDir tasks;
    const int io = 1;
    put(tasks.path(), io, "90000000000 30000000000");  // it is old, and the others are new
    const int firing = GENERATE(0, 3, 256, 300, 500, 1000);
    std::vector<int> threads;
    for (int thread = 1000; thread < 1000 + firing; ++thread) {
        threads.push_back(thread);
        put(tasks.path(), thread, "1000000 2000000");
    }

    const ThreadTimes before = ThreadTimes::of(io, {}, tasks.path());
    const ThreadTimes after = ThreadTimes::of(io, threads, tasks.path());

    CHECK(before.ran == Approx(90));
    CHECK(after.ran - before.ran == Approx(0.001 * firing).margin(1e-9));
    CHECK(after.waited - before.waited == Approx(0.002 * firing).margin(1e-9));
}

TEST_CASE("the library knows what a transaction and a timer cost", "[turret]") {
    const auto blocking = SelfCost::of_blocking();
    const auto async = SelfCost::of_async();
    for (const auto cost : {blocking, async}) {  // CPU time of one, not of a thousand
        CHECK(cost.transaction > 10ns);
        CHECK(cost.transaction < 100us);
        CHECK(cost.timer > 0ns);
        CHECK(cost.timer < 100us);
    }
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

TEST_CASE("a long nap stands for the short ones in it", "[turret]") {
    WakeUps shorts;
    WakeUps longs;
    for (int i = 0; i < 10; ++i) {
        const auto late = i < 9 ? 0us : 300us;
        for (auto nap = 0ms; nap < WakeUps::kLongNap; ++nap) shorts.add(WakeUps::kNap + late);
        longs.add(WakeUps::kLongNap + late, WakeUps::kLongNap);
    }

    CHECK(longs.p99() == shorts.p99());
    CHECK(longs.p99().count() == Approx(300e3).epsilon(0.02));
    CHECK(longs.largest_gap() == shorts.largest_gap());
}

TEST_CASE("the turrets of a process that fire share one watcher and none watches without them",
          "[turret]") {
    REQUIRE(Watcher::watches() == 0);
    oct::turret::Health one(oct::Clock::real(), {}, false);
    oct::turret::Health other(oct::Clock::real(), {}, false);
    CHECK(Watcher::watches() == 0);  // they only wait for commands

    one.begin();
    other.begin();
    CHECK(Watcher::watches() == 2);
    one.end();
    CHECK(Watcher::watches() == 1);
    one.begin();
    one.end();
    CHECK(Watcher::watches() == 1);
    other.end();
    CHECK(Watcher::watches() == 0);
}

TEST_CASE("a watcher gives the same wake-ups to all", "[turret]") {
    WakeUps one;
    WakeUps other;
    const Watch first(one);
    const Watch second(other);

    while (one.largest_gap() == 0ns || other.largest_gap() == 0ns) std::this_thread::yield();

    CHECK(one.largest_gap() >= WakeUps::kNap);
}

TEST_CASE("a run without a look has nothing to complain of", "[turret]") {
    const SelfCost cost{100ns, 40ns};
    oct::turret::Health health(oct::Clock::real(), cost, false);
    health.begin();
    health.add_blocked(3ms);
    CHECK_FALSE(health.update({}));
    health.end();
    CHECK(health.complaint().empty());
    CHECK(health.figures().cost == 100ns);
    CHECK(health.figures().timer_cost == 40ns);
    CHECK(health.figures().blocked == 3ms);
    CHECK(health.figures().watched == 0ns);
}

TEST_CASE("a program whose cannons fill its CPUs is told so, and any other that it lacks some",
          "[turret]") {
    static double seconds;
    seconds = 0;
    // Eight threads that spin, and a process that has all there is.
    const auto read = [](std::span<const int> /*threads*/) {
        return Resources{.cpu = 1000 * seconds, .own = {.ran = 2 * seconds, .waited = 6 * seconds}};
    };
    const bool shares_process = GENERATE(true, false);
    const oct::testing::ManualClock clock;
    oct::turret::Health health(clock, {}, shares_process, read);

    health.begin();
    for (; seconds < 3; clock.advance(1s), ++seconds) (void)health.update(std::vector<int>(7));
    (void)health.update(std::vector<int>(7));
    health.end();

    CHECK(health.figures().threads == 8);
    CHECK(health.figures().run_delay == (shares_process ? 0s : 18s));  // accuses nobody
    CHECK(health.figures().thread_cpu == 6s);
    CHECK(health.figures().crowded == (shares_process ? 3s : 0s));
    CHECK(health.complaint().empty() == shares_process);
    if (!shares_process) CHECK_THAT(health.complaint(), Catch::EndsWith("over more turrets"));
    CHECK(health.remark(8).starts_with("8 cannons share ") == shares_process);
}

TEST_CASE("a program whose coroutines fill its CPUs is told the same", "[turret]") {
    static double seconds;
    seconds = 0;
    // A thread on each CPU: none waits, but eight cannons do for their turn.
    const auto read = [](std::span<const int> /*threads*/) {
        return Resources{.cpu = 1000 * seconds, .own = {.ran = 2 * seconds, .waited = 0}};
    };
    const oct::testing::ManualClock clock;
    oct::turret::Health health(clock, {}, true, read);

    health.begin();
    for (; seconds < 4; clock.advance(1s), ++seconds)
        (void)health.update({1, 2}, std::chrono::seconds(static_cast<int>(6 * seconds)));
    health.end();

    CHECK(health.figures().crowded == 3s);
    CHECK(health.complaint().empty());
    CHECK(health.remark(8).starts_with("8 cannons share "));
    CHECK(health.remark(1).starts_with("1 cannon shares "));
}

TEST_CASE("a program that its quota stops is told so, and its cannons are not accused",
          "[turret]") {
    static double seconds;
    seconds = 0;
    const auto read = [](std::span<const int> /*threads*/) {
        return Resources{.cpu = 1000 * seconds,
                         .own = {.ran = 2 * seconds, .waited = 0},
                         .throttled = 3 * seconds};
    };
    const bool shares_process = GENERATE(true, false);
    const oct::testing::ManualClock clock;
    oct::turret::Health health(clock, {}, shares_process, read);

    health.begin();
    for (; seconds < 4; clock.advance(1s), ++seconds) (void)health.update({});
    health.end();

    CHECK(health.figures().crowded == (shares_process ? 3s : 0s));
    CHECK(health.figures().throttled == (shares_process ? 0s : 9s));
    CHECK(health.complaint().empty() == shares_process);
}

TEST_CASE("what cannons waited for their turn before a run was resumed is not of its first second",
          "[turret]") {
    static double seconds;
    seconds = 0;
    const auto read = [](std::span<const int> /*threads*/) {
        return Resources{.cpu = 1000 * seconds, .own = {.ran = 2 * seconds, .waited = 0}};
    };
    const oct::testing::ManualClock clock;
    oct::turret::Health health(clock, {}, true, read);

    health.begin(1h);
    clock.advance(1s);
    ++seconds;
    (void)health.update({}, 1h);
    CHECK(health.figures().crowded == 0s);
    clock.advance(1s);
    ++seconds;
    (void)health.update({}, 1h + 6s);
    health.end();

    CHECK(health.figures().crowded == 1s);
}

TEST_CASE("no share of the time is more than all of it", "[turret]") {
    oct::TurretHealth health;
    health.watched = 10s;
    health.cpu = 13400ms;
    health.run_delay = 200ms;
    health.threads = 8;
    CHECK(oct::report::health_text(health) == "used 134 %, waited 2 %");

    health.run_delay = 44110ms;
    CHECK(oct::report::health_text(health) ==
          "used 134 %, waited 44.1 s in 10.0 s for a CPU, added up over 8 threads");
    health.threads = 0;  // not told
    CHECK_THAT(oct::report::health_text(health), Catch::EndsWith("added up over its threads"));
}

TEST_CASE("what a turret waited for in seconds in which others had the CPUs stays its lack",
          "[turret]") {
    static int second;
    second = 0;
    // Of ten seconds four are crowded: cannons run for 60 % of them and wait for 40 %. In the
    // others somebody outside of the process has the CPUs.
    const auto read = [](std::span<const int> /*threads*/) {
        const double full = std::min(second, 4);
        const double other = std::max(0, second - 4);
        return Resources{
            .cpu = 1000 * full + 0.1 * other,
            .own = {.ran = 0.6 * full + 0.1 * other, .waited = 0.4 * full + 0.9 * other}};
    };
    const oct::testing::ManualClock clock;
    oct::turret::Health health(clock, {}, true, read);

    health.begin();
    while (second < 4) {
        clock.advance(1s);
        ++second;
        (void)health.update({});
    }
    CHECK(health.complaint().empty());
    CHECK(health.figures().run_delay == 0s);
    CHECK_FALSE(health.remark(2).empty());
    while (second < 10) {
        clock.advance(1s);
        ++second;
        (void)health.update({});
    }
    health.end();

    CHECK(health.figures().crowded == 4s);
    CHECK(health.figures().run_delay == 5400ms);
    CHECK(health.figures().starved == 6);
    CHECK_THAT(health.complaint(), Catch::Contains("waited 5.4 s for a CPU") &&
                                       Catch::EndsWith("give the program more CPU"));
    CHECK_FALSE(health.remark(2).empty());
}
