// The turret configuration file: reading it, writing it, finding its script.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "project/config/turret_config.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using Catch::Matchers::Contains;
using namespace std::chrono_literals;

namespace {

const std::string kDocumented = R"({"name": "navigation", "cannons": 50, "rampup": 10,
    "script": "v_user.py", "hq_address": "127.0.0.1", "hq_publisher": 5000, "hq_rc": 5001})";

std::string with(const std::string& from, const std::string& to) {
    std::string text = kDocumented;
    return text.replace(text.find(from), from.size(), to);
}

oct::TurretConfig configured(const std::string& script, const std::string& json) {
    oct::TurretConfig config;
    config.name = "web";
    config.script = script;
    config.directory = "/project";
    config.json = json;
    return config;
}

}  // namespace

TEST_CASE("a turret config keeps the documented keys and passes on the others", "[project]") {
    const oct::testing::TempDir dir;

    const auto config = oct::TurretConfig::load(
        dir.file("turret.json", with("\"hq_rc\"", "\"url\": 1, \"hq_rc\"")));

    CHECK(config.name == "navigation");
    CHECK(config.cannons == 50);
    CHECK(config.rampup == 10s);
    CHECK(config.script == "v_user.py");
    CHECK(config.hq_address == "127.0.0.1");
    CHECK(config.publish_port == 5000);
    CHECK(config.rc_port == 5001);
    CHECK(config.directory == dir.path());
    CHECK_THAT(config.json, Contains(R"("url":1)"));
}

TEST_CASE("a turret knows which of those that share its configuration it is", "[project]") {
    const oct::testing::TempDir dir;

    const auto alone = oct::TurretConfig::load(dir.file("alone.json", kDocumented));
    const auto third = oct::TurretConfig::load(
        dir.file("third.json", with("\"hq_rc\"", R"("index": 2, "of": 3, "hq_rc")")));

    CHECK(alone.index == 0);
    CHECK(alone.of == 1);
    CHECK(alone.display_name() == "navigation");
    CHECK(third.index == 2);
    CHECK(third.of == 3);
    CHECK(third.display_name() == "navigation-2");
    CHECK_THROWS_WITH(oct::TurretConfig::load(dir.file(
                          "none.json", with("\"hq_rc\"", R"("index": 3, "of": 3, "hq_rc")"))),
                      Contains("none.json: index: expected an integer from 0 to 2, got 3"));
}

TEST_CASE("what is known where a turret starts counts more than its config", "[project]") {
    const oct::testing::TempDir dir;
    const auto file = dir.file("turret.json", kDocumented);
    oct::TurretOverrides overrides;
    overrides.hq_address = "hq.example";
    overrides.publish_port = 7000;
    overrides.rc_port = 7001;
    overrides.index = 1;
    overrides.of = 4;

    const auto config = oct::TurretConfig::load(file, overrides);

    CHECK(config.hq_address == "hq.example");
    CHECK(config.publish_port == 7000);
    CHECK(config.rc_port == 7001);
    CHECK(config.index == 1);
    CHECK(config.of == 4);
    CHECK(config.cannons == 50);
    CHECK_THAT(config.json, Contains(R"("hq_rc":7001)") && Contains(R"("index":1,"of":4)"));
    overrides.hq_address = "a b";
    CHECK_THROWS_WITH(oct::TurretConfig::load(file, overrides),
                      Contains("hq_address: expected a host name or an IP address"));
}

TEST_CASE("every key of a turret config but rampup is required", "[project]") {
    const oct::testing::TempDir dir;
    for (const std::string key :
         {"name", "cannons", "script", "hq_address", "hq_publisher", "hq_rc"}) {
        const auto file = dir.file("turret.json", with("\"" + key + "\"", "\"other\""));

        CHECK_THROWS_WITH(
            oct::TurretConfig::load(file),
            file.string() + ": the required configuration key " + key + " is not defined");
    }
    const auto file = dir.file("turret.json", with("\"rampup\": 10,", ""));
    CHECK(oct::TurretConfig::load(file).rampup == 0s);
}

TEST_CASE("a turret config with a wrong value is refused", "[project]") {
    const oct::testing::TempDir dir;
    const auto refusal = [&](const std::string& from, const std::string& to) {
        try {
            (void)oct::TurretConfig::load(dir.file("turret.json", with(from, to)));
        } catch (const oct::ConfigError& e) {
            return std::string(e.what()).substr(dir.path().string().size());
        }
        return std::string("accepted");
    };

    CHECK(refusal("50", "\"x\"") ==
          "/turret.json: cannons: expected an integer from 1 to 1000000, got \"x\"");
    CHECK(refusal("5001", "0") == "/turret.json: hq_rc: expected a port from 1 to 65535, got 0");
    CHECK(refusal("127.0.0.1", "a b") ==
          "/turret.json: hq_address: expected a host name or an IP address without port, got \"a "
          "b\"");
    CHECK(refusal("10", "[]") ==
          "/turret.json: rampup: expected seconds >= 0 and at most 31536000, got a list");
}

TEST_CASE("a written turret configuration can be read", "[project]") {
    const oct::testing::TempDir dir;
    oct::TurretEntry entry;
    entry.name = "we\"b";
    entry.cannons = 3;
    entry.rampup = 1500ms;
    entry.script = "scripts/web.cpp";
    entry.json = R"({"name":"we\"b","cannons":3,"rampup":"1.5","script":"scripts/web.cpp",)"
                 R"("extra_files":["data"],"hq_rc":1,"url":"http://x","deep":{"a":[1]}})";

    const auto text =
        oct::project::turret_config_json(entry, {"hq.example", 7000, 7001}, "/build/web.so");
    const auto config = oct::TurretConfig::load(dir.file("turret.json", text));

    CHECK(config.name == "we\"b");
    CHECK(config.cannons == 3);
    CHECK(config.rampup == 1500ms);
    CHECK(config.hq_address == "hq.example");
    CHECK(config.publish_port == 7000);
    CHECK(config.rc_port == 7001);
    CHECK(config.json ==
          R"({"name":"we\"b","cannons":3,"rampup":1.5,"script":"scripts/web.cpp",)"
          R"("hq_address":"hq.example","hq_publisher":7000,"hq_rc":7001,"url":"http://x",)"
          R"("deep":{"a":[1]},"script_object":"/build/web.so"})");
}

TEST_CASE("a whole rampup is written as an integer", "[project]") {
    oct::TurretEntry entry;
    entry.rampup = 15s;

    CHECK_THAT(oct::project::turret_config_json(entry, {}), Contains("\"rampup\": 15,"));
}

TEST_CASE("the shared object of a script is found by either key", "[project]") {
    CHECK(oct::script_object(configured("web.so", "{}")) == "/project/web.so");
    CHECK(oct::script_object(configured("web.cpp", R"({"script_object": "/build/web.so"})")) ==
          "/build/web.so");
    CHECK(oct::script_object(configured("web.so", R"({"script_object": "lib/web.so"})")) ==
          "/project/lib/web.so");
    CHECK_THROWS_WITH(
        oct::script_object(configured("web.cpp", "{}")),
        Contains("turret web: script: web.cpp is source code") && Contains("oct_add_script"));
}
