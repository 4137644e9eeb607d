// Whole runs of asynchronous transactions: by LoadTest, as a loaded script, and ended by force.
#include <oct/async.hpp>
#include <oct/error.hpp>
#include <oct/load_test.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "support/catch.hpp"
#include "support/in_process.hpp"
#include "support/paths.hpp"
#include "support/recording_log.hpp"
#include "support/recording_sink.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;
using oct::Task;

namespace {

class Nap : public oct::AsyncTransaction {
    Task<> run() override {
        const auto timer = this->timer("nap");
        co_await oct::sleep_for(5ms);
        if (++runs_ % 3 == 0) throw std::runtime_error("bad dream");
    }
    int runs_ = 0;
};

class ForEver : public oct::AsyncTransaction {
    Task<> run() override { co_await oct::sleep_for(1h); }
};

}  // namespace

TEST_CASE("a load test runs asynchronous transactions", "[run][async][integration]") {
    const auto summary = oct::LoadTest().cannons(200).run_time(300ms).transaction<Nap>().run();

    CHECK(summary.ledger.balances());
    CHECK(summary.ledger.in_flight == 0);
    CHECK(summary.transactions >= 200);
    CHECK(summary.ledger.failed > 0);
    CHECK(summary.timer("nap") != nullptr);
}

TEST_CASE("asynchronous cannons share as many threads as they are told",
          "[run][async][integration]") {
    static std::mutex mutex;
    static std::map<const void*, std::thread::id> places;
    static std::stop_source all;
    class Census : public oct::AsyncTransaction {
        Task<> run() override {
            const std::lock_guard lock(mutex);
            places[this] = std::this_thread::get_id();
            if (places.size() == 6) all.request_stop();
            return {};
        }
    };

    const auto summary =
        oct::LoadTest().cannons(6).loop_threads(3).run_time(1h).transaction<Census>().run(
            all.get_token());

    CHECK(summary.ledger.balances());
    std::set<std::thread::id> threads;
    for (const auto& [cannon, thread] : places) threads.insert(thread);
    CHECK(threads.size() == 3);
}

TEST_CASE("a turret interrupts asynchronous runs at the stop deadline and lives on",
          "[run][async][integration]") {
    oct::testing::RecordingSink sink;
    oct::net::Context context;
    oct::HQOptions options;
    options.sinks = {&sink};
    oct::hq::RunControl hq(context, {"inproc://commands", "inproc://results", {}}, 100ms, options);
    oct::TurretConfig config;
    config.name = "web";
    config.cannons = 50;
    oct::testing::TurretThread turret(context, {"inproc://commands", "inproc://results"}, config,
                                      &oct::make_transaction<ForEver>,
                                      {.once = true, .stop_deadline = 50ms});
    REQUIRE(hq.wait_turrets(1, {}));

    const auto outcome = hq.run({});

    CHECK(turret.join() == oct::TurretEnd::Once);
    REQUIRE(outcome.turrets.size() == 1);
    REQUIRE(outcome.turrets[0].last_word);
    CHECK(outcome.turrets[0].counts->fired == 50);
    CHECK(outcome.turrets[0].counts->in_flight == 50);
    CHECK(sink.results.empty());
}

TEST_CASE("a load test interrupts what waits at the stop deadline", "[run][async][integration]") {
    static std::stop_source stop;
    class StopsAndSleeps : public oct::AsyncTransaction {
        Task<> run() override {
            stop.request_stop();
            co_await oct::sleep_for(1h);
        }
    };

    const auto summary =
        oct::LoadTest().run_time(1h).stop_deadline(50ms).transaction<StopsAndSleeps>().run(
            stop.get_token());

    CHECK(summary.transactions == 0);
    CHECK(summary.ledger.fired == 1);
    CHECK(summary.ledger.in_flight == 1);
    CHECK(summary.ledger.balances());
    CHECK_THROWS_AS(oct::LoadTest().stop_deadline(-1ms), oct::ConfigError);
}

