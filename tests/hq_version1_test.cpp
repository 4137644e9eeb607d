// Turrets of version 1 in the roster, and whose fault a message is that cannot be read.
#include "hq/roster.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using oct::hq::Roster;

namespace {

constexpr auto kHq = "hq-1";
const oct::SteadyTime kNow(1000s);
const oct::WallTime kWall(1'600'000'000s);

void say(Roster& roster, const std::string& uuid, const std::string& word, int connection,
         oct::SteadyTime now = kNow, const std::string& name = "web") {
    oct::TurretStatus status;
    status.name = name;
    status.uuid = uuid;
    status.status = word;
    status.cannons = 3;
    roster.status(status, connection, kHq, now, kWall);
}

void say_of_version2(Roster& roster, const std::string& word, int connection,
                     std::uint64_t sent = 0) {
    oct::TurretStatus status;
    status.name = "new";
    status.uuid = "v2";
    status.status = word;
    status.hq = kHq;
    status.counts = oct::TurretCounts{.fired = sent, .sent = sent};
    status.last_word = word == "done";
    roster.status(status, connection, kHq, kNow, kWall);
}

/// A turret of version 1 that was told to start and has sent a result; it never says that it fires.
Roster silent_and_firing(int connection = 7) {
    Roster roster;
    say(roster, "a", "ready", connection);
    roster.tell_ready();
    roster.received({"", "a"}, 1, kNow);
    return roster;
}

std::string whose(Roster& roster, const std::string& name, int connection) {
    return std::string(roster.sender({name, ""}, connection).uuid);
}

}  // namespace

TEST_CASE("what cannot be read is charged to the turret that speaks by its connection", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    say(roster, "b", "Running", 8);
    roster.unreadable(8);
    roster.unreadable(8);

    CHECK(roster.records().at(0).rejected == 0);
    CHECK(roster.records().at(1).rejected == 2);
}

TEST_CASE("what a stranger sends is charged to nobody until he says who he is", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    roster.unreadable(9);
    roster.unreadable(-1);
    CHECK(roster.records().at(0).rejected == 0);

    SECTION("a status by his connection") {
        say(roster, "b", "Running", 9);
        CHECK(roster.records().at(1).rejected == 1);
    }
    SECTION("a turret that has his number before all that he sent is read") {
        roster.disconnected(9, kWall);
        roster.connected(9);
        roster.unreadable(9);
        say(roster, "b", "Running", 9);
        roster.unreadable(9);
        CHECK(roster.records().at(1).rejected == 0);
        static_cast<void>(roster.lose_cut(kNow));
        roster.unreadable(9);
        CHECK(roster.records().at(1).rejected == 1);
    }
    SECTION("a turret that gets his number when he has gone") {
        roster.disconnected(9, kWall);
        roster.connected(9);
        say(roster, "b", "Running", 9);
        CHECK(roster.records().at(1).rejected == 0);
    }
    CHECK(roster.records().at(0).rejected == 0);
}

TEST_CASE("what cannot be read and came by a connection of many is charged to nobody", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    say(roster, "b", "Running", 7);
    roster.unreadable(7);
    say(roster, "b", "Running", 7);

    for (const auto& record : roster.records()) CHECK(record.rejected == 0);
}

TEST_CASE("what a broken connection delivered is still charged to its turret", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    roster.disconnected(7, kWall);
    roster.unreadable(7);
    REQUIRE(roster.lose_cut(kNow).size() == 1);

    CHECK(roster.records().at(0).rejected == 1);
}

TEST_CASE("a turret that counts is charged with no more than what is missing", "[hq]") {
    const std::uint64_t sent = GENERATE(100, 101, 110);
    Roster roster;
    say_of_version2(roster, "Running", 7);
    roster.received({"", "v2"}, 100, kNow);
    roster.unreadable(7);
    roster.unreadable(7);
    say_of_version2(roster, "done", 7, sent);

    CHECK(roster.records().at(0).rejected == std::min<std::uint64_t>(sent - 100, 2));
}

TEST_CASE("of numbered results that are missing those that could not be read have come", "[hq]") {
    Roster roster;
    say_of_version2(roster, "Running", 7);
    roster.batch("v2", 1, 10);
    roster.unreadable(7);
    roster.batch("v2", 16, 5);
    say_of_version2(roster, "done", 7, 20);

    CHECK(roster.records().at(0).rejected == 1);
    CHECK(roster.records().at(0).undelivered == 4);
}

TEST_CASE("a turret that comes back by another connection was not lost", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    roster.disconnected(7, kWall);
    say(roster, "a", "Running", 8);

    CHECK(roster.lose_cut(kNow).empty());
    roster.disconnected(8, kWall);
    CHECK(roster.lose_cut(kNow).size() == 1);
}

TEST_CASE("a result without a uuid is of whom its connection or its name tells", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    say(roster, "b", "Running", 8);
    say(roster, "c", "Running", 9, kNow, "pay");
    say_of_version2(roster, "Running", 10);

    CHECK(whose(roster, "", 7) == "a");
    CHECK(whose(roster, "web", 8) == "b");
    CHECK(whose(roster, "pay", 99) == "c");  // its cannons have connections of their own
    CHECK(whose(roster, "", 99).empty());
    CHECK(whose(roster, "web", 99).empty());  // there are two
    CHECK(whose(roster, "other", 7).empty());
    CHECK(whose(roster, "new", 99).empty());  // version 2 says its uuid
    CHECK(roster.sender({"", ""}, 8).name == "web");
    CHECK(roster.sender({"", "a"}, 8).uuid == "a");

    roster.disconnected(8, kWall);
    static_cast<void>(roster.lose_cut(kNow));
    CHECK(whose(roster, "web", 99) == "b");  // it reconnects
}

TEST_CASE("whose a result is changes with the turrets and their connections", "[hq]") {
    Roster roster;
    CHECK(whose(roster, "web", 7).empty());
    say(roster, "a", "Running", 7);
    CHECK(whose(roster, "web", 7) == "a");
    CHECK(whose(roster, "web", 99) == "a");

    SECTION("another turret of that name comes") {
        say(roster, "b", "Running", 8);
        CHECK(whose(roster, "web", 99).empty());
    }
    SECTION("the connection's number is given to another") {
        CHECK(whose(roster, "", 7) == "a");
        roster.connected(7);
        CHECK(whose(roster, "", 7).empty());
    }
    SECTION("its connection breaks") {
        CHECK(whose(roster, "", 7) == "a");
        roster.disconnected(7, kWall);
        static_cast<void>(roster.lose_cut(kNow));
        CHECK(whose(roster, "", 7).empty());
    }
    SECTION("more names come than are remembered") {
        for (int i = 0; i < 25'000; ++i) CHECK(whose(roster, std::to_string(i), 8).empty());
        CHECK(whose(roster, "web", 7) == "a");
    }
}

TEST_CASE("what came under a turret's name before it said who it is is its own", "[hq]") {
    Roster roster;
    roster.received({"web", ""}, 5, kNow);
    roster.received({"web", ""}, 2, kNow);
    roster.received({"pay", ""}, 1, kNow);
    roster.received({"", ""}, 8, kNow);
    roster.received({oct::kNoName, ""}, 8, kNow);

    SECTION("and of nobody who comes later") {
        say(roster, "a", "Running", 7);
        say(roster, "b", "Running", 8);
        say(roster, "c", "Running", 9, kNow, std::string(oct::kNoName));
        CHECK(roster.records().at(0).name == oct::kNoName);
        CHECK(roster.records().at(0).early == 0);
        CHECK(roster.records().at(1).early == 7);
        CHECK(roster.records().at(1).received == 7);
        CHECK(roster.records().at(2).early == 0);
    }
    SECTION("unless it is of version 2: those say their uuid") {
        oct::TurretStatus status;
        status.name = "web";
        status.uuid = "v2";
        status.planned_cannons = 3;
        roster.status(status, 7, kHq, kNow, kWall);
        CHECK(roster.records().at(0).early == 0);
        say(roster, "a", "Running", 8);
        CHECK(roster.find("a")->record.early == 7);
    }
}

TEST_CASE("what may be of two turrets of one name is not of a third one", "[hq]") {
    Roster roster;
    say(roster, "a", "Running", 7);
    say(roster, "b", "Running", 8);
    roster.received(roster.sender({"web", ""}, 99), 5, kNow);
    say(roster, "c", "Running", 9);

    for (const auto& record : roster.records()) CHECK(record.received == 0);
}

TEST_CASE("a turret that once read an announcement is of version 2 from then on", "[hq]") {
    Roster roster;
    say(roster, "v2", "ready", 7, kNow, "new");
    CHECK(whose(roster, "new", 99) == "v2");
    say_of_version2(roster, "Running", 7);
    CHECK(whose(roster, "new", 99).empty());

    say(roster, "v2", "ready", 7, kNow, "new");

    CHECK(whose(roster, "new", 99).empty());
    CHECK(roster.records().at(0).is_version2());
}

TEST_CASE("results keep a turret alive that answers no status", "[hq]") {
    Roster roster = silent_and_firing();
    roster.received({"", "a"}, 1, kNow + 4s);

    CHECK(roster.lose_silent(kNow + 5s, kWall, 3s, kNow).empty());
    CHECK_FALSE(roster.over(kNow + 5s, 3s).has_value());
    CHECK_FALSE(roster.all_done());
}

TEST_CASE("silence loses a connected turret of version 1 only when it lasts ten times as long",
          "[hq]") {
    Roster roster = silent_and_firing();
    CHECK(roster.lose_silent(kNow + 29s, kWall, 3s, kNow).empty());

    SECTION("and nothing ever comes") {
        CHECK(roster.lose_silent(kNow + 30s, kWall, 3s, kNow).size() == 1);
    }
    SECTION("and its connection breaks: that is a loss at once") {
        roster.disconnected(7, kWall);
        CHECK(roster.lose_cut(kNow + 29s).size() == 1);
    }
}

TEST_CASE("results that name nobody keep those alive who may have sent them", "[hq]") {
    Roster roster;
    say(roster, "a", "ready", 7);
    say_of_version2(roster, "Running", 8);
    roster.tell_ready();
    roster.received({"", ""}, 5, kNow + 4s);

    const auto lost = roster.lose_silent(kNow + 5s, kWall, 3s, kNow);

    REQUIRE(lost.size() == 1);
    CHECK(lost[0]->record.uuid == "v2");
}

TEST_CASE("a run goes on while results come from a turret that has never said a status", "[hq]") {
    Roster roster = silent_and_firing();
    roster.disconnected(7, kWall);
    static_cast<void>(roster.lose_cut(kNow));
    REQUIRE(roster.over(kNow + 10s, 3s) == oct::RunEnd::NoTurretLeft);

    roster.received({"", "unknown"}, 5, kNow + 9s);

    CHECK_FALSE(roster.over(kNow + 10s, 3s).has_value());
    CHECK(roster.over(kNow + 12s, 3s) == oct::RunEnd::NoTurretLeft);
}

TEST_CASE("a turret that goes away after stop is not lost, and what it may still fire is awaited",
          "[hq]") {
    Roster roster = silent_and_firing();
    roster.begin_drain();
    roster.disconnected(7, kWall);
    CHECK(roster.lose_cut(kNow + 1s).empty());
    roster.connected(8);  // it may be there again
    CHECK(roster.lose_silent(kNow + 14s, kWall, 3s, kNow).empty());
    CHECK_FALSE(roster.all_done());
    CHECK_FALSE(roster.owes_last_word());
    CHECK(roster.records().at(0).in_flight == 3);

    SECTION("it has only reconnected") {
        say(roster, "a", "Initialized", 8, kNow + 14s);
        CHECK_FALSE(roster.all_done());
        CHECK(roster.records().at(0).in_flight == 3);
    }
    SECTION("it comes back ready") {
        say(roster, "a", "ready", 8, kNow + 14s);
        CHECK(roster.all_done());
        CHECK(roster.records().at(0).in_flight == 0);
    }
    SECTION("all that is due comes by another connection") {
        roster.received({"", "a"}, 3, kNow + 14s);
        CHECK(roster.lose_silent(kNow + 17s, kWall, 3s, kNow).empty());
        CHECK(roster.all_done());
        CHECK(roster.records().at(0).in_flight == 0);
    }
    CHECK_FALSE(roster.records().at(0).lost.has_value());
}

TEST_CASE("a turret that has gone for good after the stop is not waited for to the end", "[hq]") {
    Roster roster = silent_and_firing();
    roster.connected(8);
    say(roster, "b", "ready", 8);
    roster.begin_drain();
    roster.disconnected(7, kWall);
    CHECK(roster.lose_cut(kNow + 1s).empty());
    CHECK(roster.lose_silent(kNow + 5s, kWall, 3s, kNow).empty());
    CHECK_FALSE(roster.all_done());  // it may reconnect

    SECTION("and what it may still fire is in flight") {
        CHECK(roster.lose_silent(kNow + 6s, kWall, 3s, kNow).empty());
        CHECK(roster.all_done());
        CHECK(roster.records().at(0).in_flight == 3);
    }
    SECTION("until it speaks again") {
        CHECK(roster.lose_silent(kNow + 6s, kWall, 3s, kNow).empty());
        SECTION("by a status") {
            say(roster, "a", "Initialized", 9, kNow + 7s);
        }
        SECTION("by a result") {
            roster.received({"", "a"}, 1, kNow + 7s);
        }
        CHECK_FALSE(roster.all_done());
    }
    SECTION("unless its results still come") {
        roster.received({"", "a"}, 1, kNow + 5s);
        CHECK(roster.lose_silent(kNow + 9s, kWall, 3s, kNow).empty());
        CHECK_FALSE(roster.all_done());
    }
    CHECK_FALSE(roster.records().at(0).lost.has_value());
}

TEST_CASE("a turret that was told to start and says nothing more may be firing", "[hq]") {
    Roster roster;
    say(roster, "a", "ready", 7);
    roster.tell_ready();
    roster.begin_drain();

    CHECK_FALSE(roster.all_done());
    CHECK(roster.records().at(0).in_flight == 3);
}

TEST_CASE("only a turret of version 2 owes a last word", "[hq]") {
    Roster roster = silent_and_firing();
    say_of_version2(roster, "Running", 8);
    roster.begin_drain();
    CHECK(roster.owes_last_word());

    say_of_version2(roster, "done", 8);

    CHECK_FALSE(roster.owes_last_word());
    CHECK_FALSE(roster.all_done());
}

TEST_CASE("what a turret without a last word still fires is waited for and then in flight",
          "[hq]") {
    Roster roster = silent_and_firing();
    roster.begin_drain();
    roster.received({"", "a"}, 1, kNow + 1s);
    CHECK(roster.lose_silent(kNow + 10s, kWall, 3s, kNow).empty());
    CHECK_FALSE(roster.all_done());
    CHECK(roster.records().at(0).in_flight == 2);

    SECTION("until it is ready again") {
        say(roster, "a", "ready", 8, kNow + 10s);
        CHECK(roster.all_done());
    }
    SECTION("until each cannon has sent a result and no more come") {
        roster.received({"", "a"}, 2, kNow + 10s);
        CHECK(roster.lose_silent(kNow + 12s, kWall, 3s, kNow).empty());
        CHECK_FALSE(roster.all_done());
        CHECK(roster.lose_silent(kNow + 13s, kWall, 3s, kNow).empty());
        CHECK(roster.all_done());
    }
    CHECK(roster.records().at(0).in_flight == 0);
    CHECK_FALSE(roster.records().at(0).lost.has_value());
}

TEST_CASE("a turret whose process has ended is not waited for, whatever it speaks", "[hq]") {
    Roster roster = silent_and_firing();
    roster.begin_drain();
    roster.process_ended("web", "ended by SIGKILL (signal 9)", kNow);
    CHECK(roster.lose_ended(kNow + 1s, kWall, 1s).size() == 1);

    CHECK(roster.all_done());
    CHECK(roster.records().at(0).end == "ended by SIGKILL (signal 9)");
}

TEST_CASE("kill is for all who are here, and for those who may be reconnecting", "[hq]") {
    Roster roster = silent_and_firing();
    say_of_version2(roster, "done", 8, 1);
    roster.begin_drain();
    CHECK(roster.someone_to_kill(false));  // both are here

    roster.disconnected(7, kWall);
    roster.disconnected(8, kWall);
    static_cast<void>(roster.lose_cut(kNow));
    CHECK(roster.someone_to_kill(true));
    CHECK_FALSE(roster.someone_to_kill(false));

    say(roster, "a", "ready", 9);
    CHECK(roster.someone_to_kill(false));
    say(roster, "a", "Killed", 9);
    CHECK_FALSE(roster.someone_to_kill(true));
}
