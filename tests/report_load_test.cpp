// What a report says of closed loads that are not full, and whom it leaves alone.
#include "report/judge/outcome.hpp"
#include "report/judge/verdict.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace std::chrono_literals;
using namespace oct;
using Catch::Matchers::Contains;

namespace {

/// A turret of 1,000 cannons that were there for 10 s, and as many as `busy` of them busy.
Summary loaded(int busy) {
    Summary summary;
    summary.measurement = Measurement::Whole;
    summary.transactions = 1000;
    summary.run_time = summary.measured_to = 10s;
    summary.sections.front().statistics = {.count = 1000, .mean = 10ms, .p90 = 20ms, .p99 = 30ms};
    TurretSummary& turret = summary.turrets.emplace_back();
    turret.name = "web";
    turret.cannons = 1000;
    turret.load = "closed load";
    turret.health =
        TurretHealth{.watched = 10s, .cannon_time = 1000 * 10s, .cannon_busy = busy * 10s};
    turret.verified = summary.verified = true;
    turret.ledger.intended = turret.ledger.fired = turret.ledger.stored = 1000;
    turret.ledger.completed = 1000;
    summary.ledger = turret.ledger;
    return summary;
}

const Check& box(const Verdict& verdict, const std::string& name) {
    return *std::find_if(verdict.checks.begin(), verdict.checks.end(),
                         [&](const Check& check) { return check.name == name; });
}

std::string outcome_with(Summary summary, const char* limit, LimitResult::State state) {
    summary.limits.push_back({Limit::parse(limit), state, Quantity(), {}, {}});
    summary.verdict = report::verdict_of(summary);
    report::doubt_limits(summary);
    return std::string(to_string(report::outcome_of(summary)));
}

}  // namespace

TEST_CASE("a closed load says how many of its cannons were busy", "[report][checks]") {
    const Summary summary = loaded(960);

    const Verdict verdict = report::verdict_of(summary);

    CHECK(verdict.grade == Grade::Valid);
    CHECK_THAT(box(verdict, "Load").note, Contains("1,000 cannons, 960 busy on average"));
    CHECK_THAT(summary.to_text(), Contains("closed load: 1,000 cannons, 960 busy on average"));
}

TEST_CASE("of few cannons a part of one is told, too", "[report][checks]") {
    Summary summary = loaded(460);
    summary.turrets[0].cannons = 4;

    CHECK_THAT(summary.to_text(), Contains("4 cannons, 1.8 busy on average"));
}

TEST_CASE("a closed load that is not full is suspect, with the remedy", "[report][checks]") {
    const Verdict verdict = report::verdict_of(loaded(460));

    CHECK(verdict.grade == Grade::Suspect);
    CHECK(box(verdict, "Load").grade == Grade::Suspect);
    REQUIRE(verdict.reasons.size() == 1);
    CHECK(verdict.reasons[0].code == "not_full");
    CHECK_THAT(verdict.reasons[0].text, Contains("turret web had 1,000 cannons, 460 busy") &&
                                            Contains("loop_threads") && Contains("more turrets"));
}

TEST_CASE("the moments between two back-offs are no load that could be full", "[report][checks]") {
    Summary summary = loaded(1);
    summary.turrets[0].health->backed_off = 1000 * 9s;

    CHECK(report::verdict_of(summary).grade == Grade::Valid);
}

TEST_CASE("late starts of a load that was not full are not a second reason", "[report][checks]") {
    Summary summary = loaded(460);
    summary.lag.statistics = {.count = 1000, .mean = 5ms, .p90 = 15ms, .p99 = 25ms};

    const Verdict verdict = report::verdict_of(summary);

    REQUIRE(verdict.reasons.size() == 1);
    CHECK(verdict.reasons[0].code == "not_full");
    CHECK(box(verdict, "Late starts").grade == Grade::Suspect);
}

