// When late starts speak against a measurement, and that boxes and verdict say the same.
#include "report/judge/late_starts.hpp"
#include "report/judge/verdict.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace oct;
using Catch::Matchers::Contains;
using Cause = report::LateStarts::Cause;

namespace {

/// A turret that measured 1,000 transactions of 10 ms, all of which started in time.
Summary healthy() {
    Summary summary;
    summary.measurement = Measurement::Whole;
    TurretSummary& turret = summary.turrets.emplace_back();
    turret.name = "web";
    turret.load = "open load, 100/s";
    turret.health.emplace();
    turret.health->watched = 10s;
    turret.health->cpu = 3s;
    turret.health->wakeup_p99 = 100us;
    turret.verified = summary.verified = true;
    Ledger& ledger = turret.ledger;
    ledger.stored = ledger.completed = ledger.fired = ledger.intended = 1000;
    summary.ledger = ledger;
    summary.transactions = 1000;
    summary.run_time = summary.measured_to = 10s;
    Statistics& responses = summary.sections.front().statistics;
    responses.count = summary.lag.statistics.count = 1000;
    responses.mean = responses.p90 = 10ms;
    responses.p99 = 20ms;
    summary.lag.statistics.p50 = 60us;
    summary.lag.statistics.p90 = 100us;
    summary.lag.statistics.p99 = summary.lag.statistics.max = 4ms;
    return summary;
}

/// One in ten started 40 ms late.
Summary late() {
    Summary summary = healthy();
    summary.sections[0].statistics.p90 = 50ms;
    summary.sections[0].statistics.p99 = 90ms;
    summary.lag.statistics.p90 = 40ms;
    summary.lag.statistics.p99 = summary.lag.statistics.max = 80ms;
    return summary;
}

TurretHealth& health(Summary& summary) {
    return *summary.turrets[0].health;
}

const Reason* reason(const Verdict& verdict, const std::string& code) {
    const auto found = std::find_if(verdict.reasons.begin(), verdict.reasons.end(),
                                    [&](const Reason& one) { return one.code == code; });
    return found == verdict.reasons.end() ? nullptr : &*found;
}

std::string grade_of(const Summary& summary, const std::string& box) {
    for (const Check& check : report::verdict_of(summary).checks)
        if (check.name == box)
            return std::string(check.grade ? to_string(*check.grade) : "UNKNOWN");
    return "no such box";
}

bool speaks_against(const Summary& summary) {
    const auto checks = report::verdict_of(summary).checks;
    return std::any_of(checks.begin(), checks.end(), [](const Check& check) {
        return check.grade.value_or(Grade::Valid) != Grade::Valid;
    });
}

}  // namespace

TEST_CASE("a target that keeps the cannons busy makes starts late, and the run stays valid",
          "[report]") {
    const Summary summary = late();
    const Verdict verdict = report::verdict_of(summary);

    CHECK(verdict.grade == Grade::Valid);
    REQUIRE(reason(verdict, "late_starts") != nullptr);
    CHECK(reason(verdict, "late_starts")->grade == Grade::Valid);
    CHECK_THAT(reason(verdict, "late_starts")->text,
               Contains("started 40.0 ms late or later") && Contains("their cannons were busy"));
    CHECK(grade_of(summary, "Late starts") == "UNKNOWN");
}

TEST_CASE("a turret that itself comes late makes the run suspect", "[report]") {
    Summary summary = late();
    SECTION("by its wake-ups") {
        health(summary).wakeup_p99 = 25ms;
    }
    SECTION("by what it skipped") {
        summary.ledger.skipped_late = 2;
        summary.ledger.skipped_no_cannon = 1;
    }
    const Verdict verdict = report::verdict_of(summary);
    CHECK(verdict.grade == Grade::Suspect);
    REQUIRE(reason(verdict, "late_starts") != nullptr);
    CHECK(reason(verdict, "late_starts")->grade == Grade::Suspect);
    CHECK_THAT(reason(verdict, "late_starts")->text, Contains("came late"));
    CHECK(grade_of(summary, "Late starts") == "SUSPECT");
}

TEST_CASE("a lack of CPU that makes starts late is said once", "[report]") {
    Summary summary = late();
    health(summary).run_delay = 2s;
    SECTION("by its wake-ups") {
        health(summary).wakeup_p99 = 30ms;
    }
    SECTION("by the lag of threads that waited longer than they ran") {
        health(summary).cpu = 1s;
    }
    const Verdict verdict = report::verdict_of(summary);
    CHECK(reason(verdict, "generator") != nullptr);
    CHECK(reason(verdict, "late_starts") == nullptr);
    CHECK(grade_of(summary, "Late starts") == "SUSPECT");
}

TEST_CASE("late starts without a turret that watched itself are a remark", "[report]") {
    Summary summary = late();
    summary.turrets[0].health.reset();
    CHECK(report::late_starts_of(summary).at(0).cause == Cause::Unknown);
    CHECK(report::verdict_of(summary).grade == Grade::Valid);
    summary.ledger.skipped_no_cannon = 1;
    CHECK(report::late_starts_of(summary).at(0).cause == Cause::Target);
}

