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
                                Contains("run B is INVALID: "));
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
