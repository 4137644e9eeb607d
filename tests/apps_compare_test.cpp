// oct compare: with what code it ends when a run is not fit to be compared.
#include <oct/results.hpp>

#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// A minute of results, one every `pause`, from its middle on every `later`.
void store_steps(const TempDir& folder, std::chrono::milliseconds pause,
                 std::chrono::milliseconds later) {
    std::vector<Shot> shots;
    for (std::chrono::milliseconds at = 0s; at < 60s; at += at < 30s ? pause : later)
        shots.push_back({.elapsed = at});
    Config config = config_of();
    config.run_time = 60s;
    StatsHandler handler(folder.path(), config);
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    handler.finish(outcome_of({turret_of(shots.size())}, 60s));
}

/// A minute of equal results, with the civil clock set back or not.
void store_run(const TempDir& folder, std::vector<ClockStep> clock_steps = {}) {
    std::vector<Shot> shots(600);
    for (std::size_t i = 0; i < shots.size(); ++i) shots[i].elapsed = i * 100ms;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    RunOutcome outcome = outcome_of({turret_of(shots.size())}, 60s);
    outcome.clock_steps = std::move(clock_steps);
    handler.finish(outcome);
}

ProgramEnd oct_compare(const TempDir& a, const TempDir& b, std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {program("oct"), "compare", a.path().string(), b.path().string()});
    return outcome_of(std::move(flags));
}

}  // namespace

TEST_CASE("oct compare fails on an invalid run, strictly on a suspect one, and names it",
          "[apps][integration][compare]") {
    const TempDir valid;
    const TempDir suspect;
    const TempDir invalid;
    store_run(valid);
    store_run(suspect, {{5s, -2s}});
    store_run(invalid);
    {
        store::Database database = store::Database::open(invalid.path() / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("DELETE FROM result WHERE id = 600; DELETE FROM aggregate");
    }

    const auto lost = oct_compare(valid, invalid, {"--fail-on", "p99 +5%"});
    CHECK(lost.code == 3);
    CHECK_THAT(lost.output, Contains("A  VALID  ") && Contains("B  INVALID  ") &&
                                Contains("p99 +5% cannot be told: run B is INVALID: ") &&
                                !Contains("::error"));
    const auto annotated = oct_compare(valid, invalid, {"--github", "--fail-on", "p99 +5%"});
    CHECK_THAT(
        annotated.output,
        Contains("::error title=Change cannot be told::p99 +5%25 cannot be told: run B is "));
    CHECK(oct_compare(invalid, valid, {"--fail-on", "p99 +5%"}).code == 3);
    CHECK(oct_compare(invalid, valid).code == 0);

    CHECK(oct_compare(suspect, valid, {"--fail-on", "p99 +5%"}).code == 0);
    const auto doubtful = oct_compare(suspect, valid, {"--strict", "--fail-on", "p99 +5%"});
    CHECK(doubtful.code == 3);
    CHECK_THAT(doubtful.output, Contains("run A is SUSPECT: "));

    const auto json = oct_compare(valid, invalid, {"--json"});
    CHECK(json.code == 0);
    CHECK_THAT(json.output, Contains(R"("verdict_after":{"grade":"INVALID")"));
}

TEST_CASE("oct compare fails on a collapse with its moment and both figures",
          "[apps][integration][compare]") {
    const TempDir steady;
    const TempDir collapsing;
    store_steps(steady, 100ms, 100ms);
    store_steps(collapsing, 100ms, 1s);

    const auto worse = oct_compare(steady, collapsing, {"--fail-on", "rate -10%"});
    CHECK(worse.code == 99);
    CHECK_THAT(worse.output,
               Contains("oct compare: --fail-on rate -10% failed: rate: 10.00/s → 5.50/s, -45.0 %, "
                        "where noise makes ") &&
                   Contains("B from 30.0 s on: 1.00/s, before that 10.00/s"));
    CHECK(oct_compare(steady, collapsing, {"--fail-on", "rate -50%"}).code == 0);
    CHECK(oct_compare(steady, collapsing, {"--fail-on", "rate +10%"}).code == 0);

    const auto github = oct_compare(steady, collapsing, {"--github", "--fail-on", "rate -10%"});
    CHECK_THAT(github.output, Contains("::error title=Changed::rate -10%25 failed: "));

    const auto unsteady = oct_compare(collapsing, steady, {"--fail-on", "rate -10%"});
    CHECK(unsteady.code == 3);
    CHECK_THAT(unsteady.output, Contains("cannot be told: run A is not steady: rate from 30.0 s"));
}

TEST_CASE("the codes of oct compare count in the order of those of oct run",
          "[apps][integration][compare]") {
    const TempDir steady;
    const TempDir few;
    const TempDir empty;
    store_steps(steady, 100ms, 100ms);
    store_steps(few, 200ms, 200ms);
    {
        StatsHandler handler(empty.path(), config_of());
        handler.start({"hq", kStart});
        handler.finish(outcome_of({turret_of(0)}, 30s));
    }

    const auto nothing = oct_compare(steady, empty);
    CHECK(nothing.code == 3);
    CHECK_THAT(nothing.output,
               Contains("there is nothing to compare: no transaction of run B ended") &&
                   !Contains("-100"));
    CHECK(oct_compare(empty, steady, {"--fail-on", "rate -1%"}).code == 3);

    // of `few` there are too few results to tell the noise of p99
    CHECK(oct_compare(few, steady, {"--fail-on", "rate +10%"}).code == 99);
    CHECK(oct_compare(few, steady, {"--fail-on", "rate +10%", "--fail-on", "p99 +1%"}).code == 3);
    CHECK(oct_compare(few, steady, {"--fail-on", "p99 +1%", "--fail-on", "p99(x) +1%"}).code == 2);
    CHECK(oct_compare(few, steady, {"--fail-on", "errors +1%"}).code == 2);
    CHECK(oct_compare(steady, steady, {"--fail-on", "rate -1%", "--fail-on", "p99 +1%"}).code == 0);
}
