// Databases of version 0.1.0, whose histograms mix succeeded and failed transactions: made up here,
// to the last count; report_version_0_1_test.cpp has real ones.
#include <oct/compare.hpp>

#include "base/quantity.hpp"
#include "support/catch.hpp"
#include "support/counted_run.hpp"
#include "support/old_database.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;

namespace {

CountedRun half_dead() {
    CountedRun run;
    run.config.run_time = 10s;
    for (int i = 0; i < 100; ++i)
        run.shots.push_back({.elapsed = i * 100ms + 10ms,
                             .service = i % 2 == 0 ? 40ms : 2ms,
                             .error = i % 2 == 0 ? "" : "refused",
                             .timers = {{"t", i % 2 == 0 ? 20ms : 1ms}}});
    run.shots.push_back({.elapsed = 10500ms, .error = "late"});
    return run;
}

void keep(const CountedRun& run, const TempDir& folder, bool old) {
    {
        StatsHandler stats(folder.path(), run.config);
        feed(run, stats);
    }
    if (old) make_old(folder.path() / "results.sqlite", 1s);
}

Summary summary_of(const TempDir& folder) {
    return report::read_findings(store::StoredRun(folder.path() / "results.sqlite"), {},
                                 LogSink::none())
        .summary;
}

}  // namespace

TEST_CASE("an old database that kept histograms only is told as a whole", "[report]") {
    const TempDir folder;
    CountedRun run = half_dead();
    run.config.samples = Samples::Summary;
    keep(run, folder, true);

    const Summary summary = summary_of(folder);

    CHECK(summary.mixed);
    CHECK(summary.transactions == 101);
    CHECK(summary.errors == 51);
    const Section& all = summary.sections[0];
    CHECK(all.statistics.count == 101);
    CHECK(all.statistics.min == 2ms);
    CHECK(all.all.count == 101);
    CHECK(all.failed.count == 0);
    CHECK(all.errors == 51);
    CHECK(all.ended() == 101);
    CHECK(all.after_stop == 1);
    CHECK(all.rate == 10);
    CHECK(all.intervals.size() == 10);
    CHECK(summary.timer("t")->statistics.min == 1ms);
    CHECK(summary.planned_time == 10s);
    CHECK(summary.classes.empty());
}

TEST_CASE("of an old database that kept its rows these are counted anew", "[report]") {
    const TempDir folder;
    keep(half_dead(), folder, true);

    const Summary summary = summary_of(folder);

    CHECK_FALSE(summary.mixed);
    const Section& all = summary.sections[0];
    CHECK(all.statistics.count == 50);
    CHECK(all.statistics.max == 40ms);
    CHECK(all.failed.count == 51);
    CHECK(all.failed.min == 2ms);
    CHECK(all.after_stop == 1);
    CHECK(all.rate == 5);
    CHECK(summary.timer("t")->errors == 50);
    CHECK(summary.planned_time == 10s);
    CHECK(summary.ledger.balances());
}

TEST_CASE("with an old database that kept histograms only, all of both runs is compared",
          "[report][compare]") {
    const TempDir a;
    const TempDir b;
    CountedRun run = half_dead();
    keep(run, b, false);
    run.config.samples = Samples::Summary;
    keep(run, a, true);

    const Comparison comparison = compare(a.path(), b.path());

    for (const Change& change : comparison.changes) {
        CAPTURE(change.section, change.measure);
        CHECK(base::plain(*change.before) == Approx(base::plain(*change.after)).epsilon(0.001));
    }
    CHECK(base::plain(*comparison.find(FailOn::parse("avg +5%")).before) ==
          Approx(0.021).epsilon(0.01));
    CHECK(base::plain(*comparison.find(FailOn::parse("errors +1pp")).before) ==
          Approx(100 * 51 / 101.0));
}
