// A coroutine, a slot, a sleep until the next slot that is not empty: the least there is to do.
#include "bare_sleepers.hpp"

#include "base/histogram.hpp"
#include "rounds.hpp"

#include <atomic>
#include <coroutine>
#include <cstdio>
#include <ctime>
#include <malloc.h>
#include <memory>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oct::bench {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::size_t kSlots = 1 << 18;

double resident() {
    long pages = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
        std::fclose(file);
    }
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::int64_t now_ns() {
    return Steady::now().time_since_epoch().count();
}

struct Node {
    Node* next;
    std::coroutine_handle<> coroutine;
};

struct Wheel {
    std::vector<Node*> slots = std::vector<Node*>(kSlots);
    std::int64_t done = now_ns() >> 16;
    Histogram late;

    void add(Node& node, std::int64_t due) {
        Node*& slot = slots[static_cast<std::size_t>((due >> 16) + 1) % kSlots];
        node.next = slot;
        slot = &node;
    }
    void run(nanoseconds time) {
        const std::int64_t end = now_ns() + time.count();
        while (now_ns() < end) {
            std::int64_t next = done + 1;
            while (slots[static_cast<std::size_t>(next) % kSlots] == nullptr &&
                   next < done + 15'000)
                ++next;
            const timespec until{(next << 16) / 1'000'000'000, (next << 16) % 1'000'000'000};
            ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
            for (const std::int64_t last = now_ns() >> 16; done < last;) {
                Node*& slot = slots[static_cast<std::size_t>(++done) % kSlots];
                for (Node* node = std::exchange(slot, nullptr); node != nullptr;) {
                    Node* const following = node->next;  // the node is used again at once
                    node->coroutine.resume();
                    node = following;
                }
            }
        }
    }
};

struct Sleeper {
    struct promise_type {
        Sleeper get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
    std::coroutine_handle<> coroutine;
};

struct Sleep : Node {
    Sleep(Wheel& on, std::int64_t until) : Node{nullptr, {}}, wheel(on), due(until) {}
    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller) {
        coroutine = caller;
        wheel.add(*this, due);
    }
    void await_resume() {}
    Wheel& wheel;
    std::int64_t due;
};

Sleeper sleep_again(Wheel& wheel, std::int64_t first, std::int64_t time) {
    for (std::int64_t due = now_ns() + first;; due = now_ns() + time) {
        co_await Sleep(wheel, due);
        wheel.late.record(nanoseconds(now_ns() - due));
    }
}

}  // namespace

BareSleep bare_sleepers(std::uint32_t count, nanoseconds sleep, nanoseconds measured) {
    ::malloc_trim(0);
    BareSleep result;
    const double before = resident();
    auto wheel = std::make_unique<Wheel>();
    std::vector<Sleeper> sleepers;
    sleepers.reserve(count);
    std::jthread([&] {
        ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
        const auto since = Steady::now();
        for (std::uint32_t i = 0; i < count; ++i)
            sleepers.push_back(sleep_again(*wheel, sleep.count() / count * i, sleep.count()));
        result.started = std::chrono::duration<double>(Steady::now() - since).count();
        wheel->run(sleep + sleep / 10);
        result.bytes = (resident() - before) / count;
        wheel->late = {};
        const double cpu = cpu_seconds();
        const auto start = Steady::now();
        wheel->run(measured);
        const double wall = std::chrono::duration<double>(Steady::now() - start).count();
        result.cores = (cpu_seconds() - cpu) / wall;
        result.wakes = static_cast<double>(wheel->late.count()) / wall;
    }).join();
    result.late50 = static_cast<double>(wheel->late.percentile(50).count()) / 1e3;
    result.late99 = static_cast<double>(wheel->late.percentile(99).count()) / 1e3;
    for (const Sleeper& sleeper : sleepers) sleeper.coroutine.destroy();
    return result;
}

BareSleep bare_threads(std::uint32_t count) {
    ::malloc_trim(0);
    BareSleep result;
    const double before = resident();
    std::atomic<bool> end = false;
    std::vector<std::jthread> threads;
    threads.reserve(count);
    const auto since = Steady::now();
    for (std::uint32_t i = 0; i < count; ++i)
        threads.emplace_back([&end] {
            while (!end) std::this_thread::sleep_for(std::chrono::seconds(1));
        });
    result.started = std::chrono::duration<double>(Steady::now() - since).count();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    result.bytes = (resident() - before) / count;
    end = true;
    return result;
}

}  // namespace oct::bench
