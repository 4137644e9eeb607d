// What coroutines wait for: time, deadlines, descriptors, helper threads, signals; and
// interruption.
#include <oct/async.hpp>

#include "async/readiness.hpp"
#include "base/event_fd.hpp"
#include "support/async_stage.hpp"
#include "support/catch.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace std::chrono_literals;
using oct::Task;
using oct::testing::Stage;

namespace {

constexpr auto kTick = 66us;  // a sleeper is late by less

/// Two connected stream sockets, non-blocking.
struct SocketPair {
    SocketPair() {
        std::array<int, 2> fds{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()) == 0);
        mine = fds[0];
        theirs = fds[1];
    }
    ~SocketPair() {
        ::close(mine);
        ::close(theirs);
    }
    void say(const char* text) const {
        REQUIRE(::send(theirs, text, std::char_traits<char>::length(text), 0) > 0);
    }
    std::string heard() const {
        std::array<char, 64> buffer{};
        const auto size = ::recv(mine, buffer.data(), buffer.size(), 0);
        return size < 0 ? "nothing" : std::string(buffer.data(), static_cast<std::size_t>(size));
    }
    int mine = -1;
    int theirs = -1;
};

Task<> log_after(std::chrono::nanoseconds time, std::string word, std::vector<std::string>& log) {
    co_await oct::sleep_for(time);
    log.push_back(std::move(word));
}

// How a wait ended, as a word.
template <class Make>
Task<> outcome(Make make, std::string& word) {
    try {
        co_await make();
        word = "done";
    } catch (const oct::Cancelled&) {
        word = "cancelled";
        throw;
    } catch (const std::exception& error) {
        word = error.what();
    }
}

}  // namespace

TEST_CASE("a sleeper wakes at its time and not before", "[async]") {
    std::string word;
    Stage stage(outcome([] { return oct::sleep_for(10ms); }, word));

    stage.advance(10ms - 1ns);
    CHECK(word.empty());
    stage.advance(kTick);
    CHECK(word == "done");
}

TEST_CASE("sleepers wake in the order of their times", "[async]") {
    std::vector<std::string> log;
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);
    loop.spawn(log_after(3ms, "c", log));
    loop.spawn(log_after(1ms, "a", log));
    loop.spawn(log_after(2ms, "b", log));
    loop.spawn(log_after(2ms, "b2", log));

    clock.advance(10ms);
    loop.poll();

    CHECK(log == std::vector<std::string>{"a", "b", "b2", "c"});
}

TEST_CASE("a sleep of no time lets the others go first", "[async]") {
    std::vector<std::string> log;
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);
    loop.spawn(log_after(0ns, "first", log));
    loop.spawn(log_after(0ns, "second", log));
    CHECK(log.empty());

    loop.poll();

    CHECK(log == std::vector<std::string>{"first", "second"});
}

TEST_CASE("a sleep until a moment that has passed ends with the next round", "[async]") {
    std::string word;
    Stage stage(outcome([] { return oct::sleep_until(oct::SteadyTime{}); }, word));

    stage.settle();

    CHECK(word == "done");
}

TEST_CASE("a deadline throws a timeout when its time is over first", "[async]") {
    std::string word;
    Stage stage(outcome([] { return oct::within(5ms, oct::sleep_for(1h)); }, word));

    stage.advance(5ms - 1ns);
    CHECK(word.empty());
    stage.advance(kTick);
    CHECK(word == "not done within 5.00 ms");
}

TEST_CASE("a deadline that is kept gives the result", "[async]") {
    const auto answer = []() -> Task<int> {
        co_await oct::sleep_for(1ms);
        co_return 42;
    };
    int got = 0;
    const auto body = [&]() -> Task<> { got = co_await oct::within(5ms, answer()); };
    Stage stage(body());

    stage.advance(2ms);
    CHECK(got == 42);
    stage.advance(1h);  // the deadline is forgotten
    CHECK_NOTHROW(stage.result());
}

