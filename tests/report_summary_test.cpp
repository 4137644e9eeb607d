// The Summary against figures that are computed here, independently and exactly.
#include <oct/results.hpp>

#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using std::chrono::nanoseconds;

namespace {

void store_run(const TempDir& folder, const std::vector<Shot>& shots, nanoseconds run_time = 30s) {
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    handler.finish(outcome_of({turret_of(shots.size())}, run_time));
}

Summary summary_of(const TempDir& folder, LogSink& log = LogSink::none(),
                   nanoseconds interval = 10s) {
    return ReportBuilder(folder.path(), folder.path() / "results.sqlite", config_of(interval), {},
                         log)
        .summarize();
}

void check_exact(const Statistics& statistics, std::vector<double> ns) {
    std::sort(ns.begin(), ns.end());
    double sum = 0;
    for (const double value : ns) sum += value;
    const double mean = sum / static_cast<double>(ns.size());
    double squares = 0;
    for (const double value : ns) squares += (value - mean) * (value - mean);
    const auto rank = [&](double percent) {
        // 99.9 is no binary fraction: of 3,000 values the 2,997th is meant
        const double exact = std::ceil(percent / 100 * static_cast<double>(ns.size()) - 1e-6);
        return Approx(ns[static_cast<std::size_t>(std::max(exact, 1.0)) - 1]).epsilon(0.001);
    };
    const auto count = [](nanoseconds duration) { return static_cast<double>(duration.count()); };
    CHECK(statistics.count == ns.size());
    CHECK(count(statistics.min) == ns.front());
    CHECK(count(statistics.max) == ns.back());
    CHECK(count(statistics.mean) == Approx(mean).margin(1));
    CHECK(count(statistics.p50) == rank(50));
    CHECK(count(statistics.p80) == rank(80));
    CHECK(count(statistics.p90) == rank(90));
    CHECK(count(statistics.p95) == rank(95));
    CHECK(count(statistics.p99) == rank(99));
    CHECK(count(statistics.p999) == rank(99.9));
    CHECK(count(statistics.p9999) == rank(99.99));
    CHECK(count(statistics.stdev) ==
          Approx(std::sqrt(squares / static_cast<double>(ns.size() - 1))).epsilon(1e-6));
}

}  // namespace

TEST_CASE("statistics equal an exact computation for the run and for each interval", "[report]") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> duration(std::log(2e7), 1.0);
    const TempDir folder;
    std::vector<Shot> shots(3000);
    std::vector<double> all;
    std::vector<double> logins;
    std::array<std::vector<double>, 3> parts;
    for (Shot& shot : shots) {
        shot.elapsed = nanoseconds(random() % 30'000'000'000);
        shot.service = nanoseconds(std::llround(duration(random)));
        shot.timers = {{"login", shot.service / 3}, {"login", shot.service / 2}};
        all.push_back(static_cast<double>(shot.service.count()));
        parts[static_cast<std::size_t>(shot.elapsed / 10s)].push_back(all.back());
        for (const TimerOf& timer : shot.timers)
            logins.push_back(static_cast<double>(timer.value.count()));
    }
    store_run(folder, shots);

    const Summary summary = summary_of(folder);

    REQUIRE(summary.sections.size() == 2);
    check_exact(summary.sections[0].statistics, all);
    check_exact(summary.timer("login")->statistics, logins);
    REQUIRE(summary.sections[0].intervals.size() == 3);
    for (std::size_t i = 0; i < parts.size(); ++i)
        check_exact(summary.sections[0].intervals[i].statistics, parts[i]);
    CHECK(summary.transactions == 3000);
    CHECK(summary.timers == 6000);
    CHECK(summary.timer("none") == nullptr);
}

TEST_CASE("a report does not round times", "[report][fault-6]") {
    const TempDir folder;
    store_run(folder,
              {{.elapsed = 1s, .service = 1234567ns}, {.elapsed = 1s, .service = 1234569ns}});

    const auto statistics = summary_of(folder).sections.front().statistics;

    CHECK(statistics.min == 1234567ns);
    CHECK(statistics.mean == 1234568ns);
    CHECK(statistics.max == 1234569ns);
}

