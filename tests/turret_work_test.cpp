// What a plan asks for until a moment, and what of it a turret has done: on a clock moved by hand.
#include <oct/error.hpp>
#include <oct/transaction.hpp>

#include "base/log.hpp"
#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "turret/battery.hpp"
#include "turret/run_schedule.hpp"

#include <atomic>
#include <thread>

using namespace std::chrono_literals;
using oct::testing::ManualClock;
using oct::turret::Pacer;
using oct::turret::RunSchedule;

namespace {

oct::TurretConfig closed(std::uint32_t cannons, std::chrono::nanoseconds rampup = 0s,
                         std::chrono::nanoseconds cooldown = 0s) {
    oct::TurretConfig config;
    config.name = "web";
    config.cannons = cannons;
    config.rampup = rampup;
    config.plan.cooldown = cooldown;
    return config;
}

oct::TurretConfig open(double rate, std::vector<oct::Stage> stages = {}) {
    oct::TurretConfig config;
    config.plan.rate = rate;
    config.plan.stages = std::move(stages);
    return config;
}

/// The schedule of a turret that begins `late` in a run of `run_time`.
struct Schedule {
    Schedule(const oct::TurretConfig& config, std::chrono::nanoseconds run_time,
             std::chrono::nanoseconds late = 0s)
        : pacer(config),
          run({clock.now(), clock.wall(), {}, run_time}, clock.now() + late, pacer, false, 0) {}
    /// Planned until this time of the run.
    std::uint64_t at(std::chrono::nanoseconds time) const {
        return run.planned(pacer, clock.now() + time);
    }
    ManualClock clock;
    Pacer pacer;
    RunSchedule run;
};

std::atomic<bool> firing = false;

/// Fires until it is asked to stop.
struct Patient : oct::Transaction {
    void run() override {
        firing = true;
        while (!stop_token().stop_requested()) std::this_thread::yield();
    }
};
struct Nothing : oct::Transaction {
    void run() override {}
};

/// A battery on a clock that stands still unless it is moved.
struct Armed {
    Armed(const oct::TurretConfig& config, const oct::TransactionFactory& factory)
        : battery(oct::turret::make_battery(config, factory, queue, clock,
                                            oct::base::Log(log, "test"))) {}
    void start(std::chrono::nanoseconds run_time, bool resume = false,
               std::chrono::nanoseconds age = 0s) {
        if (!resume) began = clock.now() - age;
        battery->start({began, clock.wall(), {}, run_time}, context, resume);
    }
    void stop() {
        battery->request_stop();
        await_end();
    }
    void await_end() const {
        while (battery->running() != 0) std::this_thread::yield();
        while (!battery->stopped()) std::this_thread::yield();
    }

    oct::testing::RecordingLog log;
    ManualClock clock;
    oct::SteadyTime began{};
    oct::TransactionConfig context;
    oct::turret::BlockQueue queue{1 << 20};
    std::unique_ptr<oct::turret::Battery> battery;
};

std::unique_ptr<oct::TransactionBase> patient(const oct::TransactionConfig&) {
    return std::make_unique<Patient>();
}

}  // namespace

