// Comparing runs: what changed, when, and what it says where that cannot be told.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/quantity.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/simulated_runs.hpp"
#include "support/temp_dir.hpp"

#include <rapidjson/document.h>

#include <cmath>
#include <random>
#include <sstream>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// A minute of transactions whose durations wander by a tenth, 50 a second.
void store(const TempDir& folder, unsigned seed, double factor, double error_share = 0) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise;
    std::uniform_real_distribution<double> chance;
    std::vector<Shot> shots(3000);
    double wander = 0;
    for (std::size_t i = 0; i < shots.size(); ++i) {
        if (i % 50 == 0) wander = 0.5 * wander + 0.1 * noise(random);
        shots[i].elapsed = i * 20ms;
        shots[i].service = std::chrono::nanoseconds(
            std::llround(1e7 * factor * std::exp(wander + 0.3 * noise(random))));
        shots[i].timers = {{"login", shots[i].service / 2}};
        if (chance(random) < error_share) shots[i].error = "HTTP status 500";
    }
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    handler.finish(outcome_of({turret_of(shots.size())}, 60s));
}

Comparison comparison_of(double factor, double errors_a = 0, double errors_b = 0) {
    const TempDir a;
    const TempDir b;
    store(a, 1, 1, errors_a);
    store(b, 2, factor, errors_b);
    return compare(a.path(), b.path());
}

}  // namespace

TEST_CASE("two runs of the same thing are within noise, a slower one is found",
          "[report][compare]") {
    const Comparison same = comparison_of(1);
    const FailOn fail_on = FailOn::parse("p50 +5%");
    REQUIRE(same.changes.size() == 18);
    CHECK_FALSE(fail_on.failed_by(same.find(fail_on)));
    CHECK_FALSE(same.find(fail_on).significant());

    const Comparison slower = comparison_of(1.3);
    const Change& p50 = slower.find(fail_on);
    CHECK(p50.section == "All transactions");
    CHECK(p50.change->value == Approx(30).margin(12));
    CHECK(base::plain(*p50.after) / base::plain(*p50.before) ==
          Approx(1 + p50.change->value / 100));
    CHECK(p50.worse());
    CHECK(p50.noise->low.value < 0);
    CHECK(p50.noise->high.value < 20);
    CHECK(fail_on.failed_by(p50));
    CHECK_FALSE(FailOn::parse("p50 +60%").failed_by(p50));
    CHECK(
        FailOn::parse("p95(login) +10%").failed_by(slower.find(FailOn::parse("p95(login) +10%"))));
    CHECK_FALSE(FailOn::parse("rate -1%").failed_by(slower.find(FailOn::parse("rate -1%"))));
    CHECK_THAT(slower.to_text(), Contains("WORSE") && Contains("login\n") && Contains("+"));
    CHECK_THAT(same.to_text(),
               !Contains("login") && !Contains("avg") &&
                   Contains("4 more figures of timers and classes did not change beyond noise"));
    CHECK_THAT(same.to_text({.all = true}), Contains("login\n") && Contains("  avg"));
    CHECK_THAT(same.to_text({.statistics = true}),
               Contains("noise: the changes that run A makes of itself"));

    rapidjson::Document json;
    json.Parse(slower.to_json().c_str());
    REQUIRE_FALSE(json.HasParseError());
    CHECK(json["schema"].GetInt() == 2);
    REQUIRE(json["changes"].Size() == 18);
    const auto& rate = json["changes"][0];
    CHECK(rate["noise_low"].GetDouble() <= rate["change"].GetDouble());
    CHECK(rate["departure"].IsNull());
    CHECK(rate["untold"].IsNull());
}

TEST_CASE("more errors are found in percentage points", "[report][compare]") {
    const Comparison comparison = comparison_of(1, 0.01, 0.05);
    const FailOn fail_on = FailOn::parse("errors +2pp");

    const Change& errors = comparison.find(fail_on);

    CHECK(base::plain(*errors.before) == Approx(1).margin(0.6));
    CHECK(errors.change->value == Approx(4).margin(1.5));
    CHECK(fail_on.failed_by(errors));
    CHECK_FALSE(FailOn::parse("errors +7pp").failed_by(errors));
}

