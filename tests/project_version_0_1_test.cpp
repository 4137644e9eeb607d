// What version 0.1.0 read and packed: its configurations mean the same, its archives with a C++
// script are refused, and those with another are not. tests/fixtures/0.1.0 says what made them.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "support/catch.hpp"
#include "support/paths.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using namespace std::chrono_literals;
using namespace oct;
namespace fs = std::filesystem;

namespace {

const fs::path kKept = fs::path(oct::testing::source_dir()) / "tests/fixtures/0.1.0";

}  // namespace

TEST_CASE("the configuration of a new project of 0.1.0 reads as it did", "[project]") {
    const Config config = Config::load(kKept / "configs/new_project.json");

    CHECK(config.warnings.empty());
    CHECK(config.run_time == 30s);
    CHECK(config.results_ts_interval == 10s);
    CHECK(config.progress_bar);
    CHECK_FALSE(config.testing);
    CHECK(config.min_turrets == 1);
    CHECK(config.limits.empty());
    CHECK(config.samples == Samples::All);
    REQUIRE(config.turrets.size() == 3);
    CHECK(config.turrets[2].name == "advanced-turret");
    CHECK(config.turrets[2].cannons == 2);
    CHECK(config.turrets[2].script == "test_scripts/v_user.cpp");
    CHECK(config.turrets[2].extra_files == std::vector<fs::path>{"templates"});
    CHECK(config.turrets[2].plan == Plan{});
    CHECK_THAT(config.turrets[2].json, Contains(R"("specific_turret_config":"my_value")"));
}

TEST_CASE("every key of a run in 0.1.0 means what it did", "[project]") {
    const Config config = Config::load(kKept / "configs/all_keys.json");

    CHECK(config.warnings.empty());
    CHECK(config.run_time == 90s);
    CHECK(config.results_ts_interval == 500ms);
    CHECK_FALSE(config.progress_bar);
    CHECK(config.console_logging);
    CHECK(config.testing);
    CHECK(config.hq_address == "hq.example");
    CHECK(config.publish_port == 6000);
    CHECK(config.rc_port == 6001);
    CHECK(config.min_turrets == 3);
    CHECK(config.external_publisher == 6002);
    CHECK(config.samples == Samples::Summary);
    CHECK(config.turrets_requirements == std::vector<std::string>{"requests"});
    CHECK(config.db_uri == "sqlite:///all.sqlite");
    CHECK(config.insert_limit == 150);
    REQUIRE(config.limits.size() == 5);
    CHECK(config.limits[0] == Limit::parse("p95 < 50ms"));
    CHECK(config.limits[1] == Limit::parse("p99(pay) <= 20ms"));
    CHECK(config.limits[2] == Limit::parse("errors < 0.1%"));
    CHECK(config.limits[3] == Limit::parse("rate > 4000/s"));
    CHECK(config.limits[4].abort);
    CHECK(config.limits[4].after == 10s);
    REQUIRE(config.outputs.size() == 3);
    CHECK(config.outputs[1].file == "latency.hlog");
}

TEST_CASE("every key of a turret in 0.1.0 means what it did", "[project]") {
    const Config config = Config::load(kKept / "configs/all_keys.json");

    REQUIRE(config.turrets.size() == 4);
    const TurretEntry& closed = config.turrets[0];
    CHECK(closed.cannons == 30);
    CHECK(closed.rampup == 15s);
    CHECK(closed.extra_files == std::vector<fs::path>{"data", "img"});
    CHECK(closed.plan.think_time == 250ms);
    CHECK(closed.plan.cooldown == 5s);
    CHECK(closed.plan.idle == Idle::Tick);
    CHECK_THAT(closed.json, Contains(R"("url":"http://closed")") && Contains(R"("token":7)"));
    CHECK(config.turrets[1].plan.pacing == 2s);
    CHECK(config.turrets[1].plan.iterations == 100);
    CHECK_THAT(config.turrets[1].json, Contains(R"("url":"http://all")"));
    const Plan& open = config.turrets[2].plan;
    CHECK(open.rate == 20);
    CHECK(open.stages == std::vector<Stage>{{2s, 50}, {0s, 5}});
    CHECK(open.arrivals == Arrivals::Poisson);
    CHECK(open.seed == 7);
    CHECK(open.max_cannons == 200);
    CHECK(open.when_behind == WhenBehind::Capped);
    CHECK(open.max_lag == 500ms);
    CHECK(open.warmup == 1s);
    CHECK(config.turrets[3].plan.when_behind == WhenBehind::Skip);
    CHECK(config.turrets[3].plan.idle == Idle::SleepSpin);
}

TEST_CASE("the file of a turret of 0.1.0 means what it did", "[project]") {
    const TurretConfig closed = TurretConfig::load(kKept / "configs/turret_closed.json");
    const TurretConfig open = TurretConfig::load(kKept / "configs/turret_open.json");

    CHECK(closed.display_name() == "navigation");
    CHECK(closed.cannons == 50);
    CHECK(closed.rampup == 10s);
    CHECK(closed.script == "v_user.py");
    CHECK(closed.hq_address == "hq.example");
    CHECK(closed.publish_port == 6000);
    CHECK(closed.rc_port == 6001);
    CHECK(closed.plan.think_time == 500ms);
    CHECK(closed.plan.warmup == 2s);
    CHECK(open.display_name() == "open-1");
    CHECK(open.of == 3);
    CHECK(open.loop_threads == 2);
    CHECK(open.plan.max_cannons == 200);
    CHECK(open.plan.iterations == 1000);
    CHECK(open.plan.rate == 20);
}

TEST_CASE("an archive of 0.1.0 with a C++ script is refused: pack again", "[project]") {
    const fs::path archive = kKept / "archives/cpp.tar";
    const TurretPackage package(archive);
    const std::string refusal =
        archive.string() +
        ": test_scripts/shop.cpp: was packed by oct 0.1.0 for script interface 2, and this oct "
        "0.2.0 has interface 3: pack again with 0.2";

    CHECK_THROWS_WITH(package.shared_object(), refusal);
    CHECK_THROWS_WITH(package.rebuild({}, LogSink::none()), refusal);
}

TEST_CASE("a C++ script that 0.1.0 built is refused: pack again", "[project]") {
    const TurretPackage package(kKept / "archives/cpp.tar");
    const fs::path script = package.folder() / "test_scripts/shop.so";

    // It asks for the liboct of 0.1.0, which may be there, too.
    CHECK_THROWS_WITH(load_script(script), Contains(script.string() + ": was compiled for ") &&
                                               Contains(", this oct 0.2.0 has ") &&
                                               EndsWith(": compile it again, or pack again with "
                                                        "0.2"));
}

TEST_CASE("archives of 0.1.0 with scripts of other languages are unpacked as ever", "[project]") {
    const auto name = GENERATE(as<std::string>(), "python", "lua");
    const std::string script = "test_scripts/shop." + std::string(name == "lua" ? "lua" : "py");

    const TurretPackage package(kKept / "archives" / (name + ".tar"));

    const TurretConfig config = TurretConfig::load(package.config_file());
    CHECK(config.name == name);
    CHECK(config.cannons == 2);
    CHECK(config.script == script);
    CHECK(fs::is_regular_file(package.folder() / script));
    CHECK(fs::exists(package.folder() / "setup.py") == (name == "python"));
    CHECK_THROWS_WITH(package.shared_object(),
                      Contains(": start this turret with the program of its language"));
}
