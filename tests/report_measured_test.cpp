// What a report counts and over which time, while the run goes on and with a warm-up.
#include <oct/compare.hpp>
#include <oct/results.hpp>

#include "base/quantity.hpp"
#include "report/judge/judgement.hpp"
#include "store/stored_run.hpp"
#include "store/transaction.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <tuple>
#include <utility>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

report::Findings findings_of(const fs::path& folder, std::chrono::nanoseconds interval = 10s) {
    return report::read_judged(store::StoredRun(folder / "results.sqlite"), interval, {},
                               LogSink::none());
}

/// Writes one more piece of the run, as its HQ would, when the report logs its first line.
class WritesMeanwhile final : public LogSink {
public:
    explicit WritesMeanwhile(const fs::path& file) : file_(file) {}
    void write(LogLevel, std::string_view, std::string_view) override {
        if (std::exchange(done_, true)) return;
        store::Database database(store::Database::open(file_));
        database.execute("PRAGMA query_only = OFF");
        store::Transaction transaction(database);
        database.execute(
            "INSERT INTO result (error, scriptrun_time, elapsed, epoch, custom_timers, "
            "turret_name, turret_id) VALUES ('later', 1, 5, 1700000005, '{\"later\": 1}', 'x', 9)");
        database.execute("UPDATE histogram SET errors = errors + 100");
        database.execute(
            "INSERT INTO series (id, class, kind, timer) VALUES (99, 'x', 'timer', 'later')");
        database.execute("UPDATE turret SET name = 'later'");
        transaction.commit();
    }
    [[nodiscard]] bool done() const { return done_; }

private:
    fs::path file_;
    bool done_ = false;
};

}  // namespace

TEST_CASE("a report made while the run goes on is of one moment", "[report]") {
    const bool from_rows = GENERATE(false, true);
    const TempDir folder;
    const fs::path file = folder.path() / "results.sqlite";
    {
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        // its number cannot be: the report logs that between its steps
        handler.consume(block_of({{.elapsed = 1s}, {.elapsed = -1s}, {.elapsed = 2s}}));
        handler.finish(outcome_of({turret_of(3)}));
    }
    if (from_rows) forget_aggregates(file);
    {
        store::Database database = store::Database::open(file);
        database.execute("PRAGMA query_only = OFF");
        database.execute("UPDATE result SET epoch = 'nothing' WHERE elapsed < 0");
        database.execute("UPDATE aggregate SET bad_rows = 1");
        database.execute("PRAGMA journal_mode = WAL");
    }
    const report::Findings before = findings_of(folder.path());
    WritesMeanwhile writer(file);

    const report::Findings during = report::read_findings(store::StoredRun(file), {10s}, writer);

    REQUIRE(writer.done());
    const auto counted = [](const Summary& summary) {
        const Section& all = summary.sections[0];
        return std::tuple(summary.transactions, summary.errors, summary.sections.size(),
                          all.statistics.count, all.errors, summary.ledger.stored);
    };
    CHECK(counted(before.summary) == counted(during.summary));
    CHECK(during.summary.turrets.at(0).name == "navigation");
    CHECK(findings_of(folder.path()).summary.turrets.at(0).name == "later");
}

TEST_CASE("rates are over the time behind the shortest warm-up", "[report]") {
    const bool from_rows = GENERATE(false, true);
    const auto samples = GENERATE(Samples::All, Samples::Summary);
    if (from_rows && samples == Samples::Summary) return;
    const TempDir folder;
    std::vector<Shot> shots;  // a turret that warms up for 5 s of 10, another one for 7
    for (std::chrono::nanoseconds due = 0s; due < 10s; due += 10ms)
        for (const auto& [name, uuid, warmup] :
             {std::tuple("short", "u1", 5s), std::tuple("long", "u2", 7s)})
            shots.push_back({.elapsed = due + 3ms,
                             .service = 2ms,
                             .turret = name,
                             .uuid = uuid,
                             .lag = 1ms,
                             .warmup = due < warmup});
    {
        Config config = config_of();
        config.samples = samples;
        config.limits = {Limit::parse("rate > 100/s"), Limit::parse("rate < 110/s")};
        StatsHandler handler(folder.path(), config);
        handler.start({"hq", kStart});
        handler.consume(block_of(shots));
        handler.finish(outcome_of({turret_of(1000, "short"), turret_of(1000, "long", "u2")}, 10s));
    }
    if (from_rows) forget_aggregates(folder.path() / "results.sqlite");

    const report::Findings findings = findings_of(folder.path(), 2s);

    const Summary& summary = findings.summary;
    CHECK(summary.transactions == 800);
    CHECK(summary.run_time == 10s);
    CHECK(std::chrono::round<std::chrono::milliseconds>(summary.measured_from) ==
          5s);  // an epoch has about 240 ns
    CHECK(std::chrono::round<std::chrono::milliseconds>(summary.measured_time()) == 5s);
    REQUIRE(summary.limits.size() == 2);
    CHECK(base::plain(summary.limits[0].measured.value()) == Approx(160));
    if (samples == Samples::All)  // of the intervals from 4 s on, the first with a second
        CHECK(summary.limits[1].detail == "missed in 2 of 3 intervals, first in the one from 6 s");
    CHECK_THAT(summary.to_text(), Catch::Contains(" 160.0 "));
}

TEST_CASE("two runs of one rate are compared alike whatever their warm-ups are", "[report]") {
    const TempDir a;
    const TempDir b;
    const auto store_run = [](const TempDir& folder, std::chrono::nanoseconds warmup) {
        std::vector<Shot> shots;
        for (std::chrono::nanoseconds due = 0s; due < 30s; due += 10ms)
            shots.push_back({.elapsed = due + 2ms, .service = 2ms, .warmup = due < warmup});
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        handler.consume(block_of(shots));
        handler.finish(outcome_of({turret_of(shots.size())}, 30s));
    };
    store_run(a, 0s);
    store_run(b, 12s);

    const Comparison comparison = compare(a.path(), b.path());

    const Change& rate = comparison.find(FailOn::parse("rate -1%"));
    CHECK(base::plain(*rate.before) == Approx(100));
    CHECK(base::plain(*rate.after) == Approx(100));
    CHECK(rate.change->value == Approx(0).margin(0.1));
}