TEST_CASE("what a comparison cannot tell it does not call a change", "[report][compare]") {
    Summary a;
    a.run_time = a.measured_to = 3s;
    a.interval = 1s;
    a.transactions = 30;
    Section& section = a.sections.front();
    section.name = "All transactions";
    section.statistics.count = 30;
    section.statistics.p50 = 10ms;
    for (int i = 0; i < 3; ++i) {
        Interval& interval = section.intervals.emplace_back();
        interval.from = i * 1s;
        interval.length = 1s;
        interval.statistics = section.statistics;
    }
    Summary b = a;
    b.sections[0].statistics.p50 = 20ms;
    b.sections.emplace_back().name = "new";

    const Comparison comparison = compare(a, b);

    const Change& p50 = comparison.find(FailOn::parse("p50 +5%"));
    CHECK(p50.change->value == Approx(100));
    CHECK_FALSE(p50.noise);
    CHECK_FALSE(p50.significant());
    CHECK(comparison.judge(FailOn::parse("p50 +5%")).state == FailOnResult::State::Untold);
    CHECK_FALSE(FailOn::parse("p50 +5%").failed_by(p50));
    CHECK(comparison.only_after == std::vector<std::string>{"new"});
    CHECK_THAT(
        comparison.to_text(),
        Contains("cannot be told: run A has results in 3 intervals of 1.00 s, and its noise takes "
                 "12") &&
            Contains("only in B: new"));
    CHECK_THROWS_WITH(comparison.find(FailOn::parse("p50(x) +5%")),
                      Contains("no timer of both runs has that name; none was recorded"));
}

TEST_CASE("a change to fail on is a figure and a percentage", "[report][compare]") {
    CHECK(FailOn::parse("p99 +5%").change == Percent{5});
    CHECK(FailOn::parse("rate -2.5%").change == Percent{-2.5});
    CHECK(FailOn::parse("p95(a - b) +5%").timer == "a - b");
    CHECK(FailOn::parse("avg +5%").measure == "avg");
    CHECK(FailOn::parse("p95 +200%").change == Percent{200});
    CHECK(FailOn::parse("errors +0.5pp").change == Percent{0.5});
    CHECK_THROWS_WITH(FailOn::parse("errors +5%"), Contains("like \"errors +1pp\""));
    CHECK_THROWS_WITH(FailOn::parse("p99 +5pp"), Contains("a change in percent"));
    for (const char* bad : {"", "p99", "p99 5%", "p99 +5", "p99 +%", "p97 +5%", "min +5%", "+5%",
                            "p99 +5% more", "errors +pp", "response p99(a) +5%", "p99 +5%%",
                            "p99 +5p%", "p99 ++5%", "rate -101%", "errors +101pp"})
        CHECK_THROWS_AS(FailOn::parse(bad), ConfigError);
    CHECK(FailOn::parse("rate -100%").change == Percent{-100});
    CHECK_THROWS_WITH(FailOn::parse("p99 +nan%"),
                      "--fail-on \"p99 +nan%\": expected a number before % or pp");
}

namespace {

constexpr int kPairs = 5;

/// The comparison with a steady run, at 100 results in each of 60 intervals of a second.
Comparison of_steady_run(const SimulatedRun& after, std::uint64_t seed = 1) {
    std::mt19937_64 random(seed);
    SimulatedRun before;
    before.results = after.results;
    const report::Findings a = simulated(random, before);
    return report::compare_findings(a, simulated(random, after));
}

SimulatedRun run_of_100() {
    SimulatedRun run;
    run.results = 100;
    return run;
}

}  // namespace