TEST_CASE("a load test ends at its stop deadline though a signal is never set",
          "[run][async][integration]") {
    class Unheard : public oct::AsyncTransaction {
        Task<> run() override {
            const auto half = [](oct::Signal& signal) -> Task<> { co_await signal; };
            co_await oct::all(half(first_), oct::within(1h, second_));
        }
        oct::Signal first_, second_;
    };

    const auto summary = oct::LoadTest()
                             .cannons(20)
                             .run_time(100ms)
                             .stop_deadline(50ms)
                             .transaction<Unheard>()
                             .run();

    CHECK(summary.transactions == 0);
    CHECK(summary.ledger.in_flight == 20);
    CHECK(summary.ledger.balances());
}

namespace {

/// Where calls wait that do not return as long as their load test lasts. Their threads are left
/// behind and come back when the program ends, if at all: so this is never destroyed.
std::atomic<bool>& never() {
    static auto& opened = *new std::atomic<bool>(false);
    return opened;
}

}  // namespace

TEST_CASE("a load test returns though a call in offload never does", "[run][async][integration]") {
    class Offloads : public oct::AsyncTransaction {
        Task<> run() override {
            co_await oct::offload([] { never().wait(false); });
        }
    };
    oct::testing::RecordingLog log;

    const auto summary = oct::LoadTest()
                             .cannons(3)
                             .loop_threads(2)
                             .run_time(100ms)
                             .stop_deadline(0s)
                             .log(log)
                             .transaction<Offloads>("offloads")
                             .transaction<Nap>("naps")
                             .run();

    CHECK(log.contains("3 cannons did not return from run() in time: they are left behind"));
    CHECK(summary.ledger.balances());
    CHECK(summary.ledger.in_flight >= 3);
    REQUIRE(summary.turrets.size() == 2);
    CHECK(summary.turrets[1].ledger.in_flight == 3);
    CHECK(summary.turrets[1].ledger.fired == 3);
    CHECK(summary.turrets[0].ledger.stored > 0);
    CHECK(summary.verified);
}

TEST_CASE("a load test that is told its stop deadline leaves blocking transactions behind",
          "[run][integration]") {
    class Blocks : public oct::Transaction {
        void run() override { never().wait(false); }
    };

    const auto summary =
        oct::LoadTest().cannons(2).run_time(100ms).stop_deadline(50ms).transaction<Blocks>().run();

    CHECK(summary.transactions == 0);
    CHECK(summary.ledger.in_flight == 2);
    CHECK(summary.ledger.balances());
}

TEST_CASE("an asynchronous script is loaded and tried", "[run][async][integration]") {
    const auto factory =
        oct::load_script(std::filesystem::path(oct::testing::scripts_dir()) / "async_nap.so");

    const auto result = oct::run_once(factory);

    CHECK(result.error.empty());
    REQUIRE(result.timers.size() == 1);
    CHECK(result.timers[0].first == "nap");
}

TEST_CASE("asynchronous cannons that keep their one loop busy are no full load",
          "[run][async][integration]") {
    class Burner : public oct::AsyncTransaction {
        Task<> run() override {
            const auto end = std::chrono::steady_clock::now() + 1ms;
            while (std::chrono::steady_clock::now() < end) continue;
            co_return;
        }
    };

    const auto summary =
        oct::LoadTest().cannons(8).loop_threads(1).run_time(1500ms).transaction<Burner>().run();

    const auto& reasons = summary.verdict.reasons;
    CHECK(std::any_of(reasons.begin(), reasons.end(),
                      [](const oct::Reason& reason) { return reason.code == "not_full"; }));
    CHECK(summary.all().statistics.p50 >= 7ms);  // its own millisecond, and those of the others
    REQUIRE(summary.turrets[0].health.has_value());
    CHECK(summary.turrets[0].health->cannon_busy * 4 < summary.turrets[0].health->cannon_time);
}

TEST_CASE("a load test whose setup fails says how often it waited, and why",
          "[run][async][integration]") {
    class Unready : public oct::AsyncTransaction {
        Task<> setup() override { throw std::runtime_error("no login"); }
        Task<> run() override { return {}; }
    };

    const auto summary = oct::LoadTest().cannons(2).run_time(500ms).transaction<Unready>().run();

    CHECK(summary.transactions < 100);
    CHECK_THAT(summary.turrets[0].remarks,
               Catch::Contains("a cannon waited before it tried again") &&
                   Catch::Contains("because setup() failed: no login"));
    CHECK(summary.outcome == oct::Outcome::Failed);
}
