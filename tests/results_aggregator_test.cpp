// Counts kept beside the rows: the same as the rows give, whatever ended the run.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "report/read/findings.hpp"
#include "report/read/run_counts.hpp"
#include "results/result_writer.hpp"
#include "store/stored_run.hpp"
#include "store/stored_run_writer.hpp"
#include "store/transaction.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <random>
#include <signal.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using std::chrono::nanoseconds;
namespace fs = std::filesystem;

namespace {

report::Findings findings_of(const fs::path& folder, nanoseconds interval = 10s) {
    return report::read_findings(store::StoredRun(folder / "results.sqlite"), {interval},
                                 LogSink::none());
}

std::vector<Shot> shots_of(std::mt19937_64& random, std::size_t count) {
    std::vector<Shot> shots(count);
    for (Shot& shot : shots) {
        shot.elapsed = nanoseconds(random() % 32'000'000'000);
        shot.service = nanoseconds(random() % 3'000'000'000);
        if (random() % 4 == 0) shot.error = "error " + std::to_string(random() % 3);
        if (random() % 16 == 0) shot.service = 0ns;
        for (std::uint64_t n = random() % 4; n != 0; --n)
            shot.timers.push_back(
                {"timer " + std::to_string(random() % 3), nanoseconds(random() % 1'000'000'000)});
        if (random() % 3 == 0) shot.turret = "two", shot.uuid = "u2";
    }
    return shots;
}

void check_same(const Section& a, const Section& b) {
    const auto same = [](const Statistics& x, const Statistics& y) {
        return x.count == y.count && x.min == y.min && x.mean == y.mean && x.p50 == y.p50 &&
               x.p80 == y.p80 && x.p90 == y.p90 && x.p95 == y.p95 && x.p99 == y.p99 &&
               x.max == y.max && x.stdev == y.stdev;
    };
    CHECK(a.name == b.name);
    CHECK(a.errors == b.errors);
    CHECK(a.of_class == b.of_class);
    CHECK(same(a.statistics, b.statistics));
    CHECK(same(a.failed, b.failed));
    CHECK(same(a.all, b.all));
    CHECK(a.after_stop == b.after_stop);
    CHECK(a.rate == b.rate);
    CHECK(a.failed_rate == b.failed_rate);
    REQUIRE(a.intervals.size() == b.intervals.size());
    for (std::size_t i = 0; i < a.intervals.size(); ++i) {
        CHECK(a.intervals[i].errors == b.intervals[i].errors);
        CHECK(a.intervals[i].length == b.intervals[i].length);
        CHECK(same(a.intervals[i].statistics, b.intervals[i].statistics));
    }
}

void check_same(const report::GraphData& a, const report::GraphData& b) {
    CHECK(a.total == b.total);
    CHECK(a.packed == b.packed);
    CHECK(a.heatmap.columns() == b.heatmap.columns());
    REQUIRE(a.rate.bins().size() == b.rate.bins().size());
    for (std::size_t i = 0; i < a.rate.bins().size(); ++i)
        CHECK(a.rate.bins()[i].all == b.rate.bins()[i].all);
}

// Everything but the points, which are a choice.
void check_same(const report::Findings& a, const report::Findings& b) {
    CHECK(a.summary.transactions == b.summary.transactions);
    CHECK(a.summary.timers == b.summary.timers);
    CHECK(a.summary.errors == b.summary.errors);
    CHECK(a.summary.warmup_results == b.summary.warmup_results);
    CHECK(a.summary.run_time == b.summary.run_time);
    CHECK(a.summary.measured_from == b.summary.measured_from);
    CHECK(a.summary.measured_to == b.summary.measured_to);
    CHECK(a.summary.rate == b.summary.rate);
    CHECK(a.summary.ledger == b.summary.ledger);
    REQUIRE(a.summary.turrets.size() == b.summary.turrets.size());
    for (std::size_t i = 0; i < a.summary.turrets.size(); ++i) {
        CHECK(a.summary.turrets[i].ledger == b.summary.turrets[i].ledger);
        CHECK(a.summary.turrets[i].first_result == b.summary.turrets[i].first_result);
        CHECK(a.summary.turrets[i].last_result == b.summary.turrets[i].last_result);
    }
    REQUIRE(a.summary.error_messages.size() == b.summary.error_messages.size());
    for (std::size_t i = 0; i < a.summary.error_messages.size(); ++i) {
        const ErrorCount& left = a.summary.error_messages[i];
        const ErrorCount& right = b.summary.error_messages[i];
        CHECK(std::tie(left.message, left.count, left.first, left.last, left.turret) ==
              std::tie(right.message, right.count, right.first, right.last, right.turret));
    }
    REQUIRE(a.graphs.size() == b.graphs.size());
    for (std::size_t i = 0; i < a.graphs.size(); ++i) {
        check_same(a.summary.sections[i], b.summary.sections[i]);
        check_same(a.graphs[i], b.graphs[i]);
    }
    REQUIRE(a.summary.classes.size() == b.summary.classes.size());
    for (std::size_t i = 0; i < a.summary.classes.size(); ++i) {
        CHECK(a.summary.classes[i].name == b.summary.classes[i].name);
        REQUIRE(a.summary.classes[i].sections.size() == b.summary.classes[i].sections.size());
        for (std::size_t k = 0; k < a.summary.classes[i].sections.size(); ++k) {
            check_same(a.summary.classes[i].sections[k], b.summary.classes[i].sections[k]);
            check_same(a.class_graphs[i][k], b.class_graphs[i][k]);
        }
    }
    check_same(a.summary.lag, b.summary.lag);
    check_same(a.lag, b.lag);
}

// Counts every result at once, then again and again in pieces with writes in between.
void store_in_pieces(const fs::path& file, const std::vector<Shot>& shots, std::mt19937_64& random,
                     std::size_t uncounted) {
    const measure::AggregateFacts counted{10s, 30s};
    store::StoredRunWriter writer(file, counted);
    measure::RunFacts run;
    run.state = measure::RunState::Running;
    run.interval = 10s;
    run.planned_time = 30s;
    run.started = kStart;
    writer.write(run);
    results::Aggregator aggregator(counted, 1s);
    aggregator.counter().start(kStart);
    for (std::size_t at = 0; at < shots.size();) {
        const std::size_t count = std::min<std::size_t>(1 + random() % 400, shots.size() - at);
        const SampleBlock block =
            block_of(std::vector<Shot>(shots.begin() + static_cast<std::ptrdiff_t>(at),
                                       shots.begin() + static_cast<std::ptrdiff_t>(at + count)));
        at += count;
        const bool write = random() % 2 == 0 && at + uncounted <= shots.size();
        const bool fails = write && random() % 3 == 0;
        std::vector<std::int64_t> turrets;
        for (const Sample& sample : block.samples())
            turrets.push_back(block.name(sample.turret) == "two" ? 2 : 1);
        const auto add = [&](bool fails_now) {
            if (write && fails_now == fails) aggregator.write(writer);
            if (fails_now) throw StoreError("full");
            writer.add(block, block.samples(), turrets);
        };
        if (fails) {
            CHECK_THROWS_AS(writer.transact([&] { add(true); }), StoreError);
            aggregator.not_written();
        }
        writer.transact([&] { add(false); });
        if (write && !fails) aggregator.written({});
        aggregator.counter().new_block();
        for (std::size_t i = 0; i < turrets.size(); ++i)
            aggregator.counter().add(block, block.samples()[i], turrets[i],
                                     block.name(block.samples()[i].turret));
    }
}

}  // namespace

TEST_CASE("stored counts and the rows behind them equal the counts of all rows", "[results]") {
    const auto seed = std::random_device{}();
    const auto uncounted = GENERATE(0U, 300U, 3000U);
    CAPTURE(seed, uncounted);
    std::mt19937_64 random(seed);
    const TempDir folder;
    const fs::path file = folder.path() / "results.sqlite";
    store_in_pieces(file, shots_of(random, 3000), random, uncounted);

    const report::Findings stored = findings_of(folder.path());
    const report::Findings wide = findings_of(folder.path(), 20s);
    forget_aggregates(file);

    check_same(stored, findings_of(folder.path()));
    check_same(wide, findings_of(folder.path(), 20s));
}

TEST_CASE("a report of other intervals than those stored is made of the rows", "[results]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const TempDir folder;
    store_in_pieces(folder.path() / "results.sqlite", shots_of(random, 1000), random, 0);

    const report::Findings findings = findings_of(folder.path(), 4s);

    CHECK(findings.summary.interval == 4s);
    CHECK(findings.summary.sections[0].intervals.size() == 8);
    CHECK(findings.summary.transactions == 1000);
}

TEST_CASE("a finished run is reported without reading a row", "[results]") {
    const TempDir folder;
    {
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        handler.consume(block_of({{.elapsed = 1s, .timers = {{"t", 5ms}}}, {.error = "no"}}));
        handler.finish(outcome_of({turret_of(2)}));
    }
    {
        store::Database database = store::Database::open(folder.path() / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("UPDATE result SET scriptrun_time = 99, error = 'changed'");
    }

    const Summary summary = findings_of(folder.path()).summary;

    CHECK(summary.sections[0].statistics.max == 10ms);
    CHECK(summary.errors == 1);
    CHECK(summary.ledger.balances());
    CHECK(summary.error_messages[0].message == "no");
    CHECK(summary.error_messages[0].turret == "navigation");
    CHECK(summary.timer("t")->statistics.max == 5ms);
}

TEST_CASE("results of the warm-up have a table of their own and are in the ledger alone",
          "[results]") {
    const TempDir folder;
    SampleBlock block = block_of(2);
    for (const bool failed : {false, true}) {
        Sample sample = block.samples()[0];
        sample.in_warmup = true;
        sample.service = 9s;
        block.add_timer(block.intern("t"), 9s);
        block.append(sample, failed ? "cold" : "");
    }
    {
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        handler.consume(block);
        handler.finish(outcome_of({turret_of(4)}));
    }
    const report::Findings stored = findings_of(folder.path());
    const store::Database database = store::Database::open(folder.path() / "results.sqlite");
    CHECK(query(database, "SELECT count(*) FROM result") == "2");
    CHECK(query(database, "SELECT count(*) FROM warmup_result") == "2");
    CHECK(stored.summary.transactions == 2);
    CHECK(stored.summary.warmup_results == 2);
    CHECK(stored.summary.errors == 0);
    CHECK(stored.summary.sections.size() == 1);
    CHECK(stored.summary.sections[0].statistics.max == 10ms);
    CHECK(stored.summary.ledger.stored == 4);
    CHECK(stored.summary.ledger.failed == 1);
    CHECK(stored.summary.ledger.balances());
    forget_aggregates(folder.path() / "results.sqlite");
    check_same(stored, findings_of(folder.path()));
}

TEST_CASE("a run that keeps histograms only has figures and no rows", "[results]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto shots = shots_of(random, 2000);
    const TempDir rows;
    const TempDir summary;
    for (const TempDir* folder : {&rows, &summary}) {
        Config config = config_of();
        config.samples = folder == &rows ? Samples::All : Samples::Summary;
        StatsHandler handler(folder->path(), config);
        handler.start({"hq", kStart});
        handler.consume(block_of(shots));
        handler.finish(outcome_of({turret_of(1000), turret_of(1000, "two", "u2")}));
        CHECK(handler.stored() == 2000);
    }

    check_same(findings_of(summary.path()), findings_of(rows.path()));
    const store::Database database = store::Database::open(summary.path() / "results.sqlite");
    CHECK(query(database, "SELECT count(*) FROM result") == "0");
    CHECK_FALSE(store::AggregateReader(database).facts()->rows_kept);
    CHECK(findings_of(summary.path(), 4s).summary.interval == 10s);
    std::ostringstream csv;
    CHECK_THROWS_WITH(results_to_csv(summary.path() / "results.sqlite", csv, {}),
                      Catch::Contains("this run kept histograms only"));
}

TEST_CASE("a damaged histogram is an error that names the file", "[results]") {
    const TempDir folder;
    {
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        handler.consume(block_of(10));
        handler.finish(outcome_of({turret_of(10)}));
    }
    const fs::path file = folder.path() / "results.sqlite";
    {
        store::Database database = store::Database::open(file);
        database.execute("PRAGMA query_only = OFF");
        database.execute("UPDATE histogram SET buckets = x'01ff'");
    }

    CHECK_THROWS_WITH(findings_of(folder.path()), Catch::Contains(file.string()));
    forget_aggregates(file);
    CHECK(findings_of(folder.path()).summary.transactions == 10);
}

TEST_CASE("after kill -9 at any moment the report equals the one made of the rows", "[results]") {
    const auto seed = std::random_device{}();
    const auto attempt = GENERATE(range(0, 8));
    CAPTURE(seed, attempt);
    std::mt19937_64 random(seed);
    const TempDir folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        results::WriterOptions options;
        options.transaction_rows = 50;
        options.aggregate = {1s, 30s};
        options.count_period = 3ms;
        measure::RunFacts run;
        run.interval = 1s;
        run.planned_time = 30s;
        results::ResultWriter writer(std::make_unique<store::StoredRunWriter>(
                                         folder.path() / "results.sqlite", options.aggregate),
                                     run, options, LogSink::none());
        writer.start({"hq", kStart});
        while (true) {
            writer.consume(block_of(shots_of(random, 200)));
            if (writer.stored() > 2000 && ::write(ready[1], "!", 1) != 1) ::_exit(1);
        }
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    std::this_thread::sleep_for(std::chrono::microseconds(std::random_device{}() % 20000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);

    const report::Findings stored = findings_of(folder.path(), 1s);
    const store::Database database = store::Database::open(folder.path() / "results.sqlite");
    CHECK(query(database, "SELECT covers FROM aggregate") != "0");
    CHECK(std::to_string(stored.summary.transactions) ==
          query(database, "SELECT count(*) FROM result"));
    forget_aggregates(folder.path() / "results.sqlite");
    check_same(stored, findings_of(folder.path(), 1s));
}