TEST_CASE("late starts are judged class by class, by the wake-ups of its own turrets", "[report]") {
    Summary summary = late();
    summary.turrets.push_back(summary.turrets[0]);
    summary.turrets[1].name = "pay";
    for (const std::string name : {"pay", "web"}) {
        ClassSummary& of = summary.classes.emplace_back();
        of.name = name;
        of.sections = {summary.sections[0]};
        of.lag = summary.lag;
    }
    SECTION("the turret that came late is of the class that did not") {
        summary.classes[0].lag.statistics.p90 = 1ms;
        summary.turrets[1].health->wakeup_p99 = 25ms;
        const Verdict verdict = report::verdict_of(summary);
        CHECK(verdict.grade == Grade::Valid);
        REQUIRE(reason(verdict, "late_starts") != nullptr);
        CHECK_THAT(reason(verdict, "late_starts")->text,
                   Contains("Of class web one in ten transactions started 40.0 ms late or later") &&
                       Contains("their cannons were busy"));
    }
    SECTION("a blamed turret of one class does not excuse the other") {
        summary.turrets[1].reason = "too hot";
        health(summary).wakeup_p99 = 25ms;
        const Verdict verdict = report::verdict_of(summary);
        REQUIRE(reason(verdict, "late_starts") != nullptr);
        CHECK(reason(verdict, "late_starts")->grade == Grade::Suspect);
        CHECK_THAT(reason(verdict, "late_starts")->text, Contains("because turret web itself"));
    }
    SECTION("what is true of two is said once") {
        summary.classes[0].lag.statistics.p90 = 45ms;
        const Verdict verdict = report::verdict_of(summary);
        REQUIRE(verdict.reasons.size() == 1);
        CHECK_THAT(verdict.reasons[0].text, Contains("Of class pay one in ten") &&
                                                Contains("The same is true of class web."));
    }
}

TEST_CASE("the late starts of a noisy machine are not spoken of", "[report]") {
    Summary summary = late();
    SECTION("one in a hundred") {
        summary.lag.statistics.p90 = 2ms;
    }
    SECTION("little beside the response times") {
        summary.sections[0].statistics.p90 = 161ms;
    }
    SECTION("too few to tell") {
        summary.lag.statistics.count = 99;
    }
    SECTION("a coarse tick on a fast target") {
        summary.lag.statistics.p90 = 1ms;
        summary.sections[0].statistics.p90 = 1010us;
    }
    health(summary).wakeup_p99 = 30ms;
    CHECK(report::late_starts_of(summary).empty());
    CHECK(report::verdict_of(summary).grade == Grade::Valid);
    CHECK(grade_of(summary, "Late starts") == "VALID");
}

TEST_CASE("what makes a run suspect or invalid has a box that says so, and nothing else has",
          "[report]") {
    CHECK(report::verdict_of(healthy()).grade == Grade::Valid);
    CHECK_FALSE(speaks_against(healthy()));
    const std::vector<std::pair<std::string, std::function<void(Summary&)>>> troubles{
        {"incomplete", [](Summary& s) { s.measurement = Measurement::Partial; }},
        {"interrupted", [](Summary& s) { s.interrupted = true; }},
        {"empty", [](Summary& s) { s.transactions = 0; }},
        {"ledger", [](Summary& s) { s.ledger.fired += 3; }},
        {"ledger", [](Summary& s) { s.ledger.stored += 3; }},
        {"ledger", [](Summary& s) { ++s.ledger.completed; }},
        {"lost",
         [](Summary& s) { s.ledger.undelivered = 1, ++s.ledger.fired, ++s.ledger.intended; }},
        {"skipped", [](Summary& s) { s.ledger.skipped = 1, ++s.ledger.intended; }},
        {"turret", [](Summary& s) { s.turrets[0].lost = WallTime(1s); }},
        {"turret", [](Summary& s) { s.turrets[0].status = "Aborted"; }},
        {"generator", [](Summary& s) { s.turrets[0].reason = "too hot"; }},
        {"generator",
         [](Summary& s) {
             health(s).run_delay = 2s;
             health(s).wakeup_p99 = 6ms;
         }},
        {"unverified", [](Summary& s) { s.verified = s.turrets[0].verified = false; }},
        {"nameless", [](Summary& s) { s.nameless = 1, s.verified = false; }},
        {"clock",
         [](Summary& s) {
             s.clock_steps.push_back({1s, 2s});
         }},
        {"late_starts", [](Summary& s) { s = late(), health(s).wakeup_p99 = 25ms; }}};
    for (const auto& [code, make] : troubles) {
        CAPTURE(code);
        Summary summary = healthy();
        make(summary);
        const Verdict verdict = report::verdict_of(summary);
        REQUIRE(reason(verdict, code) != nullptr);
        CHECK(reason(verdict, code)->grade != Grade::Valid);
        CHECK(speaks_against(summary));
    }
}
