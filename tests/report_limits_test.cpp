// Limits and verdict in the Summary of a stored run.
#include <oct/results.hpp>

#include "base/quantity.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <functional>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;
using State = LimitResult::State;

namespace {

Config with(const std::vector<std::string>& limits) {
    Config config = config_of();
    for (const std::string& limit : limits) config.limits.push_back(Limit::parse(limit));
    return config;
}

/// 100 transactions over 30 s of 10 ms each, 100 ms in the second 10 s; the last 4 fail.
std::vector<Shot> shots() {
    std::vector<Shot> all;
    for (int i = 0; i < 100; ++i) {
        const bool slow = i >= 34 && i < 60;
        Shot& shot = all.emplace_back();
        shot.elapsed = i * 300ms;
        shot.service = slow ? 100ms : 10ms;
        shot.timers = {{"login", shot.service / 2}};
        if (i >= 96) shot.error = "HTTP status 500";
    }
    return all;
}

void store_run(const TempDir& folder, const Config& config,
               const std::function<void(RunOutcome&)>& change = {}) {
    const auto all = shots();
    StatsHandler handler(folder.path(), config);
    handler.start({"hq", kStart});
    handler.consume(block_of(all));
    RunOutcome outcome = outcome_of({turret_of(all.size())});
    if (change) change(outcome);
    handler.finish(outcome);
}

Summary summary_of(const TempDir& folder, const Config& config = config_of()) {
    return ReportBuilder(folder.path(), folder.path() / "results.sqlite", config).summarize();
}

}  // namespace

TEST_CASE("a run is judged by the limits that were in force when it ran", "[report][limit]") {
    const TempDir folder;
    store_run(folder, with({"p50 < 20ms", "p95(login) < 20ms", "errors < 1%", "rate > 3/s",
                            "p95(logn) < 1s", "count >= 100"}));

    const Summary summary = summary_of(folder);

    REQUIRE(summary.limits.size() == 6);
    const auto& limits = summary.limits;
    CHECK(limits[0].state == State::Met);
    CHECK(base::plain(limits[0].measured.value()) == Approx(0.01).epsilon(0.001));
    CHECK(limits[1].state == State::Missed);
    CHECK(base::plain(limits[1].measured.value()) == Approx(0.05).epsilon(0.001));
    CHECK(limits[1].detail == "missed in 1 of 3 intervals, first in the one from 10 s");
    CHECK(limits[2].state == State::Missed);
    CHECK(base::plain(limits[2].measured.value()) == Approx(4));
    CHECK_THAT(limits[2].detail, Contains("4 of 100; mostly 4 × \"HTTP status 500\"") &&
                                     Contains("missed in 1 of 3 intervals"));
    CHECK(limits[3].state == State::Met);
    CHECK(limits[4].state == State::Unknown);
    CHECK(limits[4].detail == "no timer has that name (did you mean login?); seen: login");
    CHECK(limits[5].state == State::Met);
    CHECK_FALSE(summary.limits_met());
}

TEST_CASE("limits given when a report is made again join those of the run", "[report][limit]") {
    const TempDir folder;
    store_run(folder, with({"p50 < 20ms"}));

    const Summary summary = summary_of(folder, with({"p50 < 20ms", "max < 50ms"}));

    REQUIRE(summary.limits.size() == 2);
    CHECK(summary.limits[1].state == State::Missed);
    CHECK(summary_of(folder).limits_met());
}

TEST_CASE("the text of a summary begins with what came out, why, and what to do",
          "[report][limit]") {
    const TempDir folder;
    store_run(folder, with({"p50 < 20ms", "max(login) < 20ms"}));

    const std::string text = summary_of(folder).to_text();

    CHECK_THAT(
        text,
        Catch::StartsWith(
            "FAILED: max(login) < 20ms (measured 50.0 ms) was missed. Next: look at the target.\n"
            "  limits   FAILED       1 of 2 missed\n"
            "  figures  VALID        Every transaction is accounted for\n"
            "  plan     KEPT         1 of 1 turrets, 3 of 3 cannons, all of the planned load\n"
            "LIMITS  1 of 2 missed\n"
            "  ok      p50 < 20ms         measured 10.0 ms\n"
            "  MISSED  max(login) < 20ms  measured 50.0 ms\n"
            "          missed in 1 of 3 intervals, first in the one from 10 s\n"));
    CHECK_THAT(text, Contains("All transactions") && Contains("4.00 %") && Contains("  failed") &&
                         Contains("4 × HTTP status 500"));
}

TEST_CASE("what speaks against the measurement is in the verdict with its reason",
          "[report][verdict]") {
    struct Case {
        std::string code;
        Grade grade;
        std::string text;
        std::function<void(RunOutcome&)> change;
    };
    const auto counts = [](RunOutcome& outcome) -> TurretCounts& {
        return *outcome.turrets[0].counts;
    };
    const std::vector<Case> cases{
        {"ledger", Grade::Invalid, "7 transactions were fired and never heard of again",
         [&](RunOutcome& o) { counts(o).intended = counts(o).fired += 7; }},
        {"lost", Grade::Invalid,
         "5 results are missing, and the figures are without them: 5 were dropped",
         [&](RunOutcome& o) {
             counts(o).intended = counts(o).fired += 5;
             counts(o).dropped = 5;
         }},
        {"skipped", Grade::Suspect, "9 transactions were not started",
         [&](RunOutcome& o) {
             counts(o).intended += 9;
             counts(o).skipped = 9;
         }},
        {"turret", Grade::Suspect, "was lost; what it fired after its last status, at ",
         [](RunOutcome& o) { o.turrets[0].lost = kStart + 3s; }},
        {"unverified", Grade::Suspect, "1 of 1 turrets sent no final count",
         [](RunOutcome& o) { o.turrets[0].last_word = false; }},
        {"unattributed", Grade::Valid, "3 messages could not be read",
         [](RunOutcome& o) {
             o.rejected = {{"not JSON", 3}};
         }},
        {"bad_values", Grade::Valid,
         "2 values of the custom timer \"get\" were left out: below 0, no number, or",
         [](RunOutcome& o) {
             o.bad_values = {{"get", 2}};
         }},
        {"interrupted", Grade::Suspect, "stopped before its time",
         [](RunOutcome& o) { o.interrupted = true; }},
        {"clock", Grade::Suspect, "set back by 3600 s, 12.0 s after the start",
         [](RunOutcome& o) {
             o.clock_steps = {{12s, -3600s}};
         }},
        {"in_flight", Grade::Suspect, "2 transactions were still running",
         [&](RunOutcome& o) {
             counts(o).intended = counts(o).fired += 2;
             counts(o).in_flight = 2;
         }},
        {"aborted", Grade::Valid, "The limit errors < 1% ended the run early",
         [](RunOutcome& o) { o.interrupted = true, o.aborted_by = "errors < 1%"; }},
    };
    for (const Case& c : cases) {
        const TempDir folder;
        store_run(folder, config_of(), c.change);
        const Summary summary = summary_of(folder);
        INFO(c.code << "\n" << summary.to_text());
        REQUIRE(summary.verdict.reasons.size() == 1);
        CHECK(summary.verdict.reasons[0].code == c.code);
        CHECK_THAT(summary.verdict.reasons[0].text, Contains(c.text));
        CHECK(summary.verdict.grade == c.grade);
    }
    const TempDir folder;
    store_run(folder, config_of());
    CHECK(summary_of(folder).verdict.grade == Grade::Valid);
    CHECK(summary_of(folder).verdict.reasons.empty());
}
