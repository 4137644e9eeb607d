// oct::LoadTest: a load test as one expression inside a program.
#include <oct/error.hpp>
#include <oct/load_test.hpp>

#include "run/results_folder.hpp"
#include "support/catch.hpp"
#include "support/recording_sink.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using oct::LoadTest;

namespace {

class Nap : public oct::Transaction {
public:
    explicit Nap(const oct::TransactionConfig& config)
        : fail_(config.value<bool>("fail").value_or(false)) {}
    void run() override {
        auto t = timer("nap");
        std::this_thread::sleep_for(2ms);
        if (fail_) throw std::runtime_error("tired");
    }

private:
    bool fail_;
};

class Refuses : public oct::Transaction {
public:
    Refuses() { throw std::runtime_error("no license"); }
    void run() override {}
};

class Slow : public oct::Transaction {
public:
    void run() override { std::this_thread::sleep_for(400ms); }
};

}  // namespace

TEST_CASE("a run lasts until its planned end whenever its last start was", "[run][integration]") {
    oct::LoadTest test;
    test.cannons(2).run_time(700ms);
    SECTION("of a low rate") {
        test.rate(2);
    }
    SECTION("of cannons that think long") {
        oct::Plan plan;
        plan.think_time = 10s;
        test.plan(plan);
    }
    SECTION("of cannons that are paced slowly") {
        oct::Plan plan;
        plan.pacing = 500ms;
        test.plan(plan);
    }

    const oct::Summary summary = test.transaction<Nap>().run();

    CHECK(summary.run_time >= 700ms);
    CHECK(summary.verdict.grade == oct::Grade::Valid);
}

TEST_CASE("a load test is judged by its limits and says so in text", "[run][integration][limit]") {
    const auto summary = LoadTest()
                             .run_time(300ms)
                             .limit("count > 5")
                             .limit("p50(nap) < 1ms")
                             .transaction<Nap>()
                             .run();

    REQUIRE(summary.limits.size() == 2);
    CHECK(summary.limits[0].state == oct::LimitResult::State::Met);
    CHECK(summary.limits[1].state == oct::LimitResult::State::Missed);
    CHECK_FALSE(summary.limits_met());
    CHECK_THAT(summary.limits_table(), Catch::StartsWith("LIMITS  1 of 2 missed\n") &&
                                           Catch::Contains("MISSED  p50(nap) < 1ms"));
    CHECK_THROWS_AS(LoadTest().limit("p50 < 1"), oct::ConfigError);
}

TEST_CASE("a limit that aborts ends a run long before its time", "[run][integration][limit]") {
    const auto summary = LoadTest()
                             .run_time(1h)
                             .limit("errors < 1% abort after 1s")
                             .config(R"({"fail": true})")
                             .transaction<Nap>()
                             .run();

    CHECK(summary.end == oct::RunEnd::Limit);
    CHECK(summary.aborted_by == "errors < 1%");
    CHECK_FALSE(summary.interrupted);
    CHECK(summary.run_time >= 1s);
    CHECK(summary.run_time < 30min);
    CHECK_THAT(summary.to_text(), Catch::Contains("The limit errors < 1% ended the run early."));
    CHECK_FALSE(summary.limits_met());
    CHECK(summary.verdict.grade != oct::Grade::Invalid);
    CHECK(summary.ledger.balances());
}

TEST_CASE("a load test returns what was measured and every shot is accounted for",
          "[run][integration]") {
    const auto summary = LoadTest().cannons(4).run_time(500ms).transaction<Nap>().run();

    CHECK(summary.transactions > 100);
    CHECK(summary.errors == 0);
    CHECK(summary.timers == summary.transactions);
    CHECK(summary.verified);
    CHECK(summary.ledger.balances());
    CHECK(summary.ledger.fired == summary.transactions);
    REQUIRE(summary.timer("nap") != nullptr);
    CHECK(summary.timer("nap")->statistics.p50 >= 2ms);
    CHECK(summary.sections.front().statistics.min >= summary.timer("nap")->statistics.min);
    CHECK(summary.database.empty());
}

TEST_CASE("several transactions run side by side with their own settings", "[run][integration]") {
    const auto summary = LoadTest()
                             .run_time(300ms)
                             .cannons(2)
                             .transaction<Nap>("good")
                             .config(R"({"fail": true})")
                             .transaction<Nap>("bad")
                             .run();

    REQUIRE(summary.turrets.size() == 2);
    CHECK(summary.turrets[0].name == "bad");
    CHECK(summary.turrets[0].ledger.failed == summary.turrets[0].ledger.stored);
    CHECK(summary.turrets[1].ledger.failed == 0);
    REQUIRE(summary.error_messages.size() == 1);
    CHECK(summary.error_messages[0].message == "tired");
    CHECK(summary.error_messages[0].count == summary.errors);
}

