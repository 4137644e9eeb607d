// A cannon's measurement: what is timed, what an exception becomes, what timers belong to.
#include <oct/cannon.hpp>

#include "support/catch.hpp"
#include "support/manual_clock.hpp"

#include <memory>
#include <stdexcept>

using namespace std::chrono_literals;
using oct::testing::ManualClock;

namespace {

/// Runs three functions as a transaction.
class Scripted : public oct::Transaction {
public:
    using Part = std::function<void(Scripted&)>;
    Scripted(Part setup, Part run, Part tear_down)
        : setup_(std::move(setup)), run_(std::move(run)), tear_down_(std::move(tear_down)) {}
    void setup() override { setup_(*this); }
    void run() override { run_(*this); }
    void tear_down() override { tear_down_(*this); }
    using Transaction::context;
    using Transaction::record;
    using Transaction::timer;

private:
    Part setup_, run_, tear_down_;
};

/// A cannon on a manual clock, with its block.
struct Range {
    explicit Range(
        Scripted::Part run, Scripted::Part setup = [](Scripted&) {},
        Scripted::Part tear_down = [](Scripted&) {})
        : cannon(std::make_unique<Scripted>(setup, run, tear_down), clock) {
        cannon.begin({clock.now(), clock.wall()}, context, stop.get_token());
    }
    const oct::Sample& last() const { return block.samples().back(); }
    std::string error() const { return std::string(block.error(last())); }

    ManualClock clock;
    oct::TransactionConfig context{R"({"user": "ann"})"};
    std::stop_source stop;
    oct::SampleBlock block;
    oct::Cannon cannon;
};

/// A clock whose every reading takes time.
class CostlyClock final : public oct::Clock {
public:
    static constexpr std::chrono::nanoseconds kReading{25};
    oct::SteadyTime now() const noexcept override {
        const oct::SteadyTime before = manual_.now();
        manual_.advance(kReading);
        return before;
    }
    oct::WallTime wall() const noexcept override { return manual_.wall(); }
    bool wait_until(oct::SteadyTime moment, std::stop_token stop) const override {
        return manual_.wait_until(moment, stop);
    }
    void advance(std::chrono::nanoseconds by) const { manual_.advance(by); }

private:
    ManualClock manual_;
};

}  // namespace

TEST_CASE("of the cost of measuring one reading of the clock is in what is measured", "[turret]") {
    const CostlyClock clock;
    const oct::TransactionConfig context;
    const bool with_timer = GENERATE(false, true);
    oct::Cannon cannon(std::make_unique<Scripted>([](Scripted&) {},
                                                  [&](Scripted& self) {
                                                      if (!with_timer) return clock.advance(100ns);
                                                      const auto timer = self.timer("call");
                                                      clock.advance(100ns);
                                                  },
                                                  [](Scripted&) {}),
                       clock);
    cannon.begin({clock.now(), clock.wall()}, context, {});
    oct::SampleBlock block;

    cannon.fire(block);

    const oct::Sample& sample = block.samples().back();
    const auto own = (with_timer ? 3 : 1) * CostlyClock::kReading;  // a timer has two more
    CHECK(sample.service == 100ns + own);
    for (const auto& timer : block.timers(sample))
        CHECK(timer.value == 100ns + CostlyClock::kReading);
    CHECK(block.timers(sample).size() == (with_timer ? 1 : 0));
}

TEST_CASE("only run is timed and setup and tear down are not", "[turret]") {
    ManualClock* clock = nullptr;
    Range range([&](Scripted&) { clock->advance(30ms); }, [&](Scripted&) { clock->advance(500ms); },
                [&](Scripted&) { clock->advance(700ms); });
    clock = &range.clock;
    const auto wall = range.clock.wall();

    range.cannon.fire(range.block);

    CHECK(range.last().service == 30ms);
    CHECK(range.last().lag == 0ns);
    CHECK(range.last().elapsed == 530ms);
    CHECK(range.last().epoch == wall + 530ms);
    CHECK_FALSE(range.last().failed());
}