TEST_CASE("the shorter of two nested deadlines counts and the outer one goes on", "[async]") {
    std::vector<std::string> log;
    const auto inner = [](std::vector<std::string>& words) -> Task<> {
        try {
            co_await oct::within(1ms, oct::sleep_for(1h));
        } catch (const oct::TimeoutError&) {
            words.emplace_back("inner");
        }
        co_await oct::sleep_for(1h);
    };
    const auto body = [&]() -> Task<> {
        try {
            co_await oct::within(10ms, inner(log));
        } catch (const oct::TimeoutError&) {
            log.emplace_back("outer");
        }
    };
    Stage stage(body());

    stage.advance(2ms);
    CHECK(log == std::vector<std::string>{"inner"});
    stage.advance(9ms);
    CHECK(log == std::vector<std::string>{"inner", "outer"});
}

TEST_CASE("a deadline may be all that another one awaits", "[async]") {
    std::string word;
    const auto answer = []() -> Task<int> {
        co_await oct::sleep_for(1h);
        co_return 42;
    };
    Stage stage(outcome([&] { return oct::within(10ms, oct::within(1ms, answer())); }, word));

    stage.advance(2ms);

    CHECK(word == "not done within 1.00 ms");
}

TEST_CASE("cancel interrupts the present wait and every later one", "[async]") {
    int waits = 0;
    const auto body = [](int& n) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            try {
                co_await oct::sleep_for(1h);
            } catch (const oct::Cancelled&) {
                ++n;
            }
        }
    };
    Stage stage(body(waits));

    stage.cancel();

    CHECK(stage.done());
    CHECK(waits == 3);
}

TEST_CASE("cancel goes through deadlines and is no timeout", "[async]") {
    std::string word;
    Stage stage(outcome([] { return oct::within(1h, oct::sleep_for(2h)); }, word));

    stage.cancel();

    CHECK(word == "cancelled");
    CHECK_THROWS_AS(stage.result(), oct::Cancelled);
}

TEST_CASE("a deadline after a cancel lets its task run up to its first wait", "[async]") {
    std::vector<std::string> log;
    const auto close = [&]() -> Task<> {
        log.emplace_back("closing");
        co_await oct::sleep_for(1h);
        log.emplace_back("closed");
    };
    const auto body = [&]() -> Task<> {
        try {
            co_await oct::sleep_for(1h);
        } catch (const oct::Cancelled&) {
            log.emplace_back("stop");
        }
        co_await oct::within(2h, close());
    };
    Stage stage(body());

    stage.cancel();

    REQUIRE(stage.done());
    CHECK(log == std::vector<std::string>{"stop", "closing"});
    CHECK_THROWS_AS(stage.result(), oct::Cancelled);
}

TEST_CASE("a coroutine waits until its descriptor can be read", "[async]") {
    const SocketPair pair;
    std::string word;
    Stage stage(outcome([&] { return oct::readable(pair.mine); }, word));
    stage.settle();
    CHECK(word.empty());

    pair.say("hello");
    stage.settle();

    CHECK(word == "done");
    CHECK(pair.heard() == "hello");
}

TEST_CASE("a descriptor can be waited for again and again", "[async]") {
    const SocketPair pair;
    std::vector<std::string> heard;
    const auto body = [&]() -> Task<> {
        for (int i = 0; i < 3; ++i) {
            co_await oct::readable(pair.mine);
            heard.push_back(pair.heard());
        }
    };
    Stage stage(body());

    for (const char* word : {"a", "b", "c"}) {
        pair.say(word);
        stage.settle();
    }

    CHECK(heard == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("one may wait to read and another to write the same descriptor", "[async]") {
    const SocketPair pair;
    std::string read, write;
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);
    loop.spawn(outcome([&] { return oct::readable(pair.mine); }, read));
    loop.spawn(outcome([&] { return oct::writable(pair.mine); }, write));

    loop.poll();
    CHECK(write == "done");
    CHECK(read.empty());
    pair.say("x");
    loop.poll();
    CHECK(read == "done");
}

TEST_CASE("two that wait to read the same descriptor are told so", "[async]") {
    const SocketPair pair;
    std::string first, second;
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);
    loop.spawn(outcome([&] { return oct::readable(pair.mine); }, first));
    loop.spawn(outcome([&] { return oct::readable(pair.mine); }, second));

    CHECK(first.empty());
    CHECK_THAT(second, Catch::Contains("another coroutine waits for the same"));
}