TEST_CASE("a transaction that is still running at the end is waited for", "[run][integration]") {
    const auto summary = LoadTest().cannons(2).run_time(100ms).transaction<Slow>().run();

    CHECK(summary.transactions == 2);
    CHECK(summary.ledger.in_flight == 0);
    CHECK(summary.sections.front().statistics.min >= 400ms);
}

TEST_CASE("a user's sink stands beside the store and results can be kept", "[run][integration]") {
    const oct::testing::TempDir dir;
    oct::testing::RecordingSink sink;

    const auto summary =
        LoadTest().run_time(200ms).sink(sink).results(dir.path() / "kept").transaction<Nap>().run();

    CHECK(sink.results.size() == summary.transactions);
    CHECK(sink.finished.size() == 1);
    CHECK(std::filesystem::exists(summary.report));
    CHECK(std::filesystem::exists(summary.database));
}

TEST_CASE("a load test that keeps no results needs no file", "[run][integration]") {
    const char* const before = std::getenv("TMPDIR");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("TMPDIR", "/no/such/folder", 1);

    const auto summary = LoadTest().run_time(200ms).transaction<Nap>().run();

    before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", kept.c_str(), 1);
    CHECK(summary.transactions > 0);
    CHECK(summary.verified);
    CHECK(summary.ledger.balances());
    CHECK(summary.sections[1].statistics.count == summary.transactions);
    CHECK(summary.database.empty());
    CHECK(summary.report.empty());
}

TEST_CASE("a load test that cannot begin says why", "[run][integration]") {
    CHECK_THROWS_AS(LoadTest().run(), oct::ConfigError);
    CHECK_THROWS_WITH(LoadTest().transaction<Refuses>().run(), Catch::Contains("no license"));
    CHECK_THROWS_AS(LoadTest().cannons(0), oct::ConfigError);
    CHECK_THROWS_WITH(LoadTest().loop_threads(0),
                      "LoadTest::loop_threads: expected an integer from 1 to 1024, got 0");
    for (const std::string& place : {std::string("/proc/x"), "/dev/null/" + std::string(300, 'x')})
        CHECK_THROWS_WITH(LoadTest().results(place).transaction<Nap>().run(),
                          Catch::StartsWith(place + ": cannot create this folder"));
    CHECK_THROWS_AS(LoadTest().run_time(0s), oct::ConfigError);
    CHECK_THROWS_AS(LoadTest().config("[1]"), oct::ConfigError);
    CHECK_THROWS_WITH(LoadTest().config(R"({"rate": 10})"),
                      "LoadTest::config: rate: expected no key of the load: say it with rate()");
    CHECK_NOTHROW(LoadTest().config(R"({"port": 1, "seed": 7})"));  // of the transaction
    oct::Plan warm;
    warm.warmup = 2s;
    CHECK_THROWS_WITH(LoadTest().plan(warm).run_time(2s).transaction<Nap>("nap").run(),
                      "LoadTest: nap: warmup: expected less than run_time (2 s), got 2 s: nothing "
                      "would be measured");
    CHECK_THROWS_WITH(LoadTest().transaction<Nap>().cannons(200).run(),
                      Catch::Contains("before transaction<T>()"));
}

TEST_CASE("a load test that is stopped before it begins has kept no limit",
          "[run][integration][limit]") {
    std::stop_source stop;
    stop.request_stop();

    const auto summary =
        LoadTest().limit("p95 < 60m").limit("errors < 1%").transaction<Nap>().run(stop.get_token());

    CHECK(summary.interrupted);
    CHECK(summary.end == oct::RunEnd::Interrupted);
    CHECK_FALSE(summary.limits_met());
    CHECK(summary.limits.size() == 2);
    CHECK(summary.verdict.grade == oct::Grade::Invalid);
    CHECK(summary.measurement == oct::Measurement::NotBegun);
    CHECK(summary.all().statistics.count == 0);
    CHECK_THAT(summary.to_json(), Catch::Contains("\"measurement\":\"not begun\"") &&
                                      Catch::Contains("\"started\":null"));
    CHECK_THAT(summary.to_text(), Catch::Contains("stopped before it began"));
}

TEST_CASE("a stop request ends a load test early", "[run][integration]") {
    static std::stop_source stop;
    static std::atomic<int> fired = 0;
    class StopsTheTest : public oct::Transaction {
    public:
        void run() override {
            if (++fired == 10) stop.request_stop();
        }
    };

    const auto summary = LoadTest().run_time(1h).transaction<StopsTheTest>().run(stop.get_token());

    CHECK(summary.interrupted);
    CHECK(summary.transactions >= 10);
    CHECK(summary.ledger.balances());
}

