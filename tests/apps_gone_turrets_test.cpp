// Local turrets that go before their time: each is named with how it went, and a run ends soon when
// none is left.
#include "store/database.hpp"
#include "support/catch.hpp"
#include "support/local_turret.hpp"
#include "support/programs.hpp"
#include "support/results.hpp"
#include "support/stored_rows.hpp"

#include <algorithm>
#include <signal.h>

using namespace std::chrono_literals;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

const oct::TurretRecord& record_of(const oct::Summary& summary, const std::string& name) {
    const auto turret = std::find_if(summary.turrets.begin(), summary.turrets.end(),
                                     [&](const auto& one) { return one.name == name; });
    REQUIRE(turret != summary.turrets.end());
    return *turret;
}

std::string end_of(const TestProject& project) {
    const auto database = oct::store::Database::open(project.results() / "results.sqlite");
    return query(database, "SELECT text FROM event WHERE kind = 'end'");
}

}  // namespace

TEST_CASE("a local turret that a signal ends is named, and the run goes on with the other",
          "[apps][integration]") {
    const bool killed = GENERATE(true, false);
    const TestProject project("[" + entry("goes", "nap") + "," + entry("stays", "nap") + "]", "3");
    const auto run = project.run();
    // It has said that it fires before it sends a result.
    REQUIRE(stores_a_result(project.results() / "results.sqlite", "turret_name = 'goes'"));
    const pid_t victim = local_turret(run, 0);
    REQUIRE(victim > 0);

    ::kill(victim, killed ? SIGKILL : SIGTERM);

    run.wait();
    CAPTURE(run.output());
    const auto summary = project.summary();
    const oct::TurretRecord& gone = record_of(summary, "goes");
    CHECK(gone.end == (killed ? "ended by SIGKILL (signal 9)" : ""));
    CHECK(gone.lost.has_value() == killed);
    CHECK(gone.left.has_value() != killed);
    CHECK(gone.reason == (killed ? "" : "was told to leave"));
    REQUIRE(gone.work.has_value());
    CHECK(gone.work->planned < gone.work->total);
    const oct::TurretRecord& stayed = record_of(summary, "stays");
    CHECK(stayed.end.empty());
    CHECK_FALSE(stayed.left.has_value());
    CHECK(stayed.planned_cannons == 2);
    REQUIRE(stayed.work.has_value());
    CHECK(stayed.work->done == stayed.work->planned);
    CHECK(end_of(project) == "time over");
}

TEST_CASE("a run whose only turret dies ends soon and says of what", "[apps][integration]") {
    const auto [by, end] = GENERATE(table<std::string, std::string>(
        {{"abort()", "ended by SIGABRT (signal 6)"},
         {"no memory in a thread", "ended with exit status 1: oct-turret: out of memory: raise"},
         {"_exit(0)", "ended with exit status 0"}}));
    const TestProject project("[" + entry("web", "ends", 1, ", \"by\": \"" + by + "\"") + "]",
                              "600");

    const auto run = project.run();

    run.wait();
    CAPTURE(run.output());
    CHECK_THAT(run.output(), Contains("because no turret is left: web " + end));
    CHECK(record_of(project.summary(), "web").end.compare(0, end.size(), end) == 0);
    CHECK(end_of(project) == "no turret left");
}
