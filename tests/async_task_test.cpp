// Tasks: lazy, nested, throwing, destroyed midway, and their frames used again.
#include <oct/async.hpp>

#include "support/async_stage.hpp"
#include "support/catch.hpp"

#include <memory>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using oct::Task;
using oct::testing::Stage;

namespace {

/// Counts its living copies.
struct Alive {
    explicit Alive(int& count) : count_(&count) { ++count; }
    Alive(const Alive&) = delete;
    Alive& operator=(const Alive&) = delete;
    ~Alive() { --*count_; }

private:
    int* count_;
};

Task<int> add_later(int a, int b) {
    co_await oct::sleep_for(1ms);
    co_return a + b;
}

Task<int> fails() {
    co_await oct::sleep_for(1ms);
    throw std::runtime_error("no stock");
}

Task<> nothing() {
    co_return;
}

}  // namespace

TEST_CASE("a task that nobody awaits does not run", "[async]") {
    bool ran = false;
    const auto mark = [](bool& flag) -> Task<> {
        flag = true;
        co_return;
    };

    { const Task<> task = mark(ran); }

    CHECK_FALSE(ran);
}

TEST_CASE("a task gives its value to who awaits it", "[async]") {
    int sum = 0;
    const auto body = [](int& out) -> Task<> {
        out = co_await add_later(1, co_await add_later(2, 3));
    };
    Stage stage(body(sum));

    stage.advance(2ms);
    stage.advance(2ms);

    REQUIRE(stage.done());
    CHECK(sum == 6);
}

TEST_CASE("a task may return what can only be moved", "[async]") {
    std::unique_ptr<int> got;
    const auto make = []() -> Task<std::unique_ptr<int>> { co_return std::make_unique<int>(7); };
    const auto body = [&]() -> Task<> { got = co_await make(); };
    const Stage stage(body());

    REQUIRE(got);
    CHECK(*got == 7);
}

TEST_CASE("an exception comes out where the task is awaited", "[async]") {
    std::string what;
    const auto body = [](std::string& out) -> Task<> {
        try {
            co_await fails();
        } catch (const std::runtime_error& error) {
            out = error.what();
        }
    };
    Stage stage(body(what));

    stage.advance(2ms);

    CHECK(stage.done());
    CHECK(what == "no stock");
}

TEST_CASE("an exception that nobody catches is the task's result", "[async]") {
    const auto body = []() -> Task<> { co_await fails(); };
    Stage stage(body());

    stage.advance(2ms);

    REQUIRE(stage.done());
    CHECK_THROWS_WITH(stage.result(), "no stock");
}

TEST_CASE("a million tasks that never wait need no deep stack", "[async]") {
    long count = 0;
    const auto body = [](long& n) -> Task<> {
        for (int i = 0; i < 1'000'000; ++i, ++n) co_await nothing();
    };
    const Stage stage(body(count));

    CHECK(stage.done());
    CHECK(count == 1'000'000);
}

TEST_CASE("an empty task is done", "[async]") {
    const auto body = []() -> Task<> { co_await Task<>(); };
    Stage stage(body());

    REQUIRE(stage.done());
    CHECK_NOTHROW(stage.result());
}

TEST_CASE("a task that is destroyed midway destroys what its frames hold", "[async]") {
    int alive = 0;
    const auto inner = [](int& n) -> Task<> {
        const Alive here(n);
        co_await oct::sleep_for(1h);
    };
    const auto outer = [&inner](int& n) -> Task<> {
        const Alive here(n);
        co_await inner(n);
    };
    Stage stage(outer(alive));
    REQUIRE(alive == 2);

    stage.destroy();
    stage.advance(2h);  // nobody is woken

    CHECK(alive == 0);
}

TEST_CASE("a frame is used again by the next coroutine of its size", "[async]") {
    void* const first = oct::detail::allocate_frame(200);
    oct::detail::release_frame(first, 200);
    void* const second = oct::detail::allocate_frame(196);  // the same class
    void* const other = oct::detail::allocate_frame(400);

    CHECK(second == first);
    CHECK(other != first);
    oct::detail::release_frame(second, 196);
    oct::detail::release_frame(other, 400);
}
