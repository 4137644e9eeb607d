// The timer wheel: never early, less than a tick late, in order, and around its edge.
#include "async/timer_wheel.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using oct::SteadyTime;
using oct::async::TimerWheel;
using oct::async::WakeupList;

namespace {

struct Alarm final : oct::Wakeup {
    void wake() override {}
    SteadyTime due;
    bool woken = false;
};

const SteadyTime kStart{1h};

/// What is due at `now`, in the order it comes out.
std::vector<Alarm*> due_at(oct::async::TimerWheel& wheel, SteadyTime now) {
    oct::async::WakeupList list;
    wheel.expire(now, list);
    std::vector<Alarm*> alarms;
    while (oct::Wakeup* wakeup = list.pop()) alarms.push_back(static_cast<Alarm*>(wakeup));
    return alarms;
}

}  // namespace

TEST_CASE("a timer is never early and less than a tick late", "[async]") {
    oct::async::TimerWheel wheel(kStart);
    Alarm alarm;
    const auto due = kStart + 10ms + 1ns;

    REQUIRE(wheel.add(alarm, due));

    CHECK(due_at(wheel, due - 1ns).empty());
    CHECK(due_at(wheel, due + oct::async::TimerWheel::kTick).size() == 1);
}

TEST_CASE("a timer that is due already is in no list", "[async]") {
    oct::async::TimerWheel wheel(kStart);
    Alarm alarm;

    CHECK_FALSE(wheel.add(alarm, kStart - 1h));
    CHECK_FALSE(alarm.linked());
    CHECK_FALSE(wheel.next());
}

TEST_CASE("timers come out by tick and within a tick in the order they were set", "[async]") {
    oct::async::TimerWheel wheel(kStart);
    Alarm late, first, second;
    const auto tick = kStart + 5ms;
    wheel.add(late, kStart + 8ms);
    wheel.add(first, tick);
    wheel.add(second, tick);

    const auto out = due_at(wheel, kStart + 1s);

    CHECK(out == std::vector<Alarm*>{&first, &second, &late});
}

TEST_CASE("a timer beyond a rotation waits for its own turn", "[async]") {
    oct::async::TimerWheel wheel(kStart);
    Alarm near, far;
    wheel.add(near, kStart + 1ms);
    wheel.add(far, kStart + 24h);

    auto now = kStart;
    std::size_t woken = 0;
    while (now < kStart + 24h - 1ns) {
        now = std::min(now + 7s, kStart + 24h - 1ns);
        for (Alarm* alarm : due_at(wheel, now)) {
            CHECK(alarm == &near);
            ++woken;
        }
    }

    CHECK(woken == 1);
    CHECK(due_at(wheel, kStart + 24h + 1ms) == std::vector<Alarm*>{&far});
}

TEST_CASE("a timer for ever is taken and never due", "[async]") {
    oct::async::TimerWheel wheel(kStart);
    Alarm alarm;

    CHECK(wheel.add(alarm, SteadyTime::max()));
    CHECK(due_at(wheel, kStart + 10'000h).empty());
    CHECK(alarm.linked());
}

TEST_CASE("next says when to look again", "[async]") {
    oct::async::TimerWheel wheel(kStart);
    Alarm alarm;
    CHECK_FALSE(wheel.next());
    wheel.add(alarm, kStart + 3s);

    const auto next = wheel.next();

    REQUIRE(next);
    CHECK(*next >= kStart + 3s);
    CHECK(*next < kStart + 3s + oct::async::TimerWheel::kTick);
    alarm.unlink();
    (void)due_at(wheel, kStart + 4s);
    CHECK_FALSE(wheel.next());
}

TEST_CASE("random timers all wake, each in its tick, whatever leaves in between", "[async]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    oct::async::TimerWheel wheel(kStart);
    std::vector<std::unique_ptr<Alarm>> alarms;
    for (int i = 0; i < 5000; ++i) {
        alarms.push_back(std::make_unique<Alarm>());
        alarms.back()->due = kStart + std::chrono::nanoseconds(random() % 60'000'000'000U);
        if (!wheel.add(*alarms.back(), alarms.back()->due)) alarms.back()->woken = true;
        if (i % 5 == 0) alarms[random() % alarms.size()].reset(std::make_unique<Alarm>().release());
    }

    auto now = kStart;
    bool early = false;
    bool late = false;
    while (now < kStart + 61s) {
        const auto before = now;
        now += std::chrono::nanoseconds(random() % 40'000'000U);
        for (Alarm* alarm : due_at(wheel, now)) {
            early |= alarm->due > now;
            late |= alarm->due + oct::async::TimerWheel::kTick < before;
            alarm->woken = true;
        }
    }

    CHECK_FALSE(early);
    CHECK_FALSE(late);
    CHECK(std::all_of(alarms.begin(), alarms.end(), [](const auto& alarm) {
        return alarm->woken || alarm->due == SteadyTime{};
    }));
}
