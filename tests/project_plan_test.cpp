// The keys of a turret that make its plan, and what is said when they do not fit together.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/plan.hpp>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <fstream>

using namespace std::chrono_literals;
using oct::testing::TempDir;

namespace {

/// The plan of an entry with the given keys.
oct::Plan plan_of(const std::string& keys) {
    const TempDir dir;
    std::ofstream(dir.path() / "config.json")
        << R"({"run_time": 60, "results_ts_interval": 10, "progress_bar": true, "testing": false,)"
        << R"("turrets": [{"name": "n", "cannons": 2, "script": "s.cpp")"
        << (keys.empty() ? "" : ",") << keys << "}]}";
    return oct::Config::load(dir.path() / "config.json").turrets.at(0).plan;
}

std::string refusal_of(const std::string& keys) {
    try {
        plan_of(keys);
    } catch (const oct::ConfigError& error) {
        const std::string what = error.what();
        CHECK(what.find("config.json: turrets[0]") != std::string::npos);
        return what.substr(what.find("turrets[0]"));
    }
    return "no refusal";
}

}  // namespace

TEST_CASE("without keys of its own a plan is a closed load without a pause", "[project]") {
    const oct::Plan plan = plan_of("");
    CHECK(plan == oct::Plan());
    CHECK_FALSE(plan.open());
    CHECK(oct::to_string(plan) == "closed load");
}

TEST_CASE("a plan has every key of the configuration", "[project]") {
    const oct::Plan plan = plan_of(
        R"("rate": 10, "stages": [{"duration": 1.5, "rate": 100}, {"duration": 0, "rate": 0}],
           "arrivals": "poisson", "seed": 42, "max_cannons": 7, "when_behind": "capped",
           "max_lag": 0.5, "warmup": 3, "iterations": 1000, "idle": "sleep_spin")");

    CHECK(plan.rate == 10);
    CHECK(plan.stages == std::vector<oct::Stage>{{1500ms, 100}, {0s, 0}});
    CHECK(plan.arrivals == oct::Arrivals::Poisson);
    CHECK(plan.seed == 42);
    CHECK(plan.max_cannons == 7);
    CHECK(plan.when_behind == oct::WhenBehind::Capped);
    CHECK(plan.max_lag == 500ms);
    CHECK(plan.warmup == 3s);
    CHECK(plan.iterations == 1000);
    CHECK(plan.idle == oct::Idle::SleepSpin);
    CHECK(oct::to_string(plan) ==
          "open load, 10/s, to 100/s in 1.5 s, then 0/s, Poisson (seed 42), skips when more than "
          "0.5 s behind, 1000 iterations, warm-up 3 s, waits by sleep_spin");
    CHECK(plan_of(R"("cooldown": 5)").cooldown == 5s);
    CHECK(oct::to_string(plan_of(R"("cooldown": 5)")) == "closed load, cool-down 5 s");
    CHECK(plan_of(R"("think_time": 2)").think_time == 2s);
    CHECK(plan_of(R"("pacing": 2, "when_behind": "skip")").pacing == 2s);
}

TEST_CASE("an open load with a rampup is told to use stages", "[project]") {
    CHECK(refusal_of(R"("rate": 10, "rampup": 5)") ==
          "turrets[0].rampup: expected none beside rate or stages: write the ramp of an open load "
          R"(as stages, {"duration": 30, "rate": 100})");
}

TEST_CASE("a key that would have no effect names the one that it needs", "[project]") {
    CHECK(refusal_of(R"("rate": 1, "seed": 7)") ==
          R"(turrets[0].seed: expected arrivals "poisson" beside it: other arrivals have no seed)");
    CHECK(refusal_of(R"("rate": 1, "when_behind": "skip", "max_lag": 2)") ==
          R"(turrets[0].max_lag: expected when_behind "capped" beside it: it is the cap)");
    CHECK(refusal_of(R"("idle": "spin")") ==
          "turrets[0].idle: expected rate, stages, pacing or think_time beside it: nothing else "
          "waits");
    CHECK(refusal_of(R"("rate": 0, "stages": [{"duration": 5, "rate": 0}])") ==
          "turrets[0].stages: expected a rate above 0 for some time");
    CHECK(plan_of(R"("think_time": 1, "idle": "spin")").idle == oct::Idle::Spin);
}

TEST_CASE("a plan that cannot be kept is refused with key and expectation", "[project]") {
    CHECK(refusal_of(R"("rate": -1)") ==
          "turrets[0].rate: expected arrivals per second from 0 to 1000000000, got -1");
    CHECK(refusal_of(R"("rate": 0)") ==
          "turrets[0].rate: expected more than 0, or stages that raise it");
    CHECK(refusal_of(R"("stages": [])").find("turrets[0].stages: expected a list of stages") == 0);
    CHECK(refusal_of(R"("stages": [{"rate": 3}])") ==
          "turrets[0].stages[0]: the required configuration key duration is not defined");
    CHECK(refusal_of(R"("stages": [{"duration": 1, "rate": "x"}])")
              .find("turrets[0].stages[0].rate") == 0);
    CHECK(refusal_of(R"("rate": 1, "arrivals": "often")") ==
          R"(turrets[0].arrivals: expected "even" or "poisson", got "often")");
    CHECK(
        refusal_of(R"("rate": 1, "think_time": 1)").find("turrets[0].think_time: expected none") ==
        0);
    CHECK(refusal_of(R"("rate": 1, "pacing": 1)").find("turrets[0].pacing: expected none") == 0);
    CHECK(refusal_of(R"("rate": 1, "cooldown": 1)").find("turrets[0].cooldown: expected none") ==
          0);
    CHECK(refusal_of(R"("pacing": 1, "think_time": 1)").find("turrets[0].pacing: expected none") ==
          0);
    CHECK(refusal_of(R"("max_cannons": 3)").find("turrets[0].max_cannons: expected rate") == 0);
    CHECK(refusal_of(R"("when_behind": "skip")").find("turrets[0].when_behind: expected rate") ==
          0);
    CHECK(refusal_of(R"("iterations": 0)").find("turrets[0].iterations: expected an integer") == 0);
}