TEST_CASE("a closed load owes the time of each cannon from its place in the ramp to its leaving",
          "[turret]") {
    const Schedule flat(closed(10), 60s);
    CHECK(flat.at(0s) == 0);
    CHECK(flat.at(2s) == 20'000);
    CHECK(flat.at(90s) == 600'000);

    // The starts of four are at 0, 1, 2 and 3 s; they leave at 10, 9, 8 and 7 s.
    const Schedule ramp(closed(4, 4s, 4s), 10s);
    CHECK(ramp.at(2500ms) == 2500 + 1500 + 500);
    CHECK(ramp.at(8s) == 8000 + 7000 + 6000 + 4000);
    CHECK(ramp.at(10s) == 10'000 + 8000 + 6000 + 4000);
    CHECK(ramp.run.beyond(ramp.pacer) == 0);
}

TEST_CASE("cannons whose place in the ramp is at the end of the run or behind it are cut",
          "[turret]") {
    const Schedule schedule(closed(100, 10s), 1s);
    CHECK(schedule.run.beyond(schedule.pacer) == 90);
    CHECK(schedule.at(1s) == 10 * 1000 - 45 * 100);
}

TEST_CASE("a turret that joins late owes what is planned from its own start on", "[turret]") {
    CHECK(Schedule(closed(2), 10s, 4s).at(5s) == 2000);
    CHECK(Schedule(closed(2), 10s, 4s).at(10s) == 12'000);
    CHECK(Schedule(open(100), 10s, 4s).at(10s) == 600);
}

TEST_CASE("an open load owes the arrivals that are due before the end", "[turret]") {
    CHECK(Schedule(open(100), 2s).at(1s) == 100);
    CHECK(Schedule(open(100), 2s).at(2s) == 200);
    CHECK(Schedule(open(100), 2s).at(9s) == 200);

    const Schedule cut(open(10, {{1s, 10}, {3s, 10}}), 2s);
    CHECK(cut.at(2s) == 20);
    CHECK(cut.run.beyond(cut.pacer) == 20);
}

TEST_CASE("a turret begins with the first of its cannons, also when it is started again",
          "[turret]") {
    Armed armed(closed(2), &patient);
    CHECK(armed.battery->begun() == oct::SteadyTime::max());
    const auto began = armed.clock.now();
    armed.start(60s, false, 400ms);
    while (armed.battery->begun() == oct::SteadyTime::max()) std::this_thread::yield();
    CHECK(armed.battery->begun() == began);
    armed.stop();

    armed.clock.advance(2s);
    armed.start(60s, true);
    armed.stop();

    CHECK(armed.battery->begun() == began);
}

TEST_CASE("cannons without a transaction are planned and do nothing", "[turret]") {
    int made = 0;
    Armed armed(closed(4), [&](const oct::TransactionConfig& config) {
        if (++made == 2 || made == 5) throw oct::Error("no license");
        return patient(config);
    });
    CHECK(armed.battery->planned() == 4);
    CHECK(armed.battery->armed() == 3);
    CHECK(armed.battery->work() == oct::TurretWork{});

    armed.start(10s);
    CHECK(made == 5);  // each once, and that of the second cannon once more
    armed.clock.advance(3s);
    CHECK(armed.battery->work() == oct::TurretWork{false, 12'000, 9000, 40'000, 0});

    armed.stop();
    armed.clock.advance(3s);
    CHECK(armed.battery->work() == oct::TurretWork{false, 12'000, 9000, 40'000, 0});
}

TEST_CASE("a plan that is fulfilled before the end asks for no more than until then", "[turret]") {
    oct::TurretConfig config = closed(2);
    config.plan.iterations = 7;
    Armed armed(config, [](const oct::TransactionConfig&) { return std::make_unique<Nothing>(); });
    armed.start(10s);
    while (armed.battery->running() != 0) std::this_thread::yield();
    armed.clock.advance(2s);
    CHECK(armed.battery->work() == oct::TurretWork{false, 4000, 4000, 20'000, 0});

    armed.stop();

    CHECK(armed.battery->work() == oct::TurretWork{false, 4000, 4000, 4000, 0});
}

TEST_CASE("a turret that is started again in its run owes the time in between", "[turret]") {
    Armed armed(closed(2), &patient);
    armed.start(10s);
    armed.clock.advance(1s);
    armed.stop();
    armed.clock.advance(3s);
    armed.start(10s, true);
    armed.clock.advance(2s);

    CHECK(armed.battery->work() == oct::TurretWork{false, 12'000, 6000, 20'000, 0});
    armed.stop();
}

TEST_CASE("starts that found no cannon free were done, and those that the turret was late for not",
          "[turret]") {
    oct::TurretConfig config = open(100);
    config.plan.when_behind = oct::WhenBehind::Skip;
    Armed armed(config, &patient);
    firing = false;
    armed.start(10s, false, 900ms);  // of the 90 that are due, 80 are more than 100 ms ago
    while (!firing) std::this_thread::yield();
    CHECK(armed.battery->work() == oct::TurretWork{true, 90, 10, 1000, 0});

    armed.clock.advance(4100ms);  // the only cannon is busy
    armed.stop();

    CHECK(armed.battery->work() == oct::TurretWork{true, 500, 420, 1000, 0});
}

TEST_CASE("starts that found no cannon free were not done where cannons are missing", "[turret]") {
    oct::TurretConfig config = open(100);
    config.cannons = 2;
    int made = 0;
    Armed armed(config, [&](const oct::TransactionConfig& context) {
        if (++made != 1) throw oct::Error("no license");
        return patient(context);
    });
    firing = false;
    armed.start(10s);
    while (!firing) std::this_thread::yield();
    armed.clock.advance(5s);
    armed.stop();

    CHECK(armed.battery->work() == oct::TurretWork{true, 500, 1, 1000, 0});
}
