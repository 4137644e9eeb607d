// When waiting for a CPU speaks against a measurement, on figures made up for it.
#include "report/judge/starvation.hpp"
#include "report/judge/verdict.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace std::chrono_literals;
using oct::Summary;
using oct::TurretHealth;
using oct::report::starvation;

namespace {

/// Ten seconds of a turret with 1,000 transactions of 10 ms each, that lacked nothing.
struct Made {
    Made() {
        oct::TurretSummary& turret = summary.turrets.emplace_back();
        turret.name = "web";
        turret.health.emplace();
        turret.verified = true;
        turret.ledger.stored = turret.ledger.completed = turret.ledger.fired =
            turret.ledger.intended = 1000;
        summary.ledger = turret.ledger;
        summary.transactions = 1000;
        summary.verified = true;
        summary.measurement = oct::Measurement::Whole;
        summary.sections[0].statistics.mean = 10ms;
        summary.sections[0].statistics.p99 = 20ms;
        health().watched = 10s;
        health().cpu = 3s;
        health().wakeup_p99 = 100us;
        health().threads = 5;
        health().thread_cpu = 3s;
        turret.responses = 10s;
    }
    TurretHealth& health() { return *summary.turrets[0].health; }
    [[nodiscard]] std::string told() const {
        return oct::report::starvation(summary.turrets[0], summary);
    }
    [[nodiscard]] bool suspect() const {
        return oct::report::verdict_of(summary).grade == oct::Grade::Suspect;
    }

    Summary summary;
};

}  // namespace

TEST_CASE("a turret that lacked nothing is not spoken of", "[report]") {
    const Made made;
    CHECK(made.told().empty());
    CHECK_FALSE(made.suspect());
}

TEST_CASE("waiting for a CPU that no figure shows is no fault", "[report]") {
    Made made;
    made.health().run_delay = 2400ms;  // of 10 s of response times, and longer than it ran
    made.health().cpu = made.health().thread_cpu = 1s;
    made.health().wakeup_p99 = 4ms;
    made.health().largest_gap = 500ms;
    made.health().starved = 10;
    CHECK(made.told().empty());
    CHECK_FALSE(made.suspect());
}

TEST_CASE("where only the warm-up has results, waiting for a CPU shows in no figure", "[report]") {
    Made made;
    made.summary.sections[0].statistics = {};
    made.health().run_delay = 9s;
    CHECK(made.told().empty());
}

TEST_CASE("late wake-ups without a lack of CPU are no fault of the CPU", "[report]") {
    Made made;
    made.health().wakeup_p99 = 50ms;
    made.health().run_delay = 900ms;
    CHECK(made.told().empty());
}

TEST_CASE("response times that are to a quarter waiting for a CPU are suspect", "[report]") {
    Made made;
    made.health().run_delay = 2600ms;
    CHECK(made.told() ==
          "it lacked CPU (its 5 threads waited 2.6 s for a CPU in 10.0 s), and it "
          "shows in the figures: its threads waited 2.60 s, and its response times add up to "
          "10.0 s. Give it more CPU, or spread the load over more turrets");
    CHECK(made.suspect());
    CHECK(oct::report::verdict_of(made.summary).reasons.at(0).code == "generator");
}

TEST_CASE("waits in the warm-up, in setup() and in tear_down() are in no response time",
          "[report]") {
    Made made;
    made.health().run_delay = 2600ms;
    made.health().cannon_busy = 30s;
    CHECK(made.told().empty());

    made.health().cannon_busy = 10s;
    CHECK(made.told().find(
              "its threads waited 2.60 s in all, and its cannons were busy for 10.0 s") !=
          std::string::npos);
}

TEST_CASE("a lack of CPU that makes a quarter of the p99 is suspect whatever it comes from",
          "[report]") {
    Made made;
    made.health().wakeup_p99 = 6ms;
    SECTION("the run queue") {
        made.health().run_delay = 1100ms;
    }
    SECTION("the hypervisor") {
        made.health().steal = 1100ms;
    }
    SECTION("the limit of a cgroup") {
        made.health().throttled = 600ms;
    }
    CHECK(made.told().find("1 % of its wake-ups came 6") != std::string::npos);
    made.summary.sections[0].statistics.p99 = 25ms;
    CHECK(made.told().empty());
}