TEST_CASE("a step of the wall clock moves neither durations nor epochs", "[turret][fault-6]") {
    ManualClock* clock = nullptr;
    Range range([&](Scripted& t) {
        auto timer = t.timer("pay");
        clock->advance(30ms + 7ns);
        clock->step_wall(-1h);
    });
    clock = &range.clock;
    const auto wall = range.clock.wall();

    range.cannon.fire(range.block);
    range.cannon.fire(range.block);

    const auto samples = range.block.samples();
    CHECK(samples[0].service == 30ms + 7ns);
    CHECK(samples[1].service == 30ms + 7ns);
    CHECK(range.block.timers(samples[1])[0].value == 30ms + 7ns);
    CHECK(samples[1].elapsed == 60ms + 14ns);
    CHECK(samples[0].epoch == wall + 30ms + 7ns);  // with its fraction of a second
    CHECK(samples[1].epoch == wall + 60ms + 14ns);
}

TEST_CASE("a cannon records a throwing run as a failed sample and goes on", "[turret]") {
    Range range([](Scripted&) { throw std::runtime_error("HTTP status 500"); });

    range.cannon.fire(range.block);
    range.cannon.fire(range.block);

    CHECK(range.block.size() == 2);
    CHECK(range.error() == "HTTP status 500");
    CHECK(range.last().ran());
}

TEST_CASE("whatever a run throws becomes a text that is not empty", "[turret]") {
    Range number([](Scripted&) { throw 42; });
    Range silent([](Scripted&) { throw std::runtime_error(""); });
    Range hostile(
        [](Scripted&) { throw std::runtime_error("a\x1b[2Jb" + std::string(9000, 'x')); });

    number.cannon.fire(number.block);
    silent.cannon.fire(silent.block);
    hostile.cannon.fire(hostile.block);

    CHECK(number.error() == "exception that is no std::exception");
    CHECK(silent.error() == "exception without a message");
    CHECK(hostile.error().size() <= 4096);
    CHECK(hostile.error().find('\x1b') == std::string::npos);
}

TEST_CASE("custom timers of a failed iteration do not come again in the next",
          "[turret][fault-7]") {
    int iteration = 0;
    Range range([&](Scripted& t) {
        if (++iteration > 1) throw std::runtime_error("refused");
        auto timer = t.timer("pay");
    });

    range.cannon.fire(range.block);
    range.cannon.fire(range.block);

    CHECK(range.block.timers(range.block.samples()[0]).size() == 1);
    CHECK(range.block.timers(range.block.samples()[1]).empty());
}

TEST_CASE("an exception in setup is a failed sample and the cannon goes on", "[turret][fault-8]") {
    int runs = 0;
    int setups = 0;
    Range range([&](Scripted&) { ++runs; },
                [&](Scripted&) {
                    if (++setups == 1) throw std::runtime_error("no session");
                });

    range.cannon.fire(range.block);
    const std::string first = range.error();
    const bool first_ran = range.last().ran();
    range.cannon.fire(range.block);

    CHECK(first == "setup: no session");
    CHECK_FALSE(first_ran);
    CHECK(runs == 1);
    CHECK_FALSE(range.last().failed());
}

TEST_CASE("an exception in tear down is a failed sample and the cannon goes on",
          "[turret][fault-8]") {
    ManualClock* clock = nullptr;
    Range range([&](Scripted&) { clock->advance(5ms); }, [](Scripted&) {},
                [](Scripted&) { throw std::runtime_error("cannot close"); });
    clock = &range.clock;

    range.cannon.fire(range.block);
    range.cannon.fire(range.block);

    CHECK(range.block.size() == 2);
    CHECK(range.error() == "tear_down: cannot close");
    CHECK(range.last().service == 5ms);
}

