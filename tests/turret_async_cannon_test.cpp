// An asynchronous cannon measures as a blocking one does: times, errors, timers; and interruption.
#include <oct/cannon.hpp>
#include <oct/transaction.hpp>

#include "support/catch.hpp"
#include "support/manual_clock.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

using namespace std::chrono_literals;
using oct::AsyncCannon;
using oct::ShotEnd;
using oct::Task;
using oct::testing::ManualClock;

namespace {

/// Runs three coroutines as a transaction.
class Scripted : public oct::AsyncTransaction {
public:
    using Part = std::function<Task<>(Scripted&)>;
    Scripted(Part setup, Part run, Part tear_down)
        : setup_(std::move(setup)), run_(std::move(run)), tear_down_(std::move(tear_down)) {}
    Task<> setup() override { return setup_(*this); }
    Task<> run() override { return run_(*this); }
    Task<> tear_down() override { return tear_down_(*this); }
    using TransactionBase::context;
    using TransactionBase::record;
    using TransactionBase::timer;

private:
    Part setup_, run_, tear_down_;
};

Task<> nothing(Scripted&) {
    return {};
}
Task<> sleep_10ms(Scripted&) {
    co_await oct::sleep_for(10ms);
}

/// A cannon on a manual clock, with its block and how each shot ended.
class Range : public oct::CannonHost {
public:
    explicit Range(Scripted::Part run, Scripted::Part setup = nothing,
                   Scripted::Part tear_down = nothing)
        : CannonHost(loop_),
          cannon(std::make_unique<Scripted>(std::move(setup), std::move(run), std::move(tear_down)),
                 *this) {
        begin({clock.now(), clock.wall()}, context, stop.get_token());
        cannon.begin();
    }
    oct::SampleBlock& block() override { return samples; }
    void ended(AsyncCannon& /*cannon*/, ShotEnd how) override { ends.push_back(how); }

    void advance(std::chrono::nanoseconds by) {
        clock.advance(by);
        while (loop_.poll() != 0) {
        }
    }
    const oct::Sample& last() const { return samples.samples().back(); }
    std::string error() const { return std::string(samples.error(last())); }
    std::vector<std::string> timers() const {
        std::vector<std::string> names;
        for (const auto& timer : samples.timers(last()))
            names.emplace_back(samples.name(timer.name));
        return names;
    }

    ManualClock clock;
    oct::TransactionConfig context{R"({"user": "ann"})"};
    std::stop_source stop;
    oct::SampleBlock samples;
    std::vector<ShotEnd> ends;

private:
    oct::Loop loop_{clock};

public:
    AsyncCannon cannon;
};

}  // namespace

TEST_CASE("only run of an asynchronous transaction is timed", "[turret][async]") {
    Range range(sleep_10ms, sleep_10ms, sleep_10ms);
    const auto wall = range.clock.wall();

    range.cannon.fire();
    range.advance(11ms);
    range.advance(12ms);
    CHECK(range.samples.empty());
    range.advance(13ms);

    REQUIRE(range.ends == std::vector{ShotEnd::Recorded});
    CHECK(range.last().service == 12ms);
    CHECK(range.last().lag == 0ns);
    CHECK(range.last().elapsed == 23ms);
    CHECK(range.last().epoch == wall + 23ms);
    CHECK_FALSE(range.last().failed());
}

TEST_CASE("an asynchronous cannon waits for its intended start after setup", "[turret][async]") {
    Range range(sleep_10ms, sleep_10ms);

    range.cannon.fire(range.clock.now() + 30ms);
    range.advance(11ms);  // setup is over
    range.advance(20ms);  // late by 1 ms
    range.advance(11ms);

    REQUIRE(range.samples.size() == 1);
    CHECK(range.last().lag == 1ms);
    CHECK(range.last().service == 11ms);
}

