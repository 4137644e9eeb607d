// Several tasks awaited at once: their results, their failures, and how they are interrupted.
#include <oct/async.hpp>

#include "support/async_stage.hpp"
#include "support/catch.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using oct::Task;
using oct::testing::Stage;
using std::chrono::nanoseconds;

namespace {

template <class T>
Task<T> later(nanoseconds time, T value) {
    co_await oct::sleep_for(time);
    co_return value;
}

Task<> fails(nanoseconds time, std::string what) {
    co_await oct::sleep_for(time);
    throw std::runtime_error(what);
}

/// Sleeps for an hour and writes down how it ended.
Task<> sleeper(std::vector<std::string>& log) {
    log.emplace_back("begun");
    try {
        co_await oct::sleep_for(1h);
    } catch (const oct::Cancelled&) {
        log.emplace_back("cancelled");
        throw;
    }
}

}  // namespace

TEST_CASE("all runs its tasks beside each other and gives what they give in their order",
          "[async]") {
    int number = 0;
    std::string word;
    const auto body = [&]() -> Task<> {
        std::tie(number, word) = co_await oct::all(later(3ms, 7), later(1ms, std::string("seven")));
    };
    Stage stage(body());

    stage.advance(2ms);
    CHECK_FALSE(stage.done());
    stage.advance(2ms);

    REQUIRE(stage.done());
    CHECK_NOTHROW(stage.result());
    CHECK(number == 7);
    CHECK(word == "seven");
}

TEST_CASE("what gives nothing has no place among the results of all", "[async]") {
    oct::Signal signal;
    const auto all = oct::all(oct::sleep_for(1ms), later(1ms, 7), signal);
    STATIC_REQUIRE(std::is_same_v<decltype(all), const Task<std::tuple<int>>>);
    const auto nothing = oct::all(signal, oct::sleep_for(1ms));
    STATIC_REQUIRE(std::is_same_v<decltype(nothing), const Task<>>);
    const auto many = oct::all(std::vector<Task<bool>>());
    STATIC_REQUIRE(std::is_same_v<decltype(many), const Task<std::vector<bool>>>);
}

TEST_CASE("all waits for tasks, for single waits and for a signal alike", "[async]") {
    oct::Signal signal;
    int number = 0;
    const auto body = [&]() -> Task<> {
        const auto [got] =
            co_await oct::all(oct::sleep_for(1ms), signal, oct::within(1h, later(2ms, 7)));
        number = got;
    };
    Stage stage(body());

    stage.advance(3ms);
    CHECK_FALSE(stage.done());
    signal.set();
    stage.settle();

    CHECK(stage.done());
    CHECK(number == 7);
}

TEST_CASE("all of nothing is done at once", "[async]") {
    const auto body = []() -> Task<> {
        co_await oct::all();
        co_await oct::all(std::vector<Task<>>());
        const std::vector<int> none = co_await oct::all(std::vector<Task<int>>());
        if (!none.empty()) throw std::logic_error("something came of nothing");
    };
    Stage stage(body());

    REQUIRE(stage.done());
    CHECK_NOTHROW(stage.result());
}

TEST_CASE("a million times all of tasks that never wait needs no deep stack", "[async]") {
    long sum = 0;
    const auto one = []() -> Task<int> { co_return 1; };
    const auto body = [&]() -> Task<> {
        for (int i = 0; i < 1'000'000; ++i) {
            const auto [a, b] = co_await oct::all(one(), one());
            sum += a + b;
        }
    };
    const Stage stage(body());

    CHECK(stage.done());
    CHECK(sum == 2'000'000);
}

TEST_CASE("all of a vector gives a vector", "[async]") {
    std::vector<std::unique_ptr<int>> got;
    const auto body = [&]() -> Task<> {
        std::vector<Task<std::unique_ptr<int>>> tasks;
        for (const int ms : {3, 1, 2})
            tasks.push_back(later(std::chrono::milliseconds(ms), std::make_unique<int>(ms)));
        got = co_await oct::all(std::move(tasks));
    };
    Stage stage(body());

    for (int i = 0; i < 4; ++i) stage.advance(1ms);

    REQUIRE(got.size() == 3);
    CHECK(*got[0] == 3);
    CHECK(*got[1] == 1);
    CHECK(*got[2] == 2);
}

TEST_CASE("all waits for every task and then throws what the first to fail has thrown", "[async]") {
    std::vector<std::string> log;
    const auto last = [&]() -> Task<> {
        co_await oct::sleep_for(5ms);
        log.emplace_back("last");
    };
    const bool many = GENERATE(false, true);
    const auto body = [&]() -> Task<> {
        if (many) {
            std::vector<Task<>> tasks;
            tasks.push_back(fails(3ms, "second"));
            tasks.push_back(fails(1ms, "first"));
            tasks.push_back(last());
            co_await oct::all(std::move(tasks));
        } else {
            co_await oct::all(fails(3ms, "second"), fails(1ms, "first"), last());
        }
    };
    Stage stage(body());

    for (int i = 0; i < 4; ++i) stage.advance(1ms);
    CHECK_FALSE(stage.done());
    stage.advance(2ms);

    REQUIRE(stage.done());
    CHECK(log == std::vector<std::string>{"last"});
    CHECK_THROWS_WITH(stage.result(), "first");
}

