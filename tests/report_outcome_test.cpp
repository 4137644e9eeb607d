// The three answers: limits, figures, plan; the sentence, and the exit code that they come to.
#include <oct/summary.hpp>

#include "report/judge/fulfilment.hpp"
#include "report/judge/headline.hpp"
#include "report/judge/outcome.hpp"
#include "report/judge/verdict.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <vector>

using namespace std::chrono_literals;
using namespace oct;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using report::Tone;
using State = LimitResult::State;

namespace {

constexpr WallTime kBegin{1000s};

/// A run of 10 s with one turret of 20 cannons that did all it was asked for.
Summary healthy() {
    Summary summary;
    summary.measurement = Measurement::Whole;
    summary.started = kBegin;
    summary.run_time = summary.measured_to = summary.planned_time = 10s;
    summary.transactions = 1000;
    Section& all = summary.sections.front();
    all.statistics = {.count = 1000, .mean = 10ms, .p50 = 10ms, .p99 = 20ms, .max = 30ms};
    TurretSummary& turret = summary.turrets.emplace_back();
    turret.name = "buy";
    turret.status = "ready";
    turret.cannons = turret.planned_cannons = 20;
    turret.load = "closed load";
    turret.work = TurretWork{false, 200'000, 200'000, 200'000, 0};
    turret.last_word = true;
    turret.updated = kBegin + 10s;
    turret.received = 1000;
    turret.ledger.intended = turret.ledger.fired = turret.ledger.stored = 1000;
    turret.ledger.completed = 1000;
    turret.verified = summary.verified = true;
    summary.ledger = turret.ledger;
    return summary;
}

TurretRecord& turret_of(Summary& summary) {
    return summary.turrets[0];
}

void add_limit(Summary& summary, const char* text, State state, Quantity measured) {
    summary.limits.push_back({Limit::parse(text), state, measured, {}, {}});
}

/// Judged as a report does it, apart from the limits themselves.
Summary judged(Summary summary, std::size_t planned_turrets = 1) {
    summary.verdict = report::verdict_of(summary);
    summary.plan = report::fulfilment_of(summary, planned_turrets);
    report::doubt_limits(summary);
    summary.outcome = report::outcome_of(summary);
    summary.headline = report::headline_of(summary).text();
    return summary;
}

void fail_all(Summary& summary, std::uint64_t failed) {
    summary.errors = failed;
    summary.ledger.completed -= failed, summary.ledger.failed += failed;
    summary.sections[0].errors = failed;
    summary.sections[0].statistics.count -= failed;
    summary.error_messages = {{"connection refused", failed, 0s, 9s, "buy"}};
}

/// Gone after 2 s of 10, with its last word or without.
void leave_early(Summary& summary) {
    turret_of(summary).work = TurretWork{false, 40'000, 40'000, 200'000, 0};
    turret_of(summary).updated = kBegin + 2s;
}

}  // namespace

TEST_CASE("a healthy run has passed, is valid, and kept its plan", "[report][outcome]") {
    Summary summary = healthy();
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    summary = judged(summary);

    CHECK(summary.outcome == Outcome::Passed);
    CHECK(summary.verdict.grade == Grade::Valid);
    CHECK(summary.plan.kept);
    CHECK(summary.plan.text == "1 of 1 turrets, 20 of 20 cannons, all of the planned load");
    CHECK(summary.headline ==
          "PASSED: p99 < 50ms (measured 20.0 ms) was kept; 1,000 transactions, 0 failed.");
    CHECK(report::headline_of(summary).tone == Tone::Good);
    CHECK(exit_code(summary, true) == 0);
}

TEST_CASE("a run without limits says so and is no failure", "[report][outcome]") {
    const Summary summary = judged(healthy());
    CHECK(summary.outcome == Outcome::NoLimits);
    CHECK_THAT(summary.headline, StartsWith("NO LIMITS: 1,000 transactions, 0 failed; no limit"));
    CHECK(exit_code(summary) == 0);
}

TEST_CASE("a run of which no transaction succeeded has failed, with limits and without",
          "[report][outcome]") {
    Summary summary = healthy();
    fail_all(summary, 1000);
    const Summary bare = judged(summary);
    CHECK(bare.outcome == Outcome::Failed);
    CHECK(
        bare.headline ==
        "FAILED: all 1,000 transactions failed, \"connection refused\". Next: look at the target.");
    CHECK(exit_code(bare) == 99);
    CHECK_THAT(junit_xml(bare), Contains("<failure") && Contains("some transaction succeeds"));

    add_limit(summary, "errors < 100%", State::Met, Percent{99});  // whatever its limits say
    CHECK(exit_code(judged(summary)) == 99);
}

TEST_CASE("one failed transaction in a hundred is no green box unless a limit is on errors",
          "[report][outcome]") {
    Summary summary = healthy();
    fail_all(summary, 10);
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    CHECK(report::headline_of(judged(summary)).tone == Tone::Doubtful);
    CHECK_THAT(judged(summary).headline, Contains("10 of 1,000 transactions failed") &&
                                             Contains("no limit says how many may"));
    add_limit(summary, "errors < 2%", State::Met, Percent{1});
    CHECK(report::headline_of(judged(summary)).tone == Tone::Good);
}

TEST_CASE("a missed limit is the target's when nothing else can have caused it",
          "[report][outcome]") {
    Summary summary = healthy();
    add_limit(summary, "p99 < 5ms", State::Missed, 20ms);
    add_limit(summary, "p50 < 50ms", State::Met, 10ms);
    summary = judged(summary);
    CHECK(summary.outcome == Outcome::Failed);
    CHECK(exit_code(summary) == 99);
    CHECK(summary.headline ==
          "FAILED: p99 < 5ms (measured 20.0 ms) was missed. Next: look at the target.");
    CHECK(report::headline_of(summary).tone == Tone::Bad);
}

TEST_CASE("lack of CPU makes a missed limit inconclusive and leaves a kept one kept",
          "[report][outcome]") {
    Summary summary = healthy();
    turret_of(summary).reason = "it lacked CPU";
    turret_of(summary).last_word = false;
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    const Summary kept = judged(summary);
    CHECK(kept.outcome == Outcome::Passed);
    CHECK(kept.verdict.grade == Grade::Suspect);
    CHECK(exit_code(kept) == 0);
    CHECK(exit_code(kept, true) == 3);
    CHECK(report::headline_of(kept).tone == Tone::Doubtful);

    add_limit(summary, "p99 < 5ms", State::Missed, 20ms);
    const Summary missed = judged(summary);
    CHECK(missed.outcome == Outcome::Inconclusive);
    CHECK_THAT(missed.limits[1].doubt, Contains("lacked CPU"));
    CHECK(missed.limits[0].doubt.empty());
    CHECK(exit_code(missed) == 3);
    CHECK_THAT(missed.headline, StartsWith("INCONCLUSIVE: p99 < 5ms") && Contains("more CPU"));
    CHECK_THAT(junit_xml(missed), Contains("<error type=\"inconclusive\""));
}

TEST_CASE("lack of CPU makes no errors", "[report][outcome]") {
    Summary summary = healthy();
    turret_of(summary).reason = "it lacked CPU";
    turret_of(summary).last_word = false;
    add_limit(summary, "errors < 1%", State::Missed, Percent{20});
    CHECK(judged(summary).outcome == Outcome::Failed);
}

TEST_CASE("less load than planned makes a kept limit inconclusive and leaves a missed one missed",
          "[report][outcome]") {
    Summary summary = healthy();
    leave_early(summary);
    turret_of(summary).left = kBegin + 2s;
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    CHECK(judged(summary).outcome == Outcome::Inconclusive);
    add_limit(summary, "p50 < 1ms", State::Missed, 10ms);
    CHECK(judged(summary).outcome == Outcome::Failed);
}

TEST_CASE("a rate that was missed with less load than planned is not the target's",
          "[report][outcome]") {
    Summary summary = healthy();
    leave_early(summary);
    turret_of(summary).left = kBegin + 2s;
    add_limit(summary, "rate > 90/s", State::Missed, PerSecond{20});
    add_limit(summary, "rate > 10/s", State::Met, PerSecond{20});
    summary = judged(summary);
    CHECK_FALSE(summary.limits[0].doubt.empty());
    CHECK(summary.limits[1].doubt.empty());
    CHECK(summary.outcome == Outcome::Inconclusive);
}

TEST_CASE("a version 1 turret without a final count bears on no limit", "[report][outcome]") {
    Summary summary = healthy();
    summary.turrets[0].verified = summary.verified = false;
    turret_of(summary).last_word = false;
    turret_of(summary).work.reset();
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    summary = judged(summary);
    CHECK(summary.verdict.grade == Grade::Suspect);
    CHECK(summary.outcome == Outcome::Passed);
    CHECK(summary.plan.kept);
}

TEST_CASE("results that are missing make a run invalid and its limits inconclusive",
          "[report][outcome]") {
    Summary summary = healthy();
    summary.ledger.rejected = summary.unstored = 100;
    summary.ledger.stored = summary.ledger.completed = 900;
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    summary = judged(summary);
    CHECK(summary.outcome == Outcome::Inconclusive);
    CHECK(exit_code(summary) == 3);
    CHECK_THAT(summary.headline, StartsWith("INVALID: 100 results are missing") &&
                                     Contains("100 could not be stored") &&
                                     Contains("look at the disk"));
}

TEST_CASE("a rejected result makes a run invalid and an unreadable message of nobody does not",
          "[report][outcome]") {
    Summary summary = healthy();
    summary.unattributed = 60;
    summary.bad_values = {{"queue", 2}};
    summary = judged(summary);
    CHECK(summary.verdict.grade == Grade::Valid);
    CHECK(exit_code(summary, true) == 0);

    summary.ledger.rejected = 1;
    ++summary.ledger.fired, ++summary.ledger.intended;
    summary = judged(summary);
    CHECK(exit_code(summary) == 3);
    CHECK_THAT(summary.headline, StartsWith("INVALID: 1 results are missing"));
}

TEST_CASE("a run that waited in vain for a turret's last results is invalid", "[report][outcome]") {
    Summary summary = healthy();
    summary.drain_passed = true;
    CHECK(judged(summary).verdict.grade == Grade::Suspect);  // what was late has come
    turret_of(summary).last_word = false;
    summary.turrets[0].verified = summary.verified = false;
    summary = judged(summary);
    CHECK(exit_code(summary) == 3);
    CHECK_THAT(summary.headline, StartsWith("INVALID: Waiting for the turrets' last results") &&
                                     Contains("look at the network"));
}

TEST_CASE("a run none of whose results could be kept is not called one in which nothing ended",
          "[report][outcome]") {
    Summary summary = healthy();
    summary.transactions = summary.ledger.stored = summary.ledger.completed = 0;
    summary.ledger.rejected = summary.unstored = 1000;
    CHECK_THAT(judged(summary).headline, StartsWith("INVALID: 1,000 results are missing"));
}

TEST_CASE("a run in which nothing ended is invalid", "[report][outcome]") {
    Summary summary = healthy();
    summary.transactions = 0;
    CHECK(judged(summary).verdict.grade == Grade::Invalid);
    CHECK(exit_code(judged(summary)) == 3);
    summary.warmup_results = 4;
    CHECK_THAT(judged(summary).headline,
               Contains("All 4 transactions were of the warm-up") && Contains("warmup shorter"));
}

TEST_CASE("an interrupted run is neither passed nor failed for a script", "[report][outcome]") {
    Summary summary = healthy();
    summary.interrupted = true;
    summary.run_time = 2s;
    turret_of(summary).work = TurretWork{false, 40'000, 40'000, 200'000, 0};
    summary = judged(summary);
    CHECK(exit_code(summary) == 130);
    CHECK(summary.plan.kept);  // it was the user's own wish
    CHECK_THAT(summary.headline,
               StartsWith("STOPPED: before its time was over, after 2 s of 10 s"));
    summary.stopped_by = "SIGTERM";
    CHECK_THAT(judged(summary).headline, StartsWith("STOPPED: by SIGTERM, before its time"));
}

TEST_CASE("a run that a limit ended early keeps its plan and fails by the limit",
          "[report][outcome]") {
    Summary summary = healthy();
    summary.end = RunEnd::Limit;
    summary.aborted_by = "p99 < 5ms";
    summary.run_time = 2s;
    turret_of(summary).work = TurretWork{false, 40'000, 40'000, 200'000, 0};
    add_limit(summary, "p99 < 5ms", State::Missed, 20ms);
    summary = judged(summary);
    CHECK(summary.plan.kept);
    CHECK(exit_code(summary) == 99);
}

TEST_CASE("cannons that could not be made break the plan", "[report][plan]") {
    Summary summary = healthy();
    turret_of(summary).cannons = 3;
    turret_of(summary).work = TurretWork{false, 200'000, 30'000, 200'000, 0};
    summary = judged(summary);
    CHECK_FALSE(summary.plan.kept);
    CHECK(summary.plan.text == "1 of 1 turrets, 3 of 20 cannons, 15.0 % of the planned load");
    CHECK_THAT(summary.headline, StartsWith("NOT KEPT: Turret buy made 3 of its 20 cannons.") &&
                                     Contains("constructor"));
    CHECK(exit_code(summary) == 3);
    CHECK_THAT(junit_xml(summary), Contains("<error type=\"not kept\""));
}

TEST_CASE("a turret that left at a fifth of the run breaks the plan", "[report][plan]") {
    Summary summary = healthy();
    leave_early(summary);
    turret_of(summary).left = kBegin + 2s;
    turret_of(summary).reason = "was told to leave";
    summary.run_time = 10s;
    summary = judged(summary);
    CHECK(summary.verdict.grade == Grade::Valid);
    CHECK(summary.plan.planned_cannon_seconds == Approx(200));
    CHECK(summary.plan.cannon_seconds == Approx(40));
    CHECK_THAT(summary.headline,
               Contains("Turret buy left after 2 s of 10 s: it was told to leave."));
    CHECK(exit_code(summary) == 3);

    turret_of(summary).reason = "nothing heard from the HQ for 30 s";
    CHECK_THAT(judged(summary).headline,
               Contains("left after 2 s of 10 s: nothing heard from the HQ for 30 s."));
}

TEST_CASE("why a turret ended with its run is no complaint about its figures", "[report][plan]") {
    Summary summary = healthy();
    turret_of(summary).reason = "was told to leave";
    turret_of(summary).last_word = true;  // a signal that came as the run ended

    CHECK(judged(summary).verdict.grade == Grade::Valid);
    CHECK(judged(summary).plan.kept);
}

TEST_CASE("a turret whose process was killed is named with its signal", "[report][plan]") {
    Summary summary = healthy();
    turret_of(summary).last_word = false;
    summary.turrets[0].verified = summary.verified = false;
    turret_of(summary).lost = kBegin + 9999ms;
    turret_of(summary).end = "was killed by SIGSEGV (signal 11)";
    summary = judged(summary);
    CHECK_FALSE(summary.plan.kept);  // a crash is one also in the last moment
    CHECK_THAT(summary.headline,
               StartsWith("NOT KEPT: After 9.999 s turret buy was killed by SIGSEGV (signal 11)."));
}

TEST_CASE("what the headline says is not said again below it", "[report][outcome]") {
    Summary summary = healthy();
    leave_early(summary);
    turret_of(summary).left = kBegin + 2s;
    summary.clock_steps = {{2s, -3600s}};
    summary = judged(summary);

    const auto remarks = report::remarks_of(summary);

    REQUIRE(summary.plan.shortfalls.size() == 1);
    REQUIRE(remarks.size() == 1);
    CHECK_THAT(remarks[0], Contains("civil clock was set back"));
    const std::string text = summary.to_text();
    const auto first = text.find("Turret buy left after");
    REQUIRE(first != std::string::npos);
    CHECK(text.find("Turret buy left after", first + 1) == std::string::npos);
}

TEST_CASE("a turret that fell silent went with its last sign of life", "[report][plan]") {
    Summary summary = healthy();
    turret_of(summary).last_word = false;
    summary.turrets[0].verified = summary.verified = false;
    leave_early(summary);
    turret_of(summary).lost = kBegin + 12s;  // noticed when the run was over
    summary = judged(summary);
    CHECK_FALSE(summary.plan.kept);
    CHECK(summary.plan.cannon_seconds == Approx(40));
    CHECK_THAT(summary.headline, Contains("Turret buy was lost after 2 s of 10 s"));
}

TEST_CASE("a small class that is missing is not made good by a large one", "[report][plan]") {
    Summary summary = healthy();
    turret_of(summary).cannons = turret_of(summary).planned_cannons = 2000;
    turret_of(summary).work = TurretWork{false, 20'000'000, 20'000'000, 20'000'000, 0};
    TurretSummary& small = summary.turrets.emplace_back(summary.turrets[0]);
    small.name = "sell";
    small.cannons = small.planned_cannons = 1;
    small.work = TurretWork{false, 2'000, 2'000, 10'000, 0};
    small.left = small.updated = kBegin + 2s;
    summary = judged(summary, 2);
    CHECK_FALSE(summary.plan.kept);
    CHECK_THAT(summary.headline, Contains("Turret sell left after 2 s"));
}

TEST_CASE("transactions that never return hide what a limit is kept by", "[report][outcome]") {
    Summary summary = healthy();
    summary.ledger.in_flight = 9;
    summary.ledger.fired += 9, summary.ledger.intended += 9;
    add_limit(summary, "max < 100ms", State::Met, 30ms);
    add_limit(summary, "rate > 90/s", State::Met, PerSecond{100});
    const Summary kept = judged(summary);
    CHECK(kept.outcome == Outcome::Inconclusive);
    CHECK(kept.limits[1].doubt.empty());
    CHECK_THAT(kept.headline, Contains("9 transactions were still running") &&
                                  Contains("some of them never returned"));
    add_limit(summary, "rate > 200/s", State::Missed, PerSecond{100});
    CHECK(judged(summary).outcome == Outcome::Failed);
}

TEST_CASE("what may have run in turrets without a final count puts nothing in doubt",
          "[report][outcome]") {
    Summary summary = healthy();
    TurretSummary old = summary.turrets[0];
    old.name = "old";
    old.verified = old.last_word = summary.verified = false;
    old.work.reset();
    old.ledger = {.intended = 19, .fired = 19, .in_flight = 19};
    summary.turrets.push_back(old);
    summary.ledger += old.ledger;
    add_limit(summary, "max < 100ms", State::Met, 30ms);

    summary = judged(summary, 2);

    CHECK(summary.limits[0].doubt.empty());
    for (const Reason& reason : summary.verdict.reasons) {
        if (reason.code != "in_flight") continue;
        CHECK(reason.grade == Grade::Valid);
        CHECK_THAT(reason.text, StartsWith("19 transactions may still have been running"));
    }
    const auto said = std::count_if(summary.verdict.reasons.begin(), summary.verdict.reasons.end(),
                                    [](const Reason& r) { return r.code == "in_flight"; });
    CHECK(said == 1);
}

TEST_CASE("a class whose failures no limit looks at is no green box", "[report][outcome]") {
    Summary summary = healthy();
    fail_all(summary, 2);
    for (const char* name : {"browse", "buy"}) {
        ClassSummary& one = summary.classes.emplace_back();
        one.name = name;
        one.sections.emplace_back().statistics.count = 998;
    }
    summary.classes[1].sections[0].statistics.count = 0;
    summary.classes[1].sections[0].errors = 2;
    add_limit(summary, "errors[browse] < 1%", State::Met, Percent{0});
    CHECK(report::headline_of(judged(summary)).tone == Tone::Doubtful);
    CHECK_THAT(judged(summary).headline,
               Contains("2 of 2 transactions of buy failed, \"connection refused\""));
    add_limit(summary, "errors[buy] < 1%", State::Met, Percent{0});
    CHECK(report::headline_of(judged(summary)).tone == Tone::Good);
}

TEST_CASE("less than one in a hundred that is missing is a remark", "[report][plan]") {
    Summary summary = healthy();
    turret_of(summary).planned_cannons = 1000;
    turret_of(summary).cannons = 995;
    turret_of(summary).work = TurretWork{false, 10'000'000, 9'950'000, 10'000'000, 0};
    summary = judged(summary);
    CHECK(summary.plan.kept);
    REQUIRE(summary.plan.shortfalls.size() == 1);
    CHECK_FALSE(summary.plan.shortfalls[0].breaks);
    CHECK(exit_code(summary, true) == 0);
}

TEST_CASE("turrets whose results name nobody have taken part", "[report][plan]") {
    Summary summary = healthy();
    TurretSummary old;
    old.name = "old";
    old.status = "ready";
    summary.turrets = {old, old};
    CHECK_FALSE(judged(summary, 2).plan.kept);

    summary.nameless = 1000;
    CHECK(judged(summary, 2).plan.kept);

    summary.nameless = 1;  // they are of one of the two
    CHECK(judged(summary, 2).plan.turrets == 1);
    CHECK_FALSE(judged(summary, 2).plan.kept);

    summary.turrets[0].planned_cannons = 3;  // of version 2: its results name it
    CHECK(judged(summary, 2).plan.turrets == 1);
    summary.turrets[1].planned_cannons = 3;
    CHECK(judged(summary, 2).plan.turrets == 0);
}

TEST_CASE("a closed load that began late lacks what it did not do before, and says so once",
          "[report][plan]") {
    Summary summary = healthy();
    summary.run_time = 8s;
    summary.turrets.assign(300, summary.turrets[0]);
    for (TurretSummary& turret : summary.turrets) {
        turret.cannons = turret.planned_cannons = 3;
        turret.work = TurretWork{false, 21'900, 21'900, 21'900, 0};
        turret.health.emplace();
        turret.health->start_delay = 700ms;
    }
    summary.turrets[7].health->start_delay = 1300ms;
    const Fulfilment plan = judged(summary, 300).plan;
    CHECK_FALSE(plan.kept);
    REQUIRE(plan.shortfalls.size() == 1);
    CHECK(plan.shortfalls[0].code == "began_late");
    CHECK_THAT(plan.shortfalls[0].text,
               StartsWith("Turret buy began 1.30 s after the start of the run: 3.9 cannon-seconds "
                          "of its load are missing. The same is true of 299 more turrets: "));

    for (TurretSummary& turret : summary.turrets) turret.health->start_delay = 99ms;
    CHECK(judged(summary, 300).plan.shortfalls.empty());

    for (TurretSummary& turret : summary.turrets) turret.health->start_delay = 400ms;
    CHECK(judged(summary, 300).plan.kept);  // they may be far away
    CHECK(judged(summary, 300).plan.shortfalls.size() == 1);
    for (TurretSummary& turret : summary.turrets) turret.health->start_delay = 99ms;

    summary.turrets[7].health->start_delay = 1300ms;  // one of 300: a remark
    CHECK(judged(summary, 300).plan.kept);
    CHECK(judged(summary, 300).plan.shortfalls.size() == 1);

    summary.turrets[7].joined = summary.started + 1s;  // nobody waited for it
    CHECK(judged(summary, 300).plan.shortfalls.empty());
}

TEST_CASE("what may still have been running is not said to have been", "[report]") {
    Summary summary = healthy();
    const auto sentence = [&] {
        for (const Reason& reason : report::verdict_of(summary).reasons)
            if (reason.code == "empty") return reason.text;
        return std::string();
    };
    summary.transactions = 0;
    const auto fires = [](std::uint64_t running) {
        return Ledger{.intended = running, .fired = running, .in_flight = running};
    };
    summary.turrets[0].ledger = summary.ledger = fires(3);
    CHECK(sentence() == "No transaction ended: 3 were still running.");

    summary.turrets[0].verified = false;
    CHECK(sentence() == "No transaction ended: up to 3 may still have been running.");

    summary.ledger = fires(5);
    CHECK(sentence() == "No transaction ended: 2 were still running, and 3 more may have been.");
}

TEST_CASE("turrets that never came, ramps and stages that the run cuts break the plan",
          "[report][plan]") {
    const Summary alone = judged(healthy(), 3);
    CHECK_THAT(alone.headline, StartsWith("NOT KEPT: 1 of 3 planned turrets took part."));

    Summary ramp = healthy();
    turret_of(ramp).cannons = turret_of(ramp).planned_cannons = 100;
    turret_of(ramp).work = TurretWork{false, 5'500, 5'500, 5'500, 90};
    CHECK_THAT(judged(ramp).headline,
               StartsWith("NOT KEPT: 90 of the 100 cannons of turret buy never started"));

    Summary stages = healthy();
    turret_of(stages).work = TurretWork{true, 1000, 1000, 1000, 500};
    CHECK_THAT(judged(stages).headline, Contains("500 arrivals of turret buy lie behind the end"));
    CHECK_FALSE(judged(stages).plan.kept);
}

TEST_CASE("starts that a slow target made the turrets skip are not missing in the plan",
          "[report][plan]") {
    Summary summary = healthy();
    summary.ledger.intended = 2000;
    summary.ledger.skipped = summary.ledger.skipped_no_cannon = 1000;
    turret_of(summary).work = TurretWork{true, 2000, 2000, 2000, 0};
    add_limit(summary, "p99 < 50ms", State::Met, 20ms);
    summary = judged(summary);
    CHECK(summary.plan.kept);
    CHECK(summary.verdict.grade == Grade::Suspect);
    CHECK(summary.outcome == Outcome::Inconclusive);
    CHECK(exit_code(summary) == 0);
    CHECK(exit_code(summary, true) == 3);
}

TEST_CASE("a run that no turret was left to finish is no success", "[report][plan]") {
    Summary summary = healthy();
    summary.end = RunEnd::NoTurretLeft;
    summary.run_time = 2500ms;
    leave_early(summary);
    turret_of(summary).left = kBegin + 2s;
    summary = judged(summary);
    CHECK_FALSE(summary.plan.kept);
    CHECK(summary.plan.planned_cannon_seconds == Approx(200));
    CHECK_THAT(summary.headline, StartsWith("NOT KEPT: Turret buy left after 2 s of 10 s"));
    CHECK(exit_code(summary) == 3);
    bool named = false;
    for (const Shortfall& shortfall : summary.plan.shortfalls)
        named = named || shortfall.code == "no_turret_left";
    CHECK(named);
}

TEST_CASE("what cannot be read of a configuration plans no turret", "[report][plan]") {
    CHECK(report::planned_turrets("{\"turrets\": [{}, {}], \"min_turrets\": 1}") == 2);
    CHECK(report::planned_turrets("{\"turrets\": [], \"min_turrets\": 4}") == 4);
    CHECK(report::planned_turrets("{\"turrets\": [{}, {}, {}], \"min_turrets\": 2}") == 2);
    CHECK(report::planned_turrets("{\"turrets\": [{}, {}, {}], \"min_turrets\": \"2\"}") == 2);
    CHECK(report::planned_turrets("{\"turrets\": 7, \"min_turrets\": -1}") == 0);
    CHECK(report::planned_turrets("no JSON") == 0);
}

TEST_CASE("the Markdown summary says the answer first, and nothing in it is markup from outside",
          "[report][outputs]") {
    Summary summary = healthy();
    fail_all(summary, 1000);
    summary.error_messages[0].message = "<img src=x> | a](http://b)";
    add_limit(summary, "p99 < 50ms", State::Missed, 0ms);
    summary = judged(summary);

    const std::string text = markdown(summary);

    CHECK_THAT(text, StartsWith("## ❌ FAILED: all 1,000 transactions failed"));
    CHECK_THAT(text, Contains("\nNext: look at the target.\n") &&
                         Contains("| limits | ❌ FAILED | 1 of 1 missed |") &&
                         Contains("| p99 \\< 50ms | ❌ missed |"));
    CHECK_THAT(text,
               Contains("\\<img src=x\\> \\| a\\](") && !Contains(" <img") && !Contains("a]("));
}

TEST_CASE("the report's own failure is the exit code of a run that was well", "[report][outcome]") {
    Summary summary = judged(healthy());
    summary.report_failure = "/results/results.html: cannot be written: no space left on device";
    CHECK(exit_code(summary) == 1);
}

TEST_CASE("a summary of nothing is no success", "[report][outcome]") {
    CHECK(exit_code(Summary()) == exit_codes::kInvalidRun);
}