TEST_CASE("a collapse in the second run fails the comparison with its moment",
          "[report][compare]") {
    SimulatedRun collapsing = run_of_100();
    collapsing.flow = within(0.5, 2, 0.1);
    for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
        const Comparison comparison = of_steady_run(collapsing, seed);
        const FailOn fail_on = FailOn::parse("rate -10%");
        const Change& rate = comparison.find(fail_on);

        CHECK(rate.change->value == Approx(-45).margin(3));
        REQUIRE(rate.departure);
        CHECK(rate.departure->form == Departure::Form::End);
        CHECK(rate.departure->from == 30s);
        CHECK(base::plain(rate.departure->inside) == Approx(10).margin(2));
        CHECK(base::plain(rate.departure->outside) == Approx(100).margin(10));
        const FailOnResult result = comparison.judge(fail_on);
        CHECK(result.state == FailOnResult::State::Failed);
        CHECK_THAT(result.text, Contains("rate -10% failed: rate: ") && Contains(" → ") &&
                                    Contains("where noise makes -") &&
                                    Contains("; B from 30.0 s on: ") && Contains("before that"));
        CHECK_THAT(comparison.to_text(), Contains("  rate ") && Contains("WORSE\n") &&
                                             Contains("          B from 30.0 s on: "));
        CHECK_THAT(comparison.to_json(),
                   Contains(R"("departure":{"form":"end","from":30,"to":60,"inside":)"));
    }
}

TEST_CASE("an outage in the second run is named and no noise", "[report][compare]") {
    SimulatedRun with_outage = run_of_100();
    with_outage.flow = within(0.5, 0.56, 0);
    for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
        const Change rate = of_steady_run(with_outage, seed).changes.front();

        REQUIRE(rate.departure);
        CHECK(rate.departure->from == 30s);
        CHECK(rate.departure->to == 34s);
        CHECK(rate.departed);
        CHECK(rate.worse());
        CHECK(FailOn::parse("rate -3%").failed_by(rate));
        CHECK_THAT(rate.departure->to_string(),
                   Catch::StartsWith("has an outage from 30.0 s to 34.0 s: 0.00/s, else "));
    }
}

TEST_CASE("an outage of a timer is shown though its figure as a whole did not change",
          "[report][compare]") {
    SimulatedRun with_outage = run_of_100();
    with_outage.flow = within(0.5, 0.56, 0);
    Comparison comparison = of_steady_run(with_outage, 1);
    Change timer = comparison.changes.front();
    REQUIRE(timer.departure);
    timer.section = "login";
    timer.departed = false;
    timer.change = Percent{0};
    REQUIRE_FALSE(timer.significant());
    comparison.changes.push_back(timer);

    CHECK_THAT(comparison.to_text(), Contains("login\n") && !Contains("did not change"));
}

TEST_CASE("a drift in the second run is told from a step", "[report][compare]") {
    SimulatedRun drifting = run_of_100();
    drifting.slowness = [](double time) { return 1 + time; };
    for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
        const Comparison comparison = of_steady_run(drifting, seed);
        const Change& p50 = comparison.find(FailOn::parse("p50 +5%"));

        REQUIRE(p50.departure);
        CHECK(p50.departure->form == Departure::Form::Drift);
        CHECK(base::plain(p50.departure->outside) == Approx(0.011).margin(0.001));
        CHECK(base::plain(p50.departure->inside) == Approx(0.019).margin(0.001));
        CHECK(p50.worse());
    }
}

TEST_CASE("of a first run that is not steady the noise cannot be told", "[report][compare]") {
    std::mt19937_64 random(3);
    SimulatedRun steady = run_of_100();
    SimulatedRun broken = steady;
    broken.flow = within(0.5, 2, 0.1);
    const report::Findings a = simulated(random, broken);

    const Comparison comparison = report::compare_findings(a, simulated(random, steady));

    const FailOnResult result = comparison.judge(FailOn::parse("rate -10%"));
    CHECK(result.state == FailOnResult::State::Untold);
    CHECK_THAT(result.text, Contains("run A is not steady: rate from 30.0 s on: "));
    CHECK_FALSE(comparison.changes.front().significant());
    CHECK(comparison.judge(FailOn::parse("p50 +30%")).state == FailOnResult::State::Kept);
    CHECK_THAT(comparison.to_text(), Contains("rate cannot be told: run A is not steady"));
}