TEST_CASE("an interval without results is there, and none behind the stop", "[report]") {
    const TempDir folder;
    store_run(folder, {{.elapsed = 0s}, {.elapsed = 9999ms}, {.elapsed = 20s}, {.elapsed = 31s}});

    const Summary summary = summary_of(folder);

    const auto& intervals = summary.sections[0].intervals;
    REQUIRE(intervals.size() == 3);
    CHECK(intervals[0].statistics.count == 2);
    CHECK(intervals[1].statistics.count == 0);
    CHECK(intervals[2].from == 20s);
    CHECK(intervals[2].length == 10s);
    CHECK(summary.sections[0].after_stop == 1);
    CHECK(summary.sections[0].statistics.count == 4);
    CHECK(summary.run_time == 30s);
}

TEST_CASE("a failed transaction has a response time unless it never ran", "[report]") {
    const TempDir folder;
    store_run(folder, {{.service = 10ms},
                       {.service = 30ms, .error = "HTTP status 500"},
                       {.service = 0ns, .error = "setup failed"},
                       {.service = 0ns}});

    const Summary summary = summary_of(folder);

    CHECK(summary.transactions == 4);
    CHECK(summary.errors == 2);
    CHECK(summary.sections[0].errors == 2);
    CHECK(summary.sections[0].statistics.count == 2);
    CHECK(summary.sections[0].statistics.max == 10ms);
    CHECK(summary.sections[0].failed.count == 1);
    CHECK(summary.sections[0].failed.max == 30ms);
    CHECK(summary.sections[0].all.count == 3);
    CHECK(summary.sections[0].ended() == 4);
    REQUIRE(summary.error_messages.size() == 2);
    CHECK(summary.error_messages[0].count == 1);
}

TEST_CASE("intervals grow when there would be more than a thousand", "[report]") {
    const TempDir folder;
    KeptLog log;
    store_run(folder, {{.elapsed = 1s}, {.elapsed = 29s}});

    const Summary summary = summary_of(folder, log, 1ms);

    CHECK(summary.sections[0].intervals.size() <= 1000);
    CHECK(summary.interval == 32ms);
    CHECK(summary.sections[0].statistics.count == 2);
    CHECK_THAT(log.text(), Catch::Contains("more than 1000"));
}

TEST_CASE("a turret whose clock is hours off does not stretch the report", "[report]") {
    const TempDir folder;
    KeptLog log;
    store_run(folder, {{.elapsed = 1s}, {.elapsed = 2s}});
    {
        store::Database database = store::Database::open(folder.path() / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("UPDATE result SET epoch = epoch + 7200 WHERE id = 2");
        database.execute("DELETE FROM aggregate");  // rows were changed: they count, not what was
    }

    const Summary summary = summary_of(folder, log);

    CHECK(summary.sections[0].intervals.size() == 3);
    CHECK(summary.sections[0].intervals[0].statistics.count == 2);
    CHECK_THAT(log.text(), Catch::Contains("placed by `elapsed`"));
}

TEST_CASE("numbers that cannot be are left out and reported", "[report]") {
    const TempDir folder;
    KeptLog log;
    store_run(folder, std::vector<Shot>(5));
    {
        store::Database database = store::Database::open(folder.path() / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("UPDATE result SET scriptrun_time = 9e999 WHERE id = 1");
        database.execute("UPDATE result SET scriptrun_time = -1 WHERE id = 2");
        database.execute("UPDATE result SET elapsed = -1, epoch = -9e999 WHERE id = 3");
        database.execute("UPDATE result SET custom_timers = 'x' WHERE id = 4");
        database.execute("DELETE FROM aggregate");
    }

    const Summary summary = summary_of(folder, log);

    CHECK(summary.transactions == 2);
    CHECK(summary.ledger.stored == 5);
    CHECK_THAT(log.text(), Catch::Contains("3 rows left out"));
    CHECK_THAT(log.text(), Catch::Contains("1 rows with custom_timers"));
}

TEST_CASE("rows that vanish from the file are missing in the ledger", "[report]") {
    const TempDir folder;
    store_run(folder, std::vector<Shot>(5));
    {
        store::Database database = store::Database::open(folder.path() / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("DELETE FROM result WHERE id > 3");
    }

    CHECK(summary_of(folder).ledger.missing() == 2);
}

TEST_CASE("a database of the Python version is read", "[report]") {
    const TempDir folder;
    {
        store::Database database = store::Database::create(folder.path() / "results.sqlite");
        database.execute(
            R"(CREATE TABLE "result" ("id" INTEGER NOT NULL PRIMARY KEY, "error" TEXT NOT NULL,
               "scriptrun_time" REAL NOT NULL, "elapsed" REAL NOT NULL, "epoch" REAL NOT NULL,
               "custom_timers" TEXT NOT NULL, "turret_name" VARCHAR(255) NOT NULL);
               CREATE TABLE "turret" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL,
               "uuid" TEXT NOT NULL, "cannons" INTEGER NOT NULL, "script" TEXT NOT NULL,
               "rampup" INTEGER NOT NULL, "status" TEXT NOT NULL, "updated_at" DATETIME NOT NULL);
               INSERT INTO turret VALUES (1, 'navigation', 'u1', 50, 'v_user.py', 10, 'READY',
               '2015-12-21 18:23:06.162132');
               INSERT INTO result VALUES (1, '', 0.016, 1.5, 1450718586.5,
               '{"Example_Timer": 0.016}', 'navigation');
               INSERT INTO result VALUES (2, 'oops', 0.02, 12.5, 1450718597.5, '{}', 'Noname');)");
    }

    const Summary summary = summary_of(folder);

    CHECK(summary.measurement == Measurement::Whole);
    CHECK(summary.transactions == 2);
    CHECK(summary.started == WallTime(1450718585s));
    CHECK(summary.sections[0].intervals.size() == 2);
    CHECK(summary.timer("Example_Timer")->statistics.mean == 16ms);
    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].cannons == 50);
    CHECK(summary.turrets[0].ledger.completed == 1);
    CHECK(summary.nameless == 1);
    CHECK(summary.ledger.completed + summary.ledger.failed == 2);
    CHECK(summary.ledger.balances());
    CHECK_FALSE(summary.verified);
}