TEST_CASE("a timer records once and also when an exception ends its scope", "[turret]") {
    ManualClock* clock = nullptr;
    Range range([&](Scripted& t) {
        auto pay = t.timer("pay");
        clock->advance(2ms);
        pay.stop();
        auto cancelled = t.timer("cancelled");
        cancelled.cancel();
        t.record("size", 7ns);
        auto ship = t.timer("ship");
        clock->advance(3ms);
        throw std::runtime_error("lost");
    });
    clock = &range.clock;

    range.cannon.fire(range.block);

    const auto timers = range.block.timers(range.last());
    REQUIRE(timers.size() == 3);
    CHECK(range.block.name(timers[0].name) == "pay");
    CHECK(timers[0].value == 2ms);
    CHECK(timers[1].value == 7ns);
    CHECK(range.block.name(timers[2].name) == "ship");
    CHECK(timers[2].value == 3ms);
}

TEST_CASE("timers opened in setup and tear down are not recorded", "[turret]") {
    const auto timed = [](Scripted& t) { auto timer = t.timer("outside"); };
    Range range([](Scripted&) {}, timed, timed);

    range.cannon.fire(range.block);

    CHECK(range.block.timers(range.last()).empty());
}

TEST_CASE("a shot at an intended moment keeps lag and service apart", "[turret]") {
    ManualClock* clock = nullptr;
    Range range([&](Scripted&) { clock->advance(10ms); });
    clock = &range.clock;
    const auto start = range.clock.now();

    CHECK(range.cannon.fire_at(start + 100ms, range.block));
    const auto on_time = range.last();
    range.clock.advance(50ms);
    CHECK(range.cannon.fire_at(start + 130ms, range.block));
    const auto late = range.last();

    CHECK(on_time.lag == 0ms);
    CHECK(on_time.service == 10ms);
    CHECK(late.lag == 30ms);
    CHECK(late.service == 10ms);
}

TEST_CASE("a setup that fails waits for its intended start and takes no other", "[turret]") {
    Range range([](Scripted&) {}, [](Scripted&) { throw std::runtime_error("no login"); });
    const auto intended = range.clock.now() + 100ms;

    REQUIRE(range.cannon.fire_at(intended, range.block));

    CHECK(range.clock.now() >= intended);
    CHECK(range.last().elapsed >= 100ms);
    CHECK(range.error() == "setup: no login");
    range.stop.request_stop();
    CHECK_FALSE(range.cannon.fire_at(intended + 100ms, range.block));
    CHECK(range.block.size() == 1);
}

TEST_CASE("a shot that stop overtakes is not fired", "[turret]") {
    int runs = 0;
    Range range([&](Scripted&) { ++runs; });
    range.stop.request_stop();

    CHECK_FALSE(range.cannon.fire_at(range.clock.now() + 1s, range.block));
    CHECK(runs == 0);
    CHECK(range.block.empty());
}

TEST_CASE("a transaction reads the context that the HQ set", "[turret]") {
    std::string user;
    Range range([&](Scripted& t) { user = t.context().value<std::string>("user").value_or(""); });

    range.cannon.fire(range.block);

    CHECK(user == "ann");
}

TEST_CASE("a timer of one iteration is not recorded in another", "[turret]") {
    std::unique_ptr<oct::Timer> kept;
    Range range([&](Scripted& t) {
        if (!kept) kept.reset(new oct::Timer(t.timer("long")));
    });

    range.cannon.fire(range.block);
    kept->stop();
    range.cannon.fire(range.block);

    CHECK(range.block.timers_total() == 0);
}

TEST_CASE("a transaction with more timers than the limit fails and keeps the first ones",
          "[turret]") {
    Range range([](Scripted& t) {
        for (int i = 0; i < 2000; ++i) t.record("t", 1ns);
    });

    range.cannon.fire(range.block);

    CHECK(range.block.timers(range.last()).size() == 1024);
    CHECK(range.error() == "more custom timers than 1024");
}
