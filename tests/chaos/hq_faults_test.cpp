// A headquarters that dies or stands still.
#include "chaos/account.hpp"
#include "chaos/seeds.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE(
    "what a killed headquarters had stored makes a report, and a copy without its log says so",
    "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const ApartRun run({.turrets = 2, .run_time = "60"}, seed);
    wait_up_to(1000ms, seed);

    ::kill(run.hq().pid(), SIGKILL);
    (void)run.end();
    const TempDir copy;
    for (const char* file : {"results.sqlite", "config.json"})
        fs::copy_file(run.project().results() / file, copy.path() / file);
    const auto whole =
        outcome_of({program("oct"), "rebuild-results", run.project().results().string(), "--json"});
    const auto without = outcome_of({program("oct"), "rebuild-results", copy.path().string()});

    CAPTURE(seed, whole.output, without.output);
    CHECK(whole.code == exit_codes::kOk);
    CHECK_THAT(whole.output, Contains("\"incomplete\"") && !Contains("lacks_log"));
    const Summary summary = run.project().summary();
    CHECK(summary.measurement == Measurement::Partial);
    CHECK(summary.transactions == Account(run, 0).stored + Account(run, 1).stored);
    CHECK(summary.transactions > 0);
    CHECK_THAT(without.output, Contains("results.sqlite-wal") && Contains("not beside"));
    CHECK(without.code == (Contains("SUSPECT").match(without.output) ? 0 : 1));
}

TEST_CASE("a headquarters that stands still for a while loses nothing and nobody",
          "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const ApartRun run({.turrets = 2, .run_time = "4"}, seed);
    wait_up_to(500ms, seed);

    ::kill(run.hq().pid(), SIGSTOP);
    std::this_thread::sleep_for(2s);
    ::kill(run.hq().pid(), SIGCONT);

    const int code = run.end();
    CAPTURE(seed, run.output());
    const Summary summary = run.project().summary();
    CHECK(lost_and_told(run, summary) == 0);
    CHECK(summary.verified);
    CHECK(summary.clock_steps.empty());
    CHECK_THAT(run.hq().output(), !Contains(" lost at "));
    CHECK(code == exit_code(summary));
}

TEST_CASE("a headquarters that stands still for long loses nothing and nobody either",
          "[chaos][soak]") {
    const ApartRun run({.turrets = 2, .run_time = "30"});

    ::kill(run.hq().pid(), SIGSTOP);
    std::this_thread::sleep_for(25s);
    ::kill(run.hq().pid(), SIGCONT);

    (void)run.end();
    CAPTURE(run.output());
    const Summary summary = run.project().summary();
    CHECK(lost_and_told(run, summary) == 0);
    CHECK(summary.verified);
    CHECK(summary.ledger.skipped == 0);
    CHECK_THAT(run.hq().output(), !Contains(" lost at "));
}