TEST_CASE("a turret's health and why it skipped go through the store into the summary",
          "[report]") {
    const TempDir folder;
    TurretRecord turret = turret_of(2);
    turret.counts->skipped = 6;
    turret.counts->intended = 8;
    turret.counts->skipped_no_cannon = 3;
    turret.counts->skipped_late = 2;
    turret.counts->skipped_at_stop = 1;
    turret.health = TurretHealth{
        .watched = 30s, .cpu = 3s, .cost = 200us, .timer_cost = 100us, .involuntary_switches = 7};
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(std::vector<Shot>(2, {.timers = {{"a", 1ms}, {"b", 1ms}}})));
    handler.finish(outcome_of({turret}));

    const Summary summary = summary_of(folder);

    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].health == turret.health);
    CHECK(summary.ledger.balances());
    CHECK(summary.ledger.skipped_no_cannon == 3);
    CHECK(summary.ledger.skipped_late == 2);
    CHECK(summary.ledger.skipped_at_stop == 1);
    REQUIRE(summary.own_cost.has_value());
    CHECK(summary.own_cost->of_p50.value == Approx(4).epsilon(0.001));  // 200 + 2 · 100 µs of 10 ms
    const std::string json = summary.to_json();
    CHECK(json.find(R"("involuntary_switches":7)") != std::string::npos);
    CHECK(summary.verdict.reasons.at(0).text ==
          "6 transactions were not started: no cannon was free for 3, the turret came too late for "
          "2, overdue at the end were 1.");
}

TEST_CASE("a database of a time when turrets sent no health is read", "[report]") {
    const TempDir folder;
    store_run(folder, std::vector<Shot>(5));
    {
        store::Database database = store::Database::open(folder.path() / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("DROP TABLE turret_health");
        for (const char* column : {"skipped_no_cannon", "skipped_late", "skipped_at_stop"})
            database.execute(std::string("ALTER TABLE ledger DROP COLUMN ") + column);
    }

    const Summary summary = summary_of(folder);

    CHECK(summary.ledger.balances());
    CHECK(summary.transactions == 5);
    CHECK_FALSE(summary.turrets.at(0).health.has_value());
    CHECK_FALSE(summary.own_cost.has_value());
}

TEST_CASE("a summary is valid JSON with durations in seconds", "[report]") {
    const TempDir folder;
    store_run(folder, {{.timers = {{"a \"timer\"", 5ms}}}, {.error = "\"quoted\" \\ <b>"}});

    const std::string text = summary_of(folder).to_json();

    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    REQUIRE_FALSE(document.HasParseError());
    CHECK(document["run_time"].GetDouble() == 30);
    CHECK(document["sections"][1]["max"].GetDouble() == 0.005);
    CHECK(document["sections"][1]["p999"].GetDouble() == Approx(0.005).epsilon(0.001));
    CHECK(document["sections"][0]["intervals"][0].HasMember("p9999"));
    CHECK(document["error_messages"][0]["message"] == "\"quoted\" \\ <b>");
    CHECK(document["ledger"]["balances"].GetBool());
    CHECK(document["turrets"][0]["load"] == "closed load");
}