TEST_CASE("below a millisecond late wake-ups are those of every machine", "[report]") {
    Made made;
    made.summary.sections[0].statistics.p99 = 100us;
    made.health().run_delay = 1100ms;
    made.health().wakeup_p99 = 900us;
    CHECK(made.told().empty());
}

TEST_CASE("late starts speak against a turret that waited longer than it ran", "[report]") {
    Made made;
    made.summary.lag.statistics.p99 = 19ms;
    made.health().run_delay = 2s;
    CHECK(made.told().empty());     // it ran for 3 s: the cannons may just have been busy
    made.health().thread_cpu = 1s;  // what else its process did is not its own
    CHECK(made.told().find("1 % of the transactions started 19") != std::string::npos);

    made.summary.turrets.push_back(made.summary.turrets[0]);  // the lag may be the other one's
    CHECK(made.told().empty());
}

TEST_CASE("a turret is judged by its own response times and not by those of others", "[report]") {
    Made made;
    oct::TurretSummary slow =
        made.summary.turrets[0];  // its transactions take a hundred times more
    slow.name = "report";
    slow.responses = 1000s;
    slow.health->run_delay = 3s;
    made.summary.turrets.push_back(slow);
    made.summary.sections[0].statistics.mean = 505ms;
    made.health().run_delay = 3s;

    CHECK(made.told().find("its response times add up to 10.0 s") != std::string::npos);
    CHECK(starvation(made.summary.turrets[1], made.summary).empty());
}

TEST_CASE("late wake-ups are weighed against the figures of the turret's class", "[report]") {
    Made made;
    made.health().run_delay = 1100ms;
    made.health().wakeup_p99 = 6ms;
    for (const auto& [name, p99] : {std::pair("web", 20ms), std::pair("report", 2000ms)}) {
        auto& one = made.summary.classes.emplace_back();
        one.name = name;
        one.sections.resize(1);
        one.sections[0].statistics.count = 1000;
        one.sections[0].statistics.p99 = p99;
    }
    made.summary.sections[0].statistics.p99 = 2000ms;

    CHECK(made.told().find("1 % of its wake-ups came 6") != std::string::npos);
    made.summary.turrets[0].of_class = "report";
    CHECK(made.told().empty());
}

TEST_CASE("a turret of an earlier version is judged by what it says", "[report]") {
    Made made;
    made.health().threads = 0;
    made.health().thread_cpu = 0s;
    made.summary.turrets[0].responses.reset();
    made.health().run_delay = 2600ms;
    CHECK(made.told().find("its threads, added up, waited 2.6 s for a CPU in 10.0 s") !=
          std::string::npos);
}

TEST_CASE("a program that fills all of its CPUs itself is not a turret that lacks some",
          "[report]") {
    Made made;
    made.health().crowded = 9s;  // what it waited then is not in run_delay
    made.health().wakeup_p99 = 50ms;
    CHECK(made.told().empty());
    CHECK_FALSE(made.suspect());
    made.health().run_delay = 3s;  // but this was at other times
    CHECK_FALSE(made.told().empty());
    CHECK(made.suspect());
}

TEST_CASE("a turret that did not watch itself for a second is not judged", "[report]") {
    Made made;
    made.health().run_delay = made.health().watched = 100ms;
    made.health().wakeup_p99 = 90ms;
    CHECK(made.told().empty());
    made.summary.turrets[0].health.reset();
    CHECK(made.told().empty());
}

TEST_CASE("a turret that stood still is named, and not the target", "[report]") {
    Made made;
    made.health().largest_gap = 4500ms;

    const oct::Verdict verdict = oct::report::verdict_of(made.summary);

    CHECK(verdict.grade == oct::Grade::Suspect);
    REQUIRE(verdict.reasons.size() == 1);
    CHECK(verdict.reasons[0].code == "stood_still");
    CHECK(verdict.reasons[0].bearing == oct::Bearing::Anything);
    for (const oct::Check& check : verdict.checks)
        if (check.name == "CPU") CHECK(check.value == "stood still");
    CHECK(verdict.reasons[0].text ==
          "Turret web stood still for 4.50 s: it or its machine was stopped. What it measured "
          "meanwhile is not the target's.");

    made.health().run_delay = 6s;  // for want of CPU: that is the reason then
    CHECK(oct::report::verdict_of(made.summary).reasons.at(0).code == "generator");
    CHECK(oct::report::verdict_of(made.summary).reasons.size() == 1);
}
