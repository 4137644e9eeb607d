// The roster: who is ready, who is expected, who is lost, whose last word has come.
#include "hq/roster.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using oct::hq::Roster;

namespace {

constexpr auto kHq = "hq-1";
const oct::SteadyTime kNow(1000s);
const oct::WallTime kWall(1'600'000'000s);

oct::TurretStatus says(const std::string& uuid, const std::string& word) {
    oct::TurretStatus status;
    status.name = "web";
    status.uuid = uuid;
    status.status = word;
    return status;
}

oct::TurretStatus says_in_run(const std::string& uuid, const std::string& word, std::uint64_t fired,
                              bool last_word = false) {
    auto status = says(uuid, word);
    status.hq = kHq;
    status.counts = oct::TurretCounts{.fired = fired};
    status.last_word = last_word;
    return status;
}

}  // namespace

TEST_CASE("status words compare without case when the ready are counted", "[hq]") {
    Roster roster;
    roster.status(says("a", "READY"), 1, kHq, kNow, kWall);
    roster.status(says("b", "ready"), 2, kHq, kNow, kWall);
    roster.status(says("c", "Initialized"), 3, kHq, kNow, kWall);

    CHECK(roster.ready() == 2);
    CHECK(roster.present() == 3);
}

TEST_CASE("a turret that was told to start is waited for until its last word", "[hq]") {
    Roster roster;
    roster.status(says("a", "ready"), 1, kHq, kNow, kWall);
    roster.tell_ready();
    roster.status(says_in_run("a", "Running", 5), 1, kHq, kNow, kWall);
    roster.begin_drain();

    CHECK_FALSE(roster.all_done());
    roster.status(says_in_run("a", "done", 9, true), 1, kHq, kNow, kWall);
    CHECK(roster.all_done());
    roster.status(says("a", "ready"), 1, kHq, kNow, kWall);
    const auto record = roster.records().at(0);
    CHECK(record.counts->fired == 9);
    CHECK(record.last_word);
    CHECK(record.status == "ready");
}

TEST_CASE("counts of another HQ's run are not taken for this one's", "[hq]") {
    Roster roster;
    auto stale = says_in_run("a", "done", 77, true);
    stale.hq = "hq-0";
    roster.status(stale, 1, kHq, kNow, kWall);

    CHECK_FALSE(roster.records().at(0).counts.has_value());
    CHECK_FALSE(roster.records().at(0).last_word);
}

TEST_CASE("of a late begin no more is believed than when statuses came", "[hq]") {
    Roster roster;
    roster.begin_run(kNow);
    auto running = says_in_run("a", "Running", 5);
    running.health = oct::TurretHealth{.watched = 1s, .start_delay = 5s};
    roster.status(running, 1, kHq, kNow + 1200ms, kWall);
    CHECK(roster.records().at(0).health->start_delay == 200ms);

    running.health->watched = 2s;
    roster.status(running, 1, kHq, kNow + 2900ms, kWall);  // this one was long on its way
    CHECK(roster.records().at(0).health->start_delay == 200ms);

    running.health->start_delay = 10ms;
    roster.status(running, 1, kHq, kNow + 3s, kWall);
    CHECK(roster.records().at(0).health->start_delay == 10ms);
}

TEST_CASE("a turret that was not ready at the start is not late", "[hq]") {
    Roster roster;
    roster.status(says("a", "Initialized"), 1, kHq, kNow, kWall);
    roster.status(says("b", "ready"), 2, kHq, kNow, kWall);
    roster.begin_run(kNow);
    for (const char* uuid : {"a", "b"}) {
        auto running = says_in_run(uuid, "Running", 5);
        running.health = oct::TurretHealth{.watched = 1s, .start_delay = 2s};
        roster.status(running, 1, kHq, kNow + 4s, kWall);
    }

    CHECK(roster.records().at(0).health->start_delay == 0s);
    CHECK(roster.records().at(1).health->start_delay == 2s);
}

TEST_CASE("a turret's health is that of this run, also after its last word", "[hq]") {
    Roster roster;
    auto running = says_in_run("a", "Running", 5);
    running.health = oct::TurretHealth{.starved = 3};
    roster.status(running, 1, kHq, kNow, kWall);
    auto other = says("a", "ready");
    other.hq = "hq-0";
    other.health = oct::TurretHealth{.starved = 9};
    roster.status(other, 1, kHq, kNow, kWall);

    REQUIRE(roster.records().at(0).health.has_value());
    CHECK(roster.records().at(0).health->starved == 3);
}

TEST_CASE("a turret that never heard start does not hold up the end", "[hq]") {
    Roster roster;
    roster.status(says_in_run("a", "ready", 0), 1, kHq, kNow, kWall);
    roster.tell_ready();
    roster.begin_drain();
    CHECK_FALSE(roster.all_done());

    roster.status(says_in_run("a", "ready", 0), 1, kHq, kNow, kWall);

    CHECK(roster.all_done());
}

TEST_CASE("a late turret has to be started and one that is done has not", "[hq][fault-4]") {
    Roster roster;
    roster.status(says_in_run("a", "done", 1, true), 1, kHq, kNow, kWall);
    roster.status(says("a", "ready"), 1, kHq, kNow, kWall);
    CHECK_FALSE(roster.someone_to_start());

    roster.status(says("late", "ready"), 2, kHq, kNow, kWall);

    CHECK(roster.someone_to_start());
}

TEST_CASE("a broken connection loses the turret that spoke by it at that moment", "[hq]") {
    Roster roster;
    roster.status(says("a", "Running"), 7, kHq, kNow, kWall);
    roster.status(says("b", "Running"), 8, kHq, kNow, kWall);

    roster.disconnected(7, kWall + 5s);
    roster.disconnected(99, kWall + 5s);
    CHECK(roster.present() == 2);  // until all that the connection delivered is read
    const auto lost = roster.lose_cut(kNow);

    REQUIRE(lost.size() == 1);
    CHECK(lost[0]->record.uuid == "a");
    CHECK(lost[0]->record.lost == kWall + 5s);
    CHECK(roster.lose_cut(kNow).empty());
}

TEST_CASE("a reused connection number does not blame the turret that had it before", "[hq]") {
    Roster roster;
    roster.status(says("a", "Running"), 7, kHq, kNow, kWall);
    roster.connected(7);
    roster.disconnected(7, kWall);

    CHECK(roster.lose_cut(kNow).empty());
}

TEST_CASE("a turret that has said its last word or goodbye is not lost", "[hq]") {
    Roster roster;
    roster.status(says_in_run("a", "done", 1, true), 1, kHq, kNow, kWall);
    roster.status(says("b", "Killed"), 2, kHq, kNow, kWall);
    roster.status(says("c", "Aborted"), 3, kHq, kNow, kWall);

    roster.disconnected(1, kWall);
    roster.disconnected(2, kWall);
    CHECK(roster.lose_cut(kNow).empty());
    CHECK(roster.lose_silent(kNow + 60s, kWall, 3s, kNow).empty());
}

TEST_CASE("a silent turret is lost once and comes back with its next status", "[hq]") {
    Roster roster;
    roster.status(says_in_run("a", "Running", 5), 1, kHq, kNow, kWall);

    CHECK(roster.lose_silent(kNow + 2s, kWall + 2s, 3s, kNow).empty());
    CHECK(roster.lose_silent(kNow + 3s, kWall + 3s, 3s, kNow).size() == 1);
    CHECK(roster.lose_silent(kNow + 4s, kWall + 4s, 3s, kNow).empty());
    CHECK(roster.present() == 0);

    CHECK(roster.status(says_in_run("a", "Running", 5), 1, kHq, kNow + 5s, kWall + 5s));
    CHECK(roster.present() == 1);
    CHECK_FALSE(roster.records().at(0).lost.has_value());
}

TEST_CASE("results count for the turret they came from and as a sign of life", "[hq]") {
    Roster roster;
    roster.status(says("a", "Running"), 1, kHq, kNow, kWall);
    roster.received({"", "a"}, 100, kNow + 4s);
    roster.received({"", "nobody"}, 5, kNow);
    roster.left_out("a", 1);
    roster.left_out("nobody", 1);
    roster.left_out("", 2);

    CHECK(roster.records().at(0).received == 100);
    CHECK(roster.records().at(0).rejected == 1);
    CHECK(roster.left_out_of_nobody() == 3);
    CHECK(roster.lose_silent(kNow + 5s, kWall, 3s, kNow).empty());
}

TEST_CASE("a last word that waits behind a broken connection is heard before the loss", "[hq]") {
    Roster roster;
    roster.status(says("a", "ready"), 1, kHq, kNow, kWall);
    roster.tell_ready();
    roster.status(says_in_run("a", "Running", 5), 1, kHq, kNow, kWall);
    roster.disconnected(1, kWall);
    CHECK_FALSE(roster.all_done());

    roster.status(says_in_run("a", "done", 9, true), 1, kHq, kNow, kWall);

    CHECK(roster.lose_cut(kNow).empty());
    CHECK(roster.all_done());
}

TEST_CASE("a turret that fires without having been told is waited for as well", "[hq]") {
    Roster roster;
    roster.status(says("a", "Initialized"), 1, kHq, kNow, kWall);
    roster.status(says_in_run("a", "Running", 5), 1, kHq, kNow, kWall);
    roster.begin_drain();

    CHECK_FALSE(roster.all_done());
}

TEST_CASE("silence that the HQ did not listen to is not the turrets' silence", "[hq]") {
    Roster roster;
    roster.status(says_in_run("a", "Running", 5), 1, kHq, kNow, kWall);

    CHECK(roster.lose_silent(kNow + 10s, kWall, 3s, kNow + 9s).empty());
    CHECK(roster.lose_silent(kNow + 12s, kWall, 3s, kNow + 9s).size() == 1);
    roster.received({"", "a"}, 1, kNow + 13s);
    CHECK(roster.present() == 1);
}

namespace {

oct::TurretStatus last_word_of(const std::string& uuid, std::uint64_t planned,
                               std::uint64_t total) {
    auto status = says_in_run(uuid, "done", 9, true);
    status.work = oct::TurretWork{false, planned, planned, total, 0};
    return status;
}

/// A roster of these turrets, all of them firing by connections 1, 2, ….
Roster firing(const std::vector<std::string>& uuids) {
    Roster roster;
    int connection = 0;
    for (const std::string& uuid : uuids)
        roster.status(says(uuid, "ready"), ++connection, kHq, kNow, kWall);
    roster.tell_ready();
    connection = 0;
    for (const std::string& uuid : uuids)
        roster.status(says_in_run(uuid, "Running", 5), ++connection, kHq, kNow, kWall);
    return roster;
}

void say(Roster& roster, const oct::TurretStatus& status) {
    roster.status(status, 1, kHq, kNow, kWall);
}

}  // namespace

TEST_CASE("a run is fulfilled when every turret has done its plan and said so unasked", "[hq]") {
    Roster roster = firing({"a", "b"});
    CHECK_FALSE(roster.over(kNow, 3s).has_value());

    say(roster, says_in_run("a", "done", 9, true));  // an old peer does not say what its plan was
    say(roster, says("a", "ready"));
    CHECK_FALSE(roster.over(kNow, 3s).has_value());
    CHECK_FALSE(roster.someone_to_start());
    say(roster, last_word_of("b", 400, 400));

    CHECK(roster.over(kNow, 3s) == oct::RunEnd::Fulfilled);
    for (const auto& record : roster.records()) CHECK_FALSE(record.left.has_value());
}

TEST_CASE("a turret with work to do that says its last word has left", "[hq]") {
    Roster roster = firing({"a", "b"});
    say(roster, last_word_of("a", 200, 400));
    say(roster, says("a", "Killed"));
    CHECK(roster.records().at(0).left == kWall);
    CHECK_FALSE(roster.over(kNow, 3s).has_value());  // the other one goes on

    say(roster, last_word_of("b", 400, 400));

    CHECK(roster.over(kNow, 3s) == oct::RunEnd::NoTurretLeft);
}

TEST_CASE("a turret that gives up has left, and one that is told to stop has not", "[hq]") {
    Roster roster = firing({"a", "b", "c"});
    say(roster, says("a", "Aborted"));
    roster.begin_drain();
    say(roster, last_word_of("b", 200, 400));
    say(roster, says("c", "Killed"));

    const auto records = roster.records();
    CHECK(records.at(0).left == kWall);
    CHECK_FALSE(records.at(1).left.has_value());
    CHECK_FALSE(records.at(2).left.has_value());
}

TEST_CASE("a run without turrets, or whose turrets have not begun, goes on", "[hq]") {
    Roster roster;
    CHECK_FALSE(roster.over(kNow, 3s).has_value());
    say(roster, says("a", "Aborted"));
    CHECK_FALSE(roster.over(kNow, 3s).has_value());
    say(roster, says("b", "ready"));
    CHECK_FALSE(roster.over(kNow, 3s).has_value());
}

TEST_CASE("of a run whose turrets are lost no turret is left, but not at once", "[hq]") {
    Roster roster = firing({"a", "b"});
    say(roster, last_word_of("a", 400, 400));
    roster.disconnected(2, kWall);
    CHECK(roster.lose_cut(kNow + 1s).size() == 1);
    CHECK_FALSE(roster.over(kNow + 3s, 3s).has_value());
    CHECK(roster.over(kNow + 4s, 3s) == oct::RunEnd::NoTurretLeft);

    roster.status(says_in_run("b", "Running", 6), 2, kHq, kNow + 4s, kWall);

    CHECK_FALSE(roster.over(kNow + 9s, 3s).has_value());
}

TEST_CASE("a turret that has read the announcement is lost when it does not begin", "[hq]") {
    Roster roster;
    oct::TurretStatus ready = says("a", "ready");
    SECTION("of version 2") {
        ready.planned_cannons = 2;
        say(roster, ready);
        roster.tell_ready();
        CHECK(roster.lose_silent(kNow + 3s, kWall, 3s, kNow).size() == 1);
    }
    SECTION("of version 1, whose transactions may be long") {
        say(roster, ready);
        roster.tell_ready();
        CHECK(roster.lose_silent(kNow + 3s, kWall, 3s, kNow).empty());
        CHECK(roster.lose_silent(kNow + 30s, kWall, 3s, kNow).size() == 1);
    }
}

TEST_CASE("a silent turret whose connection stands has ten times as long to come back", "[hq]") {
    Roster roster = firing({"a"});
    CHECK(roster.lose_silent(kNow + 3s, kWall, 3s, kNow).size() == 1);
    CHECK_FALSE(roster.over(kNow + 32s, 3s).has_value());
    CHECK(roster.over(kNow + 33s, 3s) == oct::RunEnd::NoTurretLeft);
}

TEST_CASE("a turret whose process has ended is not waited for", "[hq]") {
    Roster roster = firing({"a"});
    roster.process_ended("web", "ended by SIGKILL (signal 9)", kNow);
    CHECK(roster.lose_ended(kNow, kWall, 1s).empty());  // its last word may be on its way
    CHECK_FALSE(roster.over(kNow, 3s).has_value());

    roster.disconnected(1, kWall);
    static_cast<void>(roster.lose_cut(kNow));

    REQUIRE(roster.lose_ended(kNow, kWall, 1s).size() == 1);
    CHECK(roster.records().at(0).end == "ended by SIGKILL (signal 9)");
    CHECK(roster.over(kNow, 3s) == oct::RunEnd::NoTurretLeft);
    CHECK(roster.lose_ended(kNow + 5s, kWall, 1s).empty());
}

TEST_CASE("a process that ends after the last word of its turret was awaited for nothing", "[hq]") {
    Roster roster = firing({"a"});
    roster.process_ended("web", "ended with exit status 0", kNow);
    say(roster, last_word_of("a", 400, 400));

    CHECK(roster.lose_ended(kNow + 5s, kWall, 1s).empty());
    CHECK(roster.records().at(0).end.empty());
    CHECK_FALSE(roster.records().at(0).lost.has_value());
}

TEST_CASE("of turrets of one name the lost one is that whose process has ended", "[hq]") {
    Roster roster = firing({"a", "b", "c"});
    roster.disconnected(2, kWall);
    static_cast<void>(roster.lose_cut(kNow));
    roster.process_ended("web", "ended by SIGSEGV (signal 11)", kNow);
    roster.process_ended("web", "ended with exit status 0", kNow);
    CHECK(roster.lose_ended(kNow, kWall, 1s).size() == 1);
    CHECK(roster.records().at(1).end == "ended by SIGSEGV (signal 11)");

    CHECK(roster.lose_ended(kNow + 1s, kWall, 1s).size() == 1);

    CHECK(roster.records().at(0).end == "ended with exit status 0");
    CHECK(roster.records().at(0).lost.has_value());
    CHECK(roster.records().at(2).end.empty());
}

TEST_CASE("what had ended by the last status of a lost turret and did not come is undelivered",
          "[hq]") {
    Roster roster = firing({"a"});
    roster.batch("a", 1, 100);
    auto status = says_in_run("a", "Running", 5000);
    status.counts->sent = 4990;
    status.counts->in_flight = 10;
    say(roster, status);

    CHECK(roster.records().at(0).undelivered == 4890);
}

TEST_CASE("results that came after the last status are not missing", "[hq]") {
    Roster roster = firing({"a"});
    say(roster, says_in_run("a", "Running", 50));
    roster.batch("a", 1, 100);
    roster.batch("a", 104, 7);

    CHECK(roster.records().at(0).undelivered == 3);
}

TEST_CASE("class, planned cannons and work are those that were said last in this run", "[hq]") {
    Roster roster = firing({"a"});
    auto status = last_word_of("a", 300, 400);
    status.of_class = "checkout";
    status.planned_cannons = 20;
    status.cannons = 3;
    say(roster, status);
    say(roster, says("a", "ready"));

    const auto last = roster.records().at(0);
    CHECK(last.of_class == "checkout");
    CHECK(last.planned_cannons == 20);
    CHECK(roster.planned_cannons() == 20);
    REQUIRE(last.work.has_value());
    CHECK(last.work->planned == 300);
}

TEST_CASE("observers see the turrets by name with what came from each", "[hq]") {
    Roster roster;
    for (const char* name : {"south", "north"}) {
        auto status = says(name, "Running");
        status.name = name;
        roster.status(status, 1, kHq, kNow, kWall);
    }
    roster.received({"", "north"}, 100, kNow);
    roster.measure_rates(1s);
    roster.received({"", "north"}, 300, kNow);
    roster.measure_rates(2s);

    const auto seen = roster.progress(200);

    REQUIRE(seen.size() == 2);
    CHECK(seen[0].name == "north");
    CHECK(seen[0].received == 400);
    CHECK(seen[0].per_second == 150);
    CHECK(seen[0].status == "Running");
    CHECK(seen[1].name == "south");
    CHECK(seen[1].per_second == 0);
}

TEST_CASE("of more turrets than observers are shown those in trouble are not left out", "[hq]") {
    Roster roster;
    for (int i = 0; i < 1000; ++i) {
        auto status = says(std::to_string(i), "ready");
        status.name = "t" + std::to_string(1000 + i);
        roster.status(status, i, kHq, kNow, kWall);
    }
    roster.disconnected(998, kWall);
    REQUIRE(roster.lose_cut(kNow).size() == 1);
    auto gone = says("999", "Aborted");
    gone.name = "t1999";
    roster.status(gone, 999, kHq, kNow, kWall);

    const auto seen = roster.progress(5);

    std::vector<std::string> names;
    for (const auto& turret : seen) names.push_back(turret.name);
    CHECK(names == std::vector<std::string>{"t1000", "t1001", "t1002", "t1998", "t1999"});
}