TEST_CASE("setup and tear_down that call what they override take their time", "[turret][async]") {
    const auto base_then_sleep = [](auto base) {
        return [base](Scripted& script) -> Task<> {
            co_await base(script);
            co_await oct::sleep_for(10ms);
        };
    };
    Range range(
        sleep_10ms,
        base_then_sleep([](Scripted& script) { return script.AsyncTransaction::setup(); }),
        base_then_sleep([](Scripted& script) { return script.AsyncTransaction::tear_down(); }));

    for (int shot = 1; shot <= 2; ++shot) {
        range.cannon.begin(range.clock.now());
        range.cannon.fire();
        range.advance(11ms);  // setup
        range.advance(11ms);
        range.advance(11ms);  // tear_down
        REQUIRE(range.samples.size() == static_cast<std::size_t>(shot));
        CHECK(range.last().lag == 0ns);
        CHECK(range.last().service == 11ms);
        CHECK(range.cannon.free_since() == range.clock.now());
    }
}

TEST_CASE("an asynchronous setup that fails waits for its intended start", "[turret][async]") {
    Range range(nothing, [](Scripted&) -> Task<> { throw std::runtime_error("no login"); });

    range.cannon.fire(range.clock.now() + 100ms);
    CHECK(range.samples.size() == 0);
    range.advance(101ms);

    REQUIRE(range.samples.size() == 1);
    CHECK(range.error() == "setup: no login");
    CHECK(range.last().elapsed >= 100ms);
}

TEST_CASE("a start in the past is fired at once with its lag", "[turret][async]") {
    Range range(nothing);

    range.cannon.fire(range.clock.now() - 5ms);

    REQUIRE(range.samples.size() == 1);
    CHECK(range.last().lag == 5ms);
}

TEST_CASE("what an asynchronous run throws is the error of its sample", "[turret][async]") {
    Range range([](Scripted&) -> Task<> {
        co_await oct::sleep_for(1ms);
        throw std::runtime_error("no stock");
    });

    range.cannon.fire();
    range.advance(2ms);
    CHECK(range.error() == "no stock");
    CHECK(range.last().service == 2ms);

    range.cannon.fire();
    range.advance(2ms);
    CHECK(range.samples.size() == 2);
}

TEST_CASE("a failed asynchronous setup is a sample without a run", "[turret][async]") {
    bool ran = false;
    Range range(
        [&](Scripted&) -> Task<> {
            ran = true;
            return {};
        },
        [](Scripted&) -> Task<> {
            co_await oct::sleep_for(1ms);
            throw std::runtime_error("no connection");
        });

    range.cannon.fire();
    range.advance(2ms);

    CHECK_FALSE(ran);
    CHECK(range.error() == "setup: no connection");
    CHECK_FALSE(range.last().ran());
}

TEST_CASE("a hook that is no coroutine may throw as well", "[turret][async]") {
    Range range([](Scripted&) -> Task<> { throw std::runtime_error("at once"); }, nothing,
                [](Scripted&) -> Task<> { throw std::runtime_error("afterwards"); });

    range.cannon.fire();

    CHECK(range.error() == "at once; tear_down: afterwards");
    CHECK(range.last().ran());
}

TEST_CASE("a deadline that is missed fails the sample", "[turret][async]") {
    Range range([](Scripted&) -> Task<> { co_await oct::within(5ms, oct::sleep_for(1h)); });

    range.cannon.fire();
    range.advance(6ms);

    CHECK(range.error() == "not done within 5.00 ms");
}

TEST_CASE("timers of an asynchronous run span its waits", "[turret][async]") {
    Range range([](Scripted& self) -> Task<> {
        auto pay = self.timer("pay");
        co_await oct::sleep_for(10ms);
        pay.stop();
        self.record("size", 7ns);
        const auto rest = self.timer("pay");
        co_await oct::sleep_for(10ms);
    });

    range.cannon.fire();
    range.advance(11ms);
    range.advance(12ms);

    REQUIRE(range.timers() == std::vector<std::string>{"pay", "size", "pay"});
    CHECK(range.samples.timers(range.last())[0].value == 11ms);
    CHECK(range.samples.timers(range.last())[1].value == 7ns);
    CHECK(range.samples.timers(range.last())[2].value == 12ms);
}

TEST_CASE("timers of two runs at a time stay apart", "[turret][async]") {
    const auto named = [](const char* name) {
        return [name](Scripted& self) -> Task<> {
            const auto timer = self.timer(name);
            co_await oct::sleep_for(10ms);
        };
    };
    Range range(named("a"));
    AsyncCannon other(std::make_unique<Scripted>(nothing, named("b"), nothing), range);
    other.begin();

    range.cannon.fire();
    other.fire();
    range.advance(11ms);

    REQUIRE(range.samples.size() == 2);
    for (const auto& sample : range.samples.samples()) CHECK(sample.timers_count == 1);
    CHECK(range.timers() == std::vector<std::string>{"b"});
}