TEST_CASE("cancel interrupts every task of all", "[async]") {
    std::vector<std::string> log;
    const auto body = [&]() -> Task<> {
        co_await oct::all(sleeper(log), oct::all(sleeper(log), oct::within(2h, sleeper(log))));
    };
    Stage stage(body());
    CHECK(log.size() == 3);

    stage.cancel();

    REQUIRE(stage.done());
    CHECK(log == std::vector<std::string>{"begun", "begun", "begun", "cancelled", "cancelled",
                                          "cancelled"});
    CHECK_THROWS_AS(stage.result(), oct::Cancelled);
}

TEST_CASE("all waits for a task that goes on when it is interrupted", "[async]") {
    oct::Signal begun, go_on;
    bool returned = false;
    const auto call = [&] {
        begun.set();
        while (!go_on.is_set()) std::this_thread::yield();
        returned = true;
    };
    const auto body = [&]() -> Task<> {
        co_await oct::all(oct::offload(call), oct::sleep_for(1h));
    };
    Stage stage(body());
    while (!begun.is_set()) std::this_thread::yield();

    stage.cancel();
    CHECK_FALSE(stage.done());
    go_on.set();
    while (!stage.done()) stage.loop.run(1s);

    CHECK(returned);
    CHECK_THROWS_AS(stage.result(), oct::Cancelled);
}

TEST_CASE("a deadline around all interrupts every task", "[async]") {
    std::vector<std::string> log;
    std::string what;
    const auto body = [&]() -> Task<> {
        try {
            co_await oct::within(5ms, oct::all(sleeper(log), sleeper(log)));
        } catch (const oct::TimeoutError& error) {
            what = error.what();
        }
        co_await oct::sleep_for(1ms);  // what is outside goes on
    };
    Stage stage(body());

    stage.advance(6ms);
    CHECK(what == "not done within 5.00 ms");
    CHECK(log == std::vector<std::string>{"begun", "begun", "cancelled", "cancelled"});
    stage.advance(2ms);

    REQUIRE(stage.done());
    CHECK_NOTHROW(stage.result());
}

TEST_CASE("a failure that came before the deadline around all is what all throws", "[async]") {
    const auto body = []() -> Task<> {
        co_await oct::within(5ms, oct::all(oct::sleep_for(1h), fails(1ms, "no stock")));
    };
    Stage stage(body());

    stage.advance(2ms);
    CHECK_FALSE(stage.done());
    stage.advance(4ms);

    REQUIRE(stage.done());
    CHECK_THROWS_WITH(stage.result(), "no stock");
}

TEST_CASE("a deadline inside of all interrupts its own task only", "[async]") {
    int number = 0;
    const auto limited = []() -> Task<std::string> {
        try {
            co_await oct::within(1ms, oct::sleep_for(1h));
        } catch (const oct::TimeoutError& error) {
            co_return error.what();
        }
        co_return "in time";
    };
    std::string word;
    const auto body = [&]() -> Task<> {
        std::tie(word, number) = co_await oct::all(limited(), later(3ms, 7));
    };
    Stage stage(body());

    stage.advance(2ms);
    CHECK_FALSE(stage.done());
    stage.advance(2ms);

    REQUIRE(stage.done());
    CHECK(word == "not done within 1.00 ms");
    CHECK(number == 7);
}

TEST_CASE("all after a cancel runs each task up to its first wait", "[async]") {
    std::vector<std::string> log;
    const auto body = [&]() -> Task<> {
        try {
            co_await oct::sleep_for(1h);
        } catch (const oct::Cancelled&) {
            log.emplace_back("stop");
        }
        co_await oct::all(sleeper(log), sleeper(log));
    };
    Stage stage(body());

    stage.cancel();

    REQUIRE(stage.done());
    CHECK(log == std::vector<std::string>{"stop", "begun", "cancelled", "begun", "cancelled"});
    CHECK_THROWS_AS(stage.result(), oct::Cancelled);
}

TEST_CASE("all that is destroyed midway destroys its tasks", "[async]") {
    const auto held = std::make_shared<int>(0);
    const auto holder = [](std::shared_ptr<int> copy) -> Task<> {
        co_await oct::sleep_for(std::chrono::hours(*copy + 1));
    };
    const auto body = [&]() -> Task<> {
        std::vector<Task<>> many;
        many.push_back(holder(held));
        many.push_back(holder(held));
        co_await oct::all(holder(held), oct::all(std::move(many)));
    };
    Stage stage(body());
    REQUIRE(held.use_count() == 4);

    stage.destroy();
    stage.advance(2h);  // nobody is woken

    CHECK(held.use_count() == 1);
}

TEST_CASE("all and within take tasks that are given away and signals that stay", "[async]") {
    using oct::detail::Awaitable;
    STATIC_REQUIRE(Awaitable<Task<int>>);
    STATIC_REQUIRE_FALSE(Awaitable<Task<int>&>);
    STATIC_REQUIRE(Awaitable<oct::Signal&>);
    STATIC_REQUIRE_FALSE(Awaitable<oct::Signal>);
    STATIC_REQUIRE_FALSE(Awaitable<const oct::Signal&>);
    STATIC_REQUIRE_FALSE(Awaitable<std::chrono::seconds>);
}
