// A coroutine, a place among the timers, a sleep until the next one is due: the least there is to
// do.
#include "bare_sleepers.hpp"

#include <oct/histogram.hpp>

#include "rounds.hpp"

#include <atomic>
#include <coroutine>
#include <cstdio>
#include <ctime>
#include <functional>
#include <malloc.h>
#include <memory>
#include <queue>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oct::bench {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::nanoseconds;

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

/// A flat wheel: slots of 2^`shift` ns, in each a list of who is due in it.
class Wheel {
public:
    explicit Wheel(std::int64_t shift) : shift_(shift), done_(now_ns() >> shift) {}

    void add(Node& node, std::int64_t due) {
        Node*& slot = at((due >> shift_) + 1);
        node.next = slot;
        slot = &node;
    }
    /// When to look next: a second ahead at most.
    [[nodiscard]] std::int64_t next() {
        const std::int64_t most = done_ + (std::int64_t{1'000'000'000} >> shift_);
        std::int64_t next = done_ + 1;
        while (at(next) == nullptr && next < most) ++next;
        return next << shift_;
    }
    void resume_due() {
        for (const std::int64_t last = now_ns() >> shift_; done_ < last;) {
            Node*& slot = at(++done_);
            for (Node* node = std::exchange(slot, nullptr); node != nullptr;) {
                Node* const following = node->next;  // the node is used again at once
                node->coroutine.resume();
                node = following;
            }
        }
    }

private:
    static constexpr std::size_t kSlots = 1 << 18;
    Node*& at(std::int64_t tick) { return slots_[static_cast<std::size_t>(tick) % kSlots]; }

    std::int64_t shift_;
    std::vector<Node*> slots_ = std::vector<Node*>(kSlots);
    std::int64_t done_;
};

/// A binary heap, looked at on the multiples of `step` ns.
class Heap {
public:
    explicit Heap(std::int64_t step) : step_(step) {}

    void add(Node& node, std::int64_t due) { timers_.emplace(due, &node); }
    [[nodiscard]] std::int64_t next() const {
        if (timers_.empty()) return now_ns() + step_;
        return (timers_.top().first + step_ - 1) / step_ * step_;
    }
    void resume_due() {
        const std::int64_t now = now_ns();
        while (!timers_.empty() && timers_.top().first <= now) {
            Node* const node = timers_.top().second;
            timers_.pop();
            node->coroutine.resume();
        }
    }

private:
    using Timer = std::pair<std::int64_t, Node*>;
    std::int64_t step_;
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
};

/// Timers, and how late those were who waited for them.
template <class Timers>
struct Bed {
    explicit Bed(std::int64_t precision) : timers(precision) {}

    void run(nanoseconds time) {
        const std::int64_t end = now_ns() + time.count();
        while (now_ns() < end) {
            const std::int64_t next = timers.next();
            const timespec until{next / 1'000'000'000, next % 1'000'000'000};
            ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
            timers.resume_due();
        }
    }

    Timers timers;
    Histogram late;
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

template <class Timers>
struct Sleep : Node {
    Sleep(Timers& on, std::int64_t until) : Node{nullptr, {}}, timers(on), due(until) {}
    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller) {
        coroutine = caller;
        timers.add(*this, due);
    }
    void await_resume() {}
    Timers& timers;
    std::int64_t due;
};

template <class Timers>
Sleeper sleep_again(Bed<Timers>& bed, std::int64_t first, std::int64_t time) {
    for (std::int64_t due = now_ns() + first;; due = now_ns() + time) {
        co_await Sleep<Timers>(bed.timers, due);
        bed.late.record(nanoseconds(now_ns() - due));
    }
}

template <class Timers>
BareSleep sleepers(std::int64_t precision, std::uint32_t count, nanoseconds sleep,
                   nanoseconds measured) {
    ::malloc_trim(0);
    BareSleep result;
    const double before = resident();
    const auto bed = std::make_unique<Bed<Timers>>(precision);
    std::vector<Sleeper> sleepers;
    sleepers.reserve(count);
    std::jthread([&] {
        ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
        const auto since = Steady::now();
        for (std::uint32_t i = 0; i < count; ++i)
            sleepers.push_back(sleep_again(*bed, sleep.count() / count * i, sleep.count()));
        result.started = std::chrono::duration<double>(Steady::now() - since).count();
        bed->run(sleep + sleep / 10);
        result.bytes = (resident() - before) / count;
        bed->late = {};
        const double cpu = cpu_seconds();
        const auto start = Steady::now();
        bed->run(measured);
        const double wall = std::chrono::duration<double>(Steady::now() - start).count();
        result.cores = (cpu_seconds() - cpu) / wall;
        result.wakes = static_cast<double>(bed->late.count()) / wall;
    }).join();
    result.late50 = static_cast<double>(bed->late.percentile(50).count()) / 1e3;
    result.late99 = static_cast<double>(bed->late.percentile(99).count()) / 1e3;
    for (const Sleeper& sleeper : sleepers) sleeper.coroutine.destroy();
    return result;
}

}  // namespace

BareSleep bare_sleepers(std::uint32_t count, nanoseconds sleep, nanoseconds measured,
                        Timers timers) {
    switch (timers) {
        case Timers::Wheel65us:
            return sleepers<Wheel>(16, count, sleep, measured);
        case Timers::Wheel1ms:
            return sleepers<Wheel>(20, count, sleep, measured);
        case Timers::HeapExact:
            return sleepers<Heap>(1, count, sleep, measured);
        case Timers::Heap1ms:
            return sleepers<Heap>(1'000'000, count, sleep, measured);
    }
    return {};
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