TEST_CASE("a load test ends when all that its plan asks for is fired", "[run][integration]") {
    oct::Plan plan;
    plan.iterations = 25;

    const auto summary = LoadTest().cannons(4).run_time(1h).plan(plan).transaction<Nap>().run();

    CHECK(summary.transactions == 25);
    CHECK(summary.run_time < 1h);
    CHECK_FALSE(summary.interrupted);
    CHECK(summary.verified);
    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].load == "closed load, 25 iterations");
    CHECK_THAT(summary.to_text(), Catch::Contains("closed load, 25 iterations"));
}

TEST_CASE("every arrival of an open load is fired", "[run][integration]") {
    oct::Plan plan;
    plan.rate = 2000;
    plan.iterations = 400;
    plan.idle = GENERATE(oct::Idle::Sleep, oct::Idle::Tick, oct::Idle::SleepSpin, oct::Idle::Spin);

    const auto summary = LoadTest().cannons(2).run_time(1h).plan(plan).transaction<Nap>().run();

    CHECK(summary.ledger.intended == 400);
    CHECK(summary.ledger.skipped == 0);
    CHECK(summary.transactions == 400);
    CHECK(summary.lag.statistics.count == 400);
    CHECK(summary.ledger.balances());
    CHECK_THAT(summary.turrets.at(0).load,
               Catch::StartsWith("open load, 2000/s") &&
                   Catch::EndsWith("waits by " + std::string(oct::to_string(plan.idle))));
}

TEST_CASE("every arrival of an open load that falls behind is fired or skipped",
          "[run][integration]") {
    oct::Plan plan;
    plan.rate = 2000;
    plan.iterations = 400;
    plan.when_behind = oct::WhenBehind::Skip;  // one cannon that takes 2 ms can fire a quarter

    const auto summary = LoadTest().run_time(1h).plan(plan).transaction<Nap>().run();

    CHECK(summary.ledger.intended == 400);
    CHECK(summary.ledger.skipped >= 200);
    CHECK(summary.ledger.fired == 400 - summary.ledger.skipped);
    CHECK(summary.transactions == summary.ledger.fired);
    CHECK(summary.ledger.balances());
}

TEST_CASE("an open load that ends with its time has intended what was due by then",
          "[run][integration]") {
    oct::testing::RecordingSink sink;

    const auto summary =
        LoadTest().cannons(2).run_time(300ms).rate(1000).sink(sink).transaction<Nap>().run();

    std::set<std::chrono::nanoseconds> moments;  // an arrival each millisecond
    for (const auto& [sample, turret, uuid, error, timers] : sink.results) {
        moments.insert(sample.elapsed - sample.service - sample.lag);
        CHECK((sample.elapsed - sample.service - sample.lag) % 1ms == 0ns);
    }
    REQUIRE_FALSE(moments.empty());
    CHECK(moments.size() == summary.ledger.fired);
    // One cannon may have taken a start of the very end that the other one was late for.
    CHECK(summary.ledger.intended >= static_cast<std::uint64_t>(*moments.rbegin() / 1ms));
    CHECK(summary.ledger.intended == summary.ledger.fired + summary.ledger.skipped);
    CHECK(summary.transactions == summary.ledger.fired);
    CHECK(summary.ledger.balances());
}

TEST_CASE("two load tests run at once without touching each other", "[run][integration]") {
    oct::Summary first;
    oct::Summary second;
    {
        std::jthread other(
            [&] { second = LoadTest().run_time(300ms).transaction<Nap>("b").run(); });
        first = LoadTest().run_time(300ms).transaction<Nap>("a").run();
    }

    CHECK(first.turrets.size() == 1);
    CHECK(second.turrets.size() == 1);
    CHECK(first.ledger.balances());
    CHECK(second.ledger.balances());
}

TEST_CASE("a results folder that is not needed goes without what others put beside it", "[run]") {
    const oct::testing::TempDir project;
    oct::Config config;
    const auto other = project.path() / "results/of_another_run/results.sqlite";
    {
        const oct::run::ResultsFolder unused(config, {}, project.path(), {});
        REQUIRE(std::filesystem::exists(unused.path()));
        static_cast<void>(project.file("results/of_another_run/results.sqlite", "precious"));
    }
    CHECK(std::filesystem::exists(other));

    std::filesystem::remove_all(project.path() / "results");
    { const oct::run::ResultsFolder unused(config, {}, project.path(), {}); }
    CHECK(std::filesystem::is_empty(project.path()));
}