TEST_CASE("a load that was not full for want of CPUs of the program is nobody's fault",
          "[report][checks]") {
    Summary summary = loaded(460);
    summary.lag.statistics = {.count = 1000, .mean = 5ms, .p90 = 15ms, .p99 = 25ms};
    TurretSummary& turret = summary.turrets[0];
    turret.health->crowded = 9s;
    turret.remarks = "1,000 cannons share 2 CPUs.";

    const Verdict verdict = report::verdict_of(summary);

    CHECK(verdict.grade == Grade::Valid);
    REQUIRE(verdict.reasons.size() == 1);
    CHECK_THAT(verdict.reasons[0].text, Contains("1,000 cannons share"));
    CHECK_THAT(box(verdict, "Late starts").note, Contains("kept all of its CPUs busy"));

    turret.health->crowded = 4s;  // it had some left for most of the time
    CHECK(report::verdict_of(summary).reasons.back().code == "not_full");

    turret.health->crowded = 4500ms;  // 460 of 1,000 are 84 % of those that could be
    for (const Reason& reason : report::verdict_of(summary).reasons)
        CHECK(reason.code != "not_full");
}

TEST_CASE("many turrets that are not full are one reason", "[report][checks]") {
    Summary summary = loaded(460);
    summary.turrets.resize(30, summary.turrets[0]);

    const Verdict verdict = report::verdict_of(summary);

    const auto count = std::count_if(verdict.reasons.begin(), verdict.reasons.end(),
                                     [](const Reason& one) { return one.code == "not_full"; });
    CHECK(count == 1);
    CHECK_THAT(verdict.reasons[0].text, Contains("The same is true of 29 more turrets"));
}

TEST_CASE("a load that was not full leaves a rate that is kept, and errors that are too many",
          "[report][outcome]") {
    using State = LimitResult::State;

    CHECK(outcome_with(loaded(460), "rate > 100/s", State::Met) == "PASSED");
    CHECK(outcome_with(loaded(460), "rate > 100/s", State::Missed) == "INCONCLUSIVE");
    CHECK(outcome_with(loaded(460), "p95 < 50ms", State::Met) == "INCONCLUSIVE");
    CHECK(outcome_with(loaded(460), "p95 < 50ms", State::Missed) == "INCONCLUSIVE");
    CHECK(outcome_with(loaded(460), "errors < 1%", State::Met) == "INCONCLUSIVE");
    CHECK(outcome_with(loaded(460), "errors < 1%", State::Missed) == "FAILED");
    CHECK(outcome_with(loaded(960), "p95 < 50ms", State::Met) == "PASSED");
}

TEST_CASE("nobody is accused of cannons that had a reason to rest", "[report][checks]") {
    Summary summary = loaded(460);
    TurretSummary& turret = summary.turrets[0];
    SECTION("think time") {
        turret.load = "closed load, think time 1 s";
    }
    SECTION("pacing") {
        turret.load = "closed load, pacing 1 s, waits by sleep";
    }
    SECTION("an open load") {
        turret.load = "open load, 100/s, waits by sleep";
    }
    SECTION("less than a second") {
        turret.health->cannon_time = 1000 * 900ms;
        turret.health->cannon_busy = 1000 * 100ms;
    }
    SECTION("failures at once, which have a remark of their own") {
        turret.health->backed_off = 500 * 10s;
    }
    SECTION("a turret that measures no such thing") {
        turret.health->cannon_time = turret.health->cannon_busy = {};
    }

    CHECK(report::verdict_of(summary).grade == Grade::Valid);
}

TEST_CASE("late starts of a closed load without pauses are the turret's doing",
          "[report][checks]") {
    Summary summary = loaded(600);
    summary.lag.statistics = {.count = 1000, .p90 = 15ms, .p99 = 20ms, .max = 20ms};

    const Verdict verdict = report::verdict_of(summary);

    CHECK(box(verdict, "Late starts").grade == Grade::Suspect);
    CHECK_THAT(box(verdict, "Late starts").note,
               Contains("a cannon that is free waits for its turn"));
}
