// Rates: what was done over the time it took, in one half open window.
#include "support/catch.hpp"
#include "support/counted_run.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using std::chrono::nanoseconds;

namespace {

CountedRun run_of(nanoseconds run_time) {
    CountedRun run;
    run.config.run_time = run_time;
    return run;
}

std::vector<std::uint64_t> counts_of(const Section& section) {
    std::vector<std::uint64_t> counts;
    for (const Interval& interval : section.intervals) counts.push_back(interval.statistics.count);
    return counts;
}

}  // namespace

TEST_CASE("a target that does 1,000/s is not said to do more, however long its queue is",
          "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(2s);  // 2,000/s are due; it goes on when the run is over
    for (nanoseconds end = 500us; end < 4s; end += 1ms)
        run.shots.push_back(
            {.elapsed = end, .service = end / 2, .timers = {{"queue", end / 2}}, .lag = 0s});

    const Summary summary = findings_of(run, kept).summary;

    CHECK(summary.transactions == 4000);
    CHECK(summary.measured_to == 2s);
    CHECK(summary.planned_time == 2s);
    CHECK(summary.rate == 1000);
    for (const Section& section : summary.sections) {
        CHECK(section.statistics.count == 4000);
        CHECK(section.after_stop == 2000);
        CHECK(section.rate == 1000);
        CHECK(section.failed_rate == 0);
        CHECK(counts_of(section) == std::vector<std::uint64_t>{1000, 1000});
    }
}

TEST_CASE("a run in which nothing ended in time has no rate", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(1s);
    run.shots.assign(10, {.elapsed = 3s, .service = 3s});

    const Summary summary = findings_of(run, kept).summary;

    CHECK_FALSE(summary.rate.has_value());
    CHECK_FALSE(summary.sections[0].failed_rate.has_value());
    CHECK(summary.sections[0].statistics.count == 10);
    CHECK(summary.sections[0].after_stop == 10);
    CHECK(counts_of(summary.sections[0]) == std::vector<std::uint64_t>{0});
}

TEST_CASE("a fulfilled plan is measured until its last transaction, not until that was noticed",
          "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(10s);
    run.end = RunEnd::Fulfilled;
    run.stopped = 41ms;
    for (int i = 1; i <= 100; ++i) run.shots.push_back({.elapsed = i * 136us, .service = 100us});

    const Summary summary = findings_of(run, kept).summary;

    CHECK(summary.end == RunEnd::Fulfilled);
    CHECK(summary.run_time == 41ms);
    CHECK(std::chrono::abs(summary.measured_to - 13600us) < 1us);  // an epoch has about 240 ns
    CHECK(summary.rate.value() == Approx(100 / 0.0136).epsilon(1e-4));
    CHECK(summary.sections[0].after_stop == 0);
    REQUIRE(summary.sections[0].intervals.size() == 1);
    CHECK(summary.sections[0].intervals[0].length == summary.measured_to);
}

TEST_CASE("the last result of a fulfilled plan is in its last interval, also on the edge of one",
          "[report]") {
    CountedRun run = run_of(10s);
    run.end = RunEnd::Fulfilled;
    run.stopped = 2500ms;
    run.shots = {{.elapsed = 1s}, {.elapsed = 2s}};

    const Summary summary = findings_of(run, Kept::Memory).summary;

    CHECK(counts_of(summary.sections[0]) == std::vector<std::uint64_t>{0, 2});
    CHECK(summary.rate == 1);
}

TEST_CASE("200 starts in 2 s are 100 a second, in two intervals of a second", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(2s);
    for (nanoseconds due = 0s; due < 2s; due += 10ms)
        run.shots.push_back({.elapsed = due + 3ms, .service = 3ms});

    const Summary summary = findings_of(run, kept).summary;

    CHECK(summary.rate == 100);
    CHECK(counts_of(summary.sections[0]) == std::vector<std::uint64_t>{100, 100});
    CHECK(summary.sections[0].intervals[1].length == 1s);
}

TEST_CASE("what ends exactly at the stop ends after it", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(1500ms);
    run.shots = {{.elapsed = 0s}, {.elapsed = 1s}, {.elapsed = 1500ms}};

    const Summary summary = findings_of(run, kept).summary;

    CHECK(summary.sections[0].after_stop == 1);
    CHECK(summary.rate == 2 / 1.5);
    CHECK(counts_of(summary.sections[0]) == std::vector<std::uint64_t>{1, 1});
    CHECK(summary.sections[0].intervals[1].length == 500ms);
}

TEST_CASE("succeeded and failed have rates of their own, and so have timers", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(1s);
    for (int i = 0; i < 10; ++i)
        run.shots.push_back({.elapsed = i * 100ms,
                             .service = i < 3 ? 30ms : 10ms,
                             .error = i < 3 ? "no" : "",
                             .timers = {{"t", i < 3 ? 3ms : 1ms}}});
    run.shots.push_back({.elapsed = 500ms, .service = 0s, .error = "never ran"});

    const Summary summary = findings_of(run, kept).summary;

    CHECK(summary.rate == 7);
    CHECK(summary.sections[0].failed_rate == 4);
    CHECK(summary.sections[0].errors == 4);
    CHECK(summary.sections[0].statistics.max == 10ms);
    CHECK(summary.sections[0].failed.count == 3);
    CHECK(summary.sections[0].failed.min == 30ms);
    CHECK(summary.sections[0].all.count == 10);
    const Section& timer = *summary.timer("t");
    CHECK(timer.rate == 7);
    CHECK(timer.failed_rate == 3);
    CHECK(timer.errors == 3);
    CHECK(timer.statistics.max == 1ms);
    CHECK(timer.failed.max == 3ms);
}

TEST_CASE("a run that is stopped early is measured until then", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = run_of(30s);
    run.end = RunEnd::Interrupted;
    run.stopped = 1500ms;
    run.shots = {{.elapsed = 200ms}, {.elapsed = 1400ms}, {.elapsed = 1700ms}};

    const Summary summary = findings_of(run, kept).summary;

    CHECK(summary.rate == 2 / 1.5);
    CHECK(summary.sections[0].after_stop == 1);
    CHECK(summary.sections[0].intervals.size() == 2);
}

TEST_CASE("a run whose headquarters died is measured until its last result", "[report]") {
    const bool from_rows = GENERATE(false, true);
    const TempDir folder;
    Config config = config_of(1s);
    {
        StatsHandler stats(folder.path(), config);
        stats.start({"hq", kStart});
        stats.turret(turret_of(4));
        stats.consume(
            block_of({{.elapsed = 1s}, {.elapsed = 2s}, {.elapsed = 3s}, {.elapsed = 4s}}));
    }
    if (from_rows) forget_aggregates(folder.path() / "results.sqlite");

    const Summary summary =
        report::read_findings(store::StoredRun(folder.path() / "results.sqlite"), {1s},
                              LogSink::none())
            .summary;

    CHECK(summary.measurement == Measurement::Partial);
    CHECK(summary.planned_time == 30s);
    CHECK(summary.measured_to == 4s);
    CHECK(summary.rate == 1);
    CHECK(counts_of(summary.sections[0]) == std::vector<std::uint64_t>{0, 1, 1, 2});
}