TEST_CASE("made-up names of timers do not pile up", "[turret][async]") {
    int n = 0;
    Range range([&](Scripted& self) -> Task<> {
        const auto timer = self.timer("order " + std::to_string(++n));
        co_return;
    });

    for (int i = 0; i < 3000; ++i) {
        range.cannon.fire();
        CHECK(range.timers() == std::vector<std::string>{"order " + std::to_string(i + 1)});
        range.samples.clear();
    }
}

TEST_CASE("more than 1024 timers of an asynchronous run fail its sample", "[turret][async]") {
    Range range([](Scripted& self) -> Task<> {
        for (int i = 0; i < 2000; ++i) self.record("x", 1ns);
        co_return;
    });

    range.cannon.fire();

    CHECK(range.error() == "more custom timers than 1024");
    CHECK(range.last().timers_count == 1024);
}

TEST_CASE("a cancelled run leaves no sample but is torn down", "[turret][async]") {
    bool torn = false;
    bool completed = false;
    Range range(
        [&](Scripted&) -> Task<> {
            co_await oct::sleep_for(1h);
            completed = true;
        },
        nothing,
        [&](Scripted&) -> Task<> {
            torn = true;
            co_await oct::sleep_for(1h);
        });
    range.cannon.fire();

    range.cannon.cancel();
    range.advance(0ns);

    CHECK(range.ends == std::vector{ShotEnd::Cancelled});
    CHECK(range.samples.empty());
    CHECK(torn);
    CHECK_FALSE(completed);
    CHECK_FALSE(range.cannon.firing());
}

TEST_CASE("a cannon can fire again after a cancelled shot", "[turret][async]") {
    Range range(sleep_10ms);
    range.cannon.fire();
    range.cannon.cancel();
    range.advance(0ns);

    range.cannon.fire();
    range.advance(11ms);

    CHECK(range.ends == std::vector{ShotEnd::Cancelled, ShotEnd::Recorded});
}

TEST_CASE("a cannon that waits for its start can be told not to fire", "[turret][async]") {
    Range range(nothing);
    range.cannon.fire(range.clock.now() + 1h);

    CHECK(range.cannon.end_wait());

    CHECK(range.ends == std::vector{ShotEnd::NotFired});
    CHECK(range.samples.empty());
}

TEST_CASE("an asynchronous transaction sees context and stop token", "[turret][async]") {
    std::string user;
    Range range([&](Scripted& self) -> Task<> {
        user = self.context().value<std::string>("user").value_or("nobody");
        co_return;
    });

    range.cannon.fire();

    CHECK(user == "ann");
}

TEST_CASE("a shot is marked when its start lies in the warm-up", "[turret][async]") {
    Range range(sleep_10ms);
    range.begin({range.clock.now(), range.clock.wall(), 25ms}, range.context, {});

    range.cannon.fire(range.clock.now() + 20ms);
    range.advance(30ms);  // late: it starts after the warm-up
    range.advance(11ms);
    CHECK(range.last().in_warmup);
    range.cannon.fire();
    range.advance(11ms);
    CHECK_FALSE(range.last().in_warmup);
}

TEST_CASE("a cannon that is destroyed midway destroys its coroutine", "[turret][async]") {
    const auto held = std::make_shared<int>(1);
    {
        Range range([held](Scripted& self) -> Task<> {
            const auto mine = held;
            const auto timer = self.timer("never");
            co_await oct::sleep_for(1h);
        });
        range.cannon.fire();
        CHECK(held.use_count() > 2);
    }

    CHECK(held.use_count() == 1);
}

TEST_CASE("one iteration of an asynchronous transaction can be tried alone", "[turret][async]") {
    class Twice : public oct::AsyncTransaction {
        Task<> run() override {
            {
                const auto timer = this->timer("first");
                co_await oct::sleep_for(1ms);
            }
            throw std::runtime_error("enough");
        }
    };

    const auto result = oct::run_once<Twice>();

    CHECK(result.service >= 1ms);
    CHECK(result.error == "enough");
    REQUIRE(result.timers.size() == 1);
    CHECK(result.timers[0].first == "first");
}