TEST_CASE("a descriptor that is not open is told at once", "[async]") {
    std::string word;
    const Stage stage(outcome([] { return oct::readable(-1); }, word));

    CHECK(word == "readable(-1): Bad file descriptor");
}

TEST_CASE("a peer that closes wakes who waits to read", "[async]") {
    SocketPair pair;
    std::string word;
    Stage stage(outcome([&] { return oct::readable(pair.mine); }, word));

    ::close(pair.theirs);
    pair.theirs = -1;
    stage.settle();

    CHECK(word == "done");
    CHECK(pair.heard().empty());
}

TEST_CASE("a wait for a descriptor has a deadline and can be made again", "[async]") {
    const SocketPair pair;
    std::vector<std::string> log;
    const auto body = [&]() -> Task<> {
        try {
            co_await oct::within(1ms, oct::readable(pair.mine));
        } catch (const oct::TimeoutError&) {
            log.emplace_back("timeout");
        }
        co_await oct::readable(pair.mine);
        log.push_back(pair.heard());
    };
    Stage stage(body());

    stage.advance(2ms);
    pair.say("late");
    stage.settle();

    CHECK(log == std::vector<std::string>{"timeout", "late"});
}

TEST_CASE("a blocking call runs on another thread and gives its result", "[async]") {
    std::thread::id there;
    int got = 0;
    const auto body = [&]() -> Task<> {
        got = co_await oct::offload([&] {
            there = std::this_thread::get_id();
            return 7;
        });
    };
    Stage stage(body());

    while (!stage.done()) stage.loop.run(1s);

    CHECK(got == 7);
    CHECK(there != std::this_thread::get_id());
}

TEST_CASE("what a blocking call throws comes out", "[async]") {
    std::string word;
    const auto call = []() -> Task<> {
        co_await oct::offload([] { throw std::runtime_error("no such host"); });
    };
    Stage stage(outcome(call, word));

    while (!stage.done()) stage.loop.run(1s);

    CHECK(word == "no such host");
}

TEST_CASE("a task that is destroyed waits for its blocking call", "[async]") {
    std::atomic<bool> ended = false;
    const auto body = [](std::atomic<bool>& flag) -> Task<> {
        co_await oct::offload([&] {
            std::this_thread::sleep_for(5ms);
            flag = true;
        });
    };
    Stage stage(body(ended));

    stage.destroy();

    CHECK(ended);
}

TEST_CASE("a signal from another thread wakes who waits for it", "[async]") {
    oct::Signal signal;
    const auto body = [&]() -> Task<> { co_await signal; };
    Stage stage(body());
    CHECK_FALSE(stage.done());

    const std::jthread other([&] { signal.set(); });
    while (!stage.done()) stage.loop.run(1s);

    CHECK(signal.is_set());
}

TEST_CASE("who waits for a signal may be destroyed while it is set", "[async]") {
    for (int round = 0; round < 1000; ++round) {
        oct::Signal signal;
        const auto body = [&]() -> Task<> { co_await signal; };
        auto stage = std::make_unique<Stage>(body());
        std::atomic<bool> begun = false;
        const std::jthread other([&] {
            begun = true;
            signal.set();
        });
        while (!begun) std::this_thread::yield();
        stage.reset();
    }
}

TEST_CASE("a signal that is set already is no wait", "[async]") {
    oct::Signal signal;
    signal.set();
    const auto body = [&]() -> Task<> { co_await signal; };

    const Stage stage(body());

    CHECK(stage.done());
}

TEST_CASE("a wait for a signal has a deadline and can be made again", "[async]") {
    oct::Signal signal;
    std::vector<std::string> log;
    const auto body = [&]() -> Task<> {
        try {
            co_await oct::within(50ms, signal);
        } catch (const oct::TimeoutError& error) {
            log.emplace_back(error.what());
        }
        co_await oct::within(50ms, signal);
        log.emplace_back("set");
    };
    Stage stage(body());

    stage.advance(51ms);
    CHECK(log == std::vector<std::string>{"not done within 50.0 ms"});
    signal.set();
    stage.settle();

    REQUIRE(stage.done());
    CHECK_NOTHROW(stage.result());
    CHECK(log.size() == 2);
}