TEST_CASE("what comes back all the time is noise, once is a departure", "[report][compare]") {
    SimulatedRun once = run_of_100();
    once.slowness = within(0.5, 0.51, 10);
    SimulatedRun often = once;
    often.slowness = [](double time) { return std::lround(time * 60) % 10 == 5 ? 10.0 : 1.0; };
    std::mt19937_64 random(4);
    const report::Findings a = simulated(random, often);
    const report::Findings b = simulated(random, often);

    const FailOn fail_on = FailOn::parse("p80 +5%");
    const Comparison same = report::compare_findings(a, b);
    CHECK(same.judge(fail_on).state == FailOnResult::State::Kept);
    CHECK_FALSE(same.find(fail_on).departure);
    CHECK(of_steady_run(once).find(fail_on).departure);
}

TEST_CASE("a run without results is refused and not compared", "[report][compare]") {
    std::mt19937_64 random(5);
    const report::Findings full = simulated(random, run_of_100());
    report::Findings empty;

    const Comparison comparison = report::compare_findings(full, empty);

    CHECK(comparison.changes.empty());
    CHECK(comparison.refusal == "there is nothing to compare: run B did not begin");
    CHECK_THAT(comparison.to_text(), Contains("run B did not begin") && !Contains("%"));
    CHECK(comparison.judge(FailOn::parse("p99 +5%")).state == FailOnResult::State::Untold);
    empty.summary.measurement = Measurement::Whole;
    CHECK(report::compare_findings(empty, full).refusal ==
          "there is nothing to compare: no transaction of run A ended");
}

TEST_CASE("where nothing succeeded there is no duration to compare", "[report][compare]") {
    SimulatedRun failing = run_of_100();
    failing.error_share = 1;

    const Comparison comparison = of_steady_run(failing);

    const FailOnResult p99 = comparison.judge(FailOn::parse("p99 +5%"));
    CHECK(p99.state == FailOnResult::State::Untold);
    CHECK(p99.text == "p99 +5% cannot be told: nothing succeeded in run B");
    CHECK(comparison.judge(FailOn::parse("errors +1pp")).state == FailOnResult::State::Failed);
    CHECK(comparison.judge(FailOn::parse("rate -1%")).state == FailOnResult::State::Failed);
    CHECK_THAT(comparison.to_text(), !Contains("0 ns") && !Contains("0.00 ms"));
}

TEST_CASE("a rare error is no change, many are", "[report][compare]") {
    SimulatedRun before = run_of_100();
    SimulatedRun after = before;
    after.error_share = 0.0002;
    std::mt19937_64 random(6);
    const auto judged = [&] {
        const report::Findings a = simulated(random, before);
        const report::Findings b = simulated(random, after);
        return report::compare_findings(a, b).changes.back();
    };
    for (int i = 0; i < kPairs; ++i) {
        const Change errors = judged();
        CAPTURE(errors.to_string(), errors.departed);
        CHECK_FALSE(errors.significant());
    }
    after.error_share = 0.01;
    for (int i = 0; i < kPairs; ++i) CHECK(judged().worse());
}

TEST_CASE("two summaries are compared by the figures of their intervals", "[report][compare]") {
    SimulatedRun slower = run_of_100();
    slower.slowness = within(0, 2, 1.2);
    std::mt19937_64 random(7);
    const report::Findings a = simulated(random, run_of_100());
    const report::Findings b = simulated(random, slower);

    const FailOn fail_on = FailOn::parse("p95 +10%");
    CHECK(fail_on.failed_by(compare(a.summary, b.summary).find(fail_on)));
    CHECK_FALSE(fail_on.failed_by(compare(b.summary, a.summary).find(fail_on)));
    CHECK_FALSE(compare(a.summary, a.summary).find(fail_on).significant());
}

