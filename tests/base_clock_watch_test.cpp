// Steps of the civil clock are noticed; slewing is none.
#include "base/clock_watch.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace oct;

TEST_CASE("a clock that is set is noticed with moment and size, one that drifts is not",
          "[base][clock]") {
    base::ClockWatch watch;
    SteadyTime now{5s};
    WallTime wall{1'700'000'000s};
    watch.start(now, wall);
    const auto pass = [&](std::chrono::nanoseconds steady, std::chrono::nanoseconds civil) {
        return watch.look(now += steady, wall += civil);
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

    watch.start(now, wall);
    CHECK(watch.steps().empty());
}
