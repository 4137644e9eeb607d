// Turrets that die, stand still or cannot be reached, at moments left to chance.
#include "chaos/account.hpp"
#include "chaos/seeds.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

TEST_CASE(
    "a turret that is killed is named, and so is the moment since when nothing of it is known",
    "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const ApartRun run({.turrets = 2, .run_time = "2"}, seed);
    wait_up_to(1000ms, seed);

    ::kill(run.turret(1).pid(), SIGKILL);

    const int code = run.end();
    CAPTURE(seed, run.output());
    const Summary summary = run.project().summary();
    lost_and_told(run, summary);
    CHECK_FALSE(summary_of(summary, 1).verified);
    CHECK(Account(run, 0).lost == 0);
    CHECK(code == exit_codes::kInvalidRun);
    CHECK_THAT(run.hq().output(), Contains("turret t1 ") && Contains(" lost at "));
}

TEST_CASE("a turret that stands still for a while, or is cut off, is missed and loses nothing",
          "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const bool stopped = GENERATE(true, false);
    const ApartRun run({.turrets = 2, .run_time = "5"}, seed);
    wait_up_to(300ms, seed);

    if (stopped)
        ::kill(run.turret(1).pid(), SIGSTOP);
    else
        run.network(1).set({.held = true});
    const bool missed = run.hq().says(" lost at ");
    ::kill(run.turret(1).pid(), SIGCONT);
    run.network(1).set({});

    run.end();
    CAPTURE(seed, stopped, run.output());
    CHECK(missed);
    CHECK(lost_and_told(run, run.project().summary()) == 0);
}

TEST_CASE("a turret that is cut off to the end is told as one that was lost",
          "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const ApartRun run({.turrets = 2, .run_time = "4.5"}, seed);
    wait_up_to(300ms, seed);

    run.network(1).set({.held = true});

    const int code = run.end();
    CAPTURE(seed, run.output());
    const Summary summary = run.project().summary();
    CHECK(lost_and_told(run, summary) > 0);
    CHECK_FALSE(summary_of(summary, 1).verified);
    CHECK(Account(run, 0).lost == 0);
    CHECK(code == exit_codes::kInvalidRun);
}