TEST_CASE("annotations name what failed, with its figures", "[report][compare]") {
    SimulatedRun slower = run_of_100();
    slower.slowness = within(0, 2, 1.2);
    const Comparison comparison = of_steady_run(slower);

    const std::string text =
        github_annotations(comparison, {comparison.judge(FailOn::parse("p50 +5%")),
                                        comparison.judge(FailOn::parse("errors +1pp"))});

    CHECK_THAT(text,
               Contains("::error title=Changed::p50 +5%25 failed: p50: ") && !Contains("errors"));
    CHECK_THAT(github_annotations(comparison, {}),
               Contains("::warning title=Worse::p50: ") && !Contains("p80"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) CHECK_THAT(line, Catch::StartsWith("::"));
}

namespace {

TurretSummary turret_of_class(const std::string& name, const std::string& load) {
    TurretSummary turret;
    turret.name = name;
    turret.load = load;
    return turret;
}

/// All its transactions are of one class.
report::Findings run_of_class(std::uint64_t seed, const std::string& name) {
    std::mt19937_64 random(seed);
    report::Findings run = simulated(random, run_of_100());
    run.summary.turrets = {turret_of_class(name, "closed load")};
    return run;
}

/// Its transactions are of two classes; those of the first are those of run_of_class().
report::Findings run_of_two_classes(std::uint64_t seed, const std::string& one,
                                    const std::string& other) {
    report::Findings run = run_of_class(seed, one);
    run.summary.turrets.push_back(turret_of_class(other, "open load, 10/s"));
    for (const std::string& name : {one, other}) {
        run.summary.classes.push_back({name, run.summary.sections});
        run.class_graphs.push_back(run.graphs);
    }
    return run;
}

/// A comparison with a run that is `rate` times as fast, of which something is said.
Comparison with_slower(const std::function<void(Summary&)>& say) {
    std::mt19937_64 random(8);
    SimulatedRun slower = run_of_100();
    slower.flow = within(0, 2, 0.5);
    const report::Findings a = simulated(random, run_of_100());
    report::Findings b = simulated(random, slower);
    say(b.summary);
    return report::compare_findings(a, b);
}

}  // namespace

TEST_CASE("a run that did not keep its plan fails nothing", "[report][compare]") {
    const FailOn fail_on = FailOn::parse("rate -10%");
    CHECK(with_slower([](Summary&) {}).judge(fail_on).state == FailOnResult::State::Failed);

    const Comparison comparison = with_slower([](Summary& summary) {
        summary.plan.kept = false;
        summary.plan.shortfalls = {{"crashed", "After 3 s turret web ended by SIGKILL.", true}};
    });

    const FailOnResult result = comparison.judge(fail_on);
    CHECK(result.state == FailOnResult::State::Untold);
    CHECK(result.text ==
          "rate -10% cannot be told: run B did not keep its plan: After 3 s turret "
          "web ended by SIGKILL.");
    CHECK_THAT(comparison.to_text(), Contains("B  NOT KEPT  After 3 s turret web ended"));
    CHECK_THAT(comparison.to_json(), Contains(R"("plan_after":{"answer":"NOT KEPT")"));
    CHECK_THAT(github_annotations(comparison, {result}),
               Catch::StartsWith("::error title=Change cannot be told::rate -10%25 cannot be told: "
                                 "run B did not keep its plan: "));
    CHECK(github_annotations(comparison, {}) ==
          "::warning title=No fair comparison::run B did not keep its plan: After 3 s turret web "
          "ended by SIGKILL.\n");
}

TEST_CASE("what the turrets may have made is no change of the target", "[report][compare]") {
    const auto suspect = [](Bearing bearing) {
        return with_slower([=](Summary& summary) {
            summary.verdict = {Grade::Suspect, "Read these figures with care", {}, {}};
            summary.verdict.reasons = {{Grade::Suspect, "generator", "It lacked CPU.", bearing}};
        });
    };
    const FailOn less = FailOn::parse("rate -10%");

    const FailOnResult result = suspect(Bearing::Lengthens).judge(less);

    CHECK(result.state == FailOnResult::State::Untold);
    CHECK_THAT(result.text, Contains("cannot be told: rate: ") && Contains(" → ") &&
                                Contains("; but run B: It lacked CPU."));
    CHECK(suspect(Bearing::LessLoad).judge(less).state == FailOnResult::State::Untold);
    CHECK(suspect(Bearing::Hides).judge(less).state == FailOnResult::State::Failed);
    CHECK(suspect(Bearing::Nothing).judge(less).state == FailOnResult::State::Failed);
    CHECK(suspect(Bearing::Lengthens).judge(FailOn::parse("p50 +5%")).state ==
          FailOnResult::State::Kept);
    const FailOnResult strict = suspect(Bearing::Nothing).judge(less, true);
    CHECK(strict.text == "rate -10% cannot be told: run B is SUSPECT: It lacked CPU.");
    CHECK_THAT(suspect(Bearing::Nothing).to_text(), Contains("B  SUSPECT  It lacked CPU.\n"));
}

TEST_CASE("a class is compared with a run that has no other", "[report][compare]") {
    const report::Findings web = run_of_class(9, "web");
    const report::Findings both = run_of_two_classes(10, "web", "till");

    const Comparison comparison = report::compare_findings(web, both);

    CHECK(comparison.find(FailOn::parse("p95[web] +5%")).of_class == "web");
    CHECK(comparison.only_after == std::vector<std::string>{"[till]"});
    CHECK(comparison.judge(FailOn::parse("p95[till] +5%")).text ==
          "p95[till] +5% cannot be told: only run B has [till]");
    CHECK_THROWS_WITH(comparison.judge(FailOn::parse("p95[wbe] +5%")),
                      "--fail-on \"p95[wbe] +5%\": no transaction class of both runs has that name "
                      "(did you mean web?); seen: web");
    CHECK_THAT(comparison.to_text(), Contains("the loads differ: A has closed load\n") &&
                                         Contains("B has closed load; open load, 10/s\n"));
    const Comparison alike = report::compare_findings(web, web);
    CHECK(alike.find(FailOn::parse("p95[web] +5%")).of_class.empty());
    CHECK_THAT(alike.to_text(), !Contains("loads differ"));
}

TEST_CASE("a rate of which nothing ended in time is not known", "[report][compare]") {
    const Comparison comparison =
        with_slower([](Summary& summary) { summary.sections.front().rate.reset(); });

    CHECK(comparison.judge(FailOn::parse("rate -10%")).text ==
          "rate -10% cannot be told: nothing ended in the time of run B");
    CHECK_THAT(comparison.to_text(), !Contains("-100"));
}

TEST_CASE("the part that resembles the first run is the usual one", "[report][compare]") {
    SimulatedRun fast_at_first = run_of_100();
    fast_at_first.flow = within(0, 0.3, 2);
    const Change more = of_steady_run(fast_at_first).changes.front();
    REQUIRE(more.departure);
    CHECK(more.departed);
    CHECK_FALSE(more.worse());

    SimulatedRun slow_start = run_of_100();
    slow_start.slowness = [](double time) { return time < 0.06 ? 3.0 : 0.95; };
    const Change p50 = of_steady_run(slow_start).find(FailOn::parse("p50 +1%"));
    REQUIRE(p50.departure);
    CHECK(p50.departure->form == Departure::Form::Beginning);
    CHECK_FALSE(p50.departed);
}

TEST_CASE("a ramp in the first run is no steady load", "[report][compare]") {
    std::mt19937_64 random(11);
    SimulatedRun ramp = run_of_100();
    ramp.flow = [](double time) { return std::min(1.0, 0.1 + time * 1.4); };
    const report::Findings a = simulated(random, ramp);

    const Change rate =
        report::compare_findings(a, simulated(random, run_of_100())).changes.front();

    CHECK_FALSE(rate.noise);
    CHECK_THAT(rate.untold, Contains("run A is not steady: rate drifts from "));
}