TEST_CASE("a deadline interrupts a task that waits for a signal", "[async]") {
    oct::Signal signal;
    std::string word;
    const auto ask = [&]() -> Task<int> {
        co_await signal;
        co_return 42;
    };
    Stage stage(outcome([&] { return oct::within(5ms, ask()); }, word));

    stage.advance(6ms);

    CHECK(word == "not done within 5.00 ms");
}

TEST_CASE("cancel interrupts a wait for a signal and a callback that comes later does no harm",
          "[async]") {
    oct::Signal signal;
    std::string word;
    Stage stage(outcome([&] { return oct::within(1h, signal); }, word));

    SECTION("it comes after the wait") {
        stage.cancel();
        signal.set();
    }
    SECTION("it comes with the interruption") {
        signal.set();
        stage.cancel();
    }

    stage.settle();
    CHECK(word == "cancelled");
    CHECK_THROWS_AS(stage.result(), oct::Cancelled);
}

TEST_CASE("a signal may be set while its wait is interrupted", "[async]") {
    for (int round = 0; round < 1000; ++round) {
        oct::Signal signal;
        const auto body = [&]() -> Task<> { co_await signal; };
        Stage stage(body());
        std::atomic<bool> begun = false;
        const std::jthread other([&] {
            begun = true;
            signal.set();
        });
        while (!begun) std::this_thread::yield();
        stage.cancel();
        REQUIRE(stage.done());
    }
}

TEST_CASE("two that wait for the same signal are told so", "[async]") {
    oct::Signal signal;
    std::string first, second;
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);
    loop.spawn(outcome(
        [&]() -> auto& { return signal; }, first));
    loop.spawn(outcome(
        [&]() -> auto& { return signal; }, second));

    CHECK(first.empty());
    CHECK(second == "another coroutine waits for the same oct::Signal");
    signal.set();
    loop.poll();
    CHECK(first == "done");
}

TEST_CASE("who is posted twice is woken once", "[async]") {
    struct Counter : oct::Wakeup {
        void wake() override { ++woken; }
        int woken = 0;
    } once;
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);

    loop.post(once);
    loop.post(once);
    while (loop.poll() != 0) continue;
    CHECK(once.woken == 1);

    loop.at(clock.now() + 1s, once);
    loop.post(once);
    clock.advance(2s);
    while (loop.poll() != 0) continue;
    CHECK(once.woken == 2);
}

TEST_CASE("a foreign loop sees when there is something to do", "[async]") {
    oct::testing::ManualClock clock;
    oct::Loop loop(clock);
    CHECK_FALSE(loop.next());
    std::string word;
    loop.spawn(outcome([] { return oct::sleep_for(1s); }, word));

    const auto next = loop.next();

    REQUIRE(next);
    CHECK(*next >= clock.now() + 1s);
    clock.advance(*next - clock.now());
    CHECK(loop.poll() == 1);
    CHECK(word == "done");
}

TEST_CASE("a loop waits to the nanosecond where the kernel can and else to the millisecond",
          "[async]") {
    static int refusal = 0;
    static int calls = 0;
    refusal = GENERATE(0, ENOSYS, EPERM);
    calls = 0;
    const auto kernel = [](int epoll, epoll_event* events, int most, const timespec* time,
                           const sigset_t* mask) {
        ++calls;
        if (refusal == 0) return ::epoll_pwait2(epoll, events, most, time, mask);
        errno = refusal;
        return -1;
    };
    const oct::base::EventFd wake;
    oct::async::Readiness readiness(wake.fd(), kernel);
    const auto begin = std::chrono::steady_clock::now();

    CHECK_FALSE(readiness.wait(1'500us));
    CHECK(std::chrono::steady_clock::now() - begin >= 1'500us);
    CHECK_FALSE(readiness.wait(0s));
    wake.set();
    CHECK(readiness.wait(1h));
    CHECK(calls == (refusal == 0 ? 3 : 1));  // who was refused once does not ask again
}
