// Steps of the civil clock are noticed; slewing is none, and neither is losing the CPU.
#include "base/clock_watch.hpp"
#include "support/catch.hpp"
#include "support/manual_clock.hpp"

#include <utility>

using namespace std::chrono_literals;
using namespace oct;
using base::ClockReading;
using oct::testing::ManualClock;

namespace {

/// The thread that reads it loses its CPU behind a reading of the civil clock, or before it.
class Preempting final : public Clock {
public:
    enum class When { Before, Behind };
    /// For so long, and so many readings.
    Preempting(When when, std::chrono::nanoseconds time, int readings)
        : when_(when), time_(time), left_(readings) {}

    SteadyTime now() const noexcept override { return clock_.now(); }
    WallTime wall() const noexcept override {
        const bool loses = left_ > 0 && left_-- > 0;
        if (loses && when_ == When::Before) clock_.advance(time_);
        const WallTime wall = clock_.wall();
        if (loses && when_ == When::Behind) clock_.advance(time_);
        return wall;
    }
    bool wait_until(SteadyTime moment, std::stop_token stop) const override {
        return clock_.wait_until(moment, std::move(stop));
    }
    const ManualClock& clock() const { return clock_; }

private:
    const ManualClock clock_;
    const When when_;
    const std::chrono::nanoseconds time_;
    mutable int left_;
};

}  // namespace

TEST_CASE("a clock that is set is noticed with moment and size, one that drifts is not",
          "[base][clock]") {
    base::ClockWatch watch;
    const ManualClock clock;
    watch.start(ClockReading::of(clock));
    const auto pass = [&](std::chrono::nanoseconds steady, std::chrono::nanoseconds civil) {
        clock.advance(steady);
        clock.step_wall(civil - steady);
        return watch.look(ClockReading::of(clock));
    };

    for (int i = 0; i < 1000; ++i) REQUIRE(pass(1s, 1s + 500us) == nullptr);
    const ClockStep* back = pass(1s, -3599s);
    REQUIRE(back != nullptr);
    CHECK(back->at == 1001s);
    CHECK(back->size == -3600s);
    CHECK(pass(1s, 1s) == nullptr);
    REQUIRE(pass(1s, 1s + 60ms) != nullptr);
    CHECK(watch.steps().size() == 2);
    for (int i = 0; i < 200; ++i) static_cast<void>(pass(1s, 2s));
    CHECK(watch.steps().size() == 100);

    watch.start(ClockReading::of(clock));
    CHECK(watch.steps().empty());
}

TEST_CASE("a thread that loses its CPU between two clocks sees no step", "[base][clock]") {
    const auto when = GENERATE(Preempting::When::Before, Preempting::When::Behind);
    const int readings = GENERATE(1, 4, 5, 8);  // five are tried
    const Preempting clock(when, 800ms, readings);
    base::ClockWatch watch;

    watch.start(ClockReading::of(clock));
    for (int look = 0; look < 3; ++look) {
        clock.clock().advance(1s);
        CHECK(watch.look(ClockReading::of(clock)) == nullptr);
    }

    clock.clock().step_wall(-2s);  // a real one is still seen
    const ClockStep* step = watch.look(ClockReading::of(clock));
    REQUIRE(step != nullptr);
    CHECK(step->size == -2s);
}

TEST_CASE("the tightest of several readings counts", "[base][clock]") {
    const Preempting clock(Preempting::When::Behind, 3s, 4);
    const ClockReading reading = ClockReading::of(clock);
    CHECK(reading.apart == 0s);
    CHECK(reading.now == clock.now());
    CHECK(reading.wall == clock.wall());
}
