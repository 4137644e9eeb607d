// What the store keeps of a run beside its results: turrets with what they planned, and how it
// ended.
#include "store/run_events.hpp"
#include "store/run_facts.hpp"
#include "store/schema.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"

using namespace oct;
using namespace oct::testing;
using namespace std::chrono_literals;

namespace {

store::Database new_database() {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    return database;
}

}  // namespace

TEST_CASE("a turret comes back with what it planned, what it did, and how it went", "[store]") {
    store::Database database = new_database();
    TurretRecord gone = turret_of(10, "web-2", "u1");
    gone.of_class = "web";
    gone.planned_cannons = 20;
    gone.remarks = "3 values were left out.";
    gone.work = TurretWork{true, 50, 40, 100, 7};
    gone.left = kStart + 2s;
    gone.end = "ended by SIGKILL (signal 9)";
    store::write_turret(database, 1, gone);
    store::write_turret(database, 2, turret_of(10, "old", "u2"));

    const auto turrets = store::read_turrets(database);

    REQUIRE(turrets.size() == 2);
    const TurretRecord& read = turrets[0].record;
    CHECK(read.class_name() == "web");
    CHECK(read.planned_cannons == 20);
    CHECK(read.remarks == "3 values were left out.");
    CHECK(read.work == gone.work);
    CHECK(read.left == gone.left);
    CHECK(read.end == gone.end);
    CHECK_FALSE(turrets[1].record.work.has_value());
    CHECK_FALSE(turrets[1].record.left.has_value());
    CHECK(turrets[1].record.end.empty());
}

TEST_CASE("how a run ended comes back", "[store]") {
    const RunEnd end = GENERATE(RunEnd::TimeOver, RunEnd::Fulfilled, RunEnd::Interrupted,
                                RunEnd::Limit, RunEnd::NoTurretLeft);
    const bool passed = GENERATE(true, false);
    store::Database database = new_database();
    measure::RunEvents events;
    events.end = end;
    events.drain_passed = passed;
    events.stop_late = passed ? 1490ms : 0ms;
    events.aborted_by = end == RunEnd::Limit ? "p95 < 50ms" : "";
    events.hook_failures = {"Sink Dashboard threw", "Observer Bell threw"};
    events.bad_values = {{"get", 2}, {"put", 1}};
    store::write_events(database, events);

    const measure::RunEvents read = store::read_events(database);

    CHECK(read.bad_values == events.bad_values);
    CHECK(read.end == end);
    CHECK(read.drain_passed == passed);
    CHECK(read.stop_late == events.stop_late);
    CHECK(read.aborted_by == events.aborted_by);
    CHECK(read.hook_failures == events.hook_failures);
}

TEST_CASE("a database of 0.1.0 says of its end only which limit it was", "[store]") {
    store::Database database = new_database();
    CHECK(store::read_events(database).end == RunEnd::TimeOver);
    database.execute(
        "INSERT INTO event (kind, at_s, size_s, text) VALUES ('aborted', 0, 0, 'p95 < 50ms')");

    CHECK(store::read_events(database).end == RunEnd::Limit);
}
