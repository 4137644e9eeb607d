// config.json: every documented key, and every mistake answered with file, key and expectation.
#include <oct/config.hpp>
#include <oct/error.hpp>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using Catch::Matchers::Contains;
using namespace std::chrono_literals;

namespace {

const std::string kRequired =
    R"("run_time": 30, "results_ts_interval": 10, "progress_bar": true, "testing": false, )"
    R"("hq_address": "127.0.0.1", "publish_port": 5000, "rc_port": 5001, )";

oct::Config load(const oct::testing::TempDir& dir, const std::string& text) {
    return oct::Config::load(dir.file("config.json", text));
}

std::string refusal(const oct::testing::TempDir& dir, const std::string& text) {
    const std::string file = dir.file("config.json", text).string();
    try {
        (void)oct::Config::load(file);
    } catch (const oct::ConfigError& e) {
        const std::string what = e.what();
        CHECK(what.compare(0, file.size(), file) == 0);
        return "config.json" + what.substr(std::min(what.size(), file.size()));
    }
    return "accepted";
}

struct Mistake {
    std::string keys;  // inside the outermost braces
    std::string answer;
};

}  // namespace

TEST_CASE("a config keeps every documented key", "[project]") {
    const oct::testing::TempDir dir;

    const auto config = load(dir, R"({
        "run_time": 1.5, "results_ts_interval": "0.25", "progress_bar": false, // a comment
        "console_logging": true, "testing": true, "hq_address": "hq.example", "publish_port": 0,
        "rc_port": 6001, "min_turrets": 3, "external_publisher": 5002,
        "turrets_requirements": ["requests"],
        "results_database": {"db_uri": "sqlite:///all.sqlite", "params": {}, "insert_limit": 150},
        "turrets": [{"name": "web", "cannons": 30, "rampup": "15", "script": "v_user.cpp",
                     "extra_files": ["data", "img"], "url": "http://x"}],
        "extra_turret_config": {"url": "http://y", "token": 7},
    })");

    CHECK(config.run_time == 1500ms);
    CHECK(config.results_ts_interval == 250ms);
    CHECK_FALSE(config.progress_bar);
    CHECK(config.console_logging);
    CHECK(config.testing);
    CHECK(config.hq_address == "hq.example");
    CHECK(config.publish_port == 0);
    CHECK(config.rc_port == 6001);
    CHECK(config.min_turrets == 3);
    CHECK(config.external_publisher == 5002);
    CHECK(config.turrets_requirements == std::vector<std::string>{"requests"});
    CHECK(config.db_uri == "sqlite:///all.sqlite");
    CHECK(config.insert_limit == 150);
    CHECK(config.file == dir.path() / "config.json");
    CHECK_THAT(config.json, Contains(R"("token":7)") && !Contains("comment"));
    REQUIRE(config.turrets.size() == 1);
    CHECK(config.turrets[0].name == "web");
    CHECK(config.turrets[0].cannons == 30);
    CHECK(config.turrets[0].rampup == 15s);
    CHECK(config.turrets[0].script == "v_user.cpp");
    CHECK(config.turrets[0].extra_files == std::vector<std::filesystem::path>{"data", "img"});
    CHECK(config.turrets[0].json ==
          R"({"name":"web","cannons":30,"rampup":"15","script":"v_user.cpp",)"
          R"("extra_files":["data","img"],"url":"http://x","token":7})");
    CHECK(config.warnings ==
          std::vector<std::string>{dir.path().string() +
                                   "/config.json: turrets[0].rampup: 15 s is longer than run_time "
                                   "1.5 s: 27 of 30 cannons will never start"});
}

TEST_CASE("what the run time cuts off a plan is a warning, and all of it is refused", "[project]") {
    const oct::testing::TempDir dir;
    const auto turrets = [](const std::string& keys) {
        return "{" + kRequired + R"("turrets": [{"name": "a", "cannons": 1, "script": "a.cpp"}, )" +
               R"({"name": "b", "cannons": 100, "script": "b.cpp", )" + keys + "}]}";
    };
    const std::string place = (dir.path() / "config.json").string() + ": turrets[1].";

    CHECK(load(dir, turrets(R"("rampup": 300)")).warnings ==
          std::vector<std::string>{place + "rampup: 300 s is longer than run_time 30 s: 90 of 100 "
                                           "cannons will never start"});
    CHECK(load(dir, turrets(R"("stages": [{"duration": 20, "rate": 5},
                                          {"duration": 15, "rate": 0}])"))
              .warnings ==
          std::vector<std::string>{place + "stages: 35 s are longer than run_time 30 s: what lies "
                                           "behind it is cut off"});
    CHECK(load(dir, turrets(R"("rampup": 30, "warmup": 29)")).warnings.empty());
    CHECK(refusal(dir, turrets(R"("warmup": 30)")) ==
          "config.json: turrets[1].warmup: expected less than run_time (30 s), got 30 s: nothing "
          "would be measured");
}

TEST_CASE("missing network keys get their default values and a warning each", "[project]") {
    const oct::testing::TempDir dir;

    const auto config = load(dir, R"({"run_time": 30, "results_ts_interval": 10,
        "progress_bar": true, "testing": false, "turrets": []})");

    CHECK(config.hq_address == "127.0.0.1");
    CHECK(config.publish_port == 5000);
    CHECK(config.rc_port == 5001);
    CHECK(config.min_turrets == 1);
    CHECK_FALSE(config.external_publisher.has_value());
    CHECK(config.db_uri == "default");
    const std::string rest =
        " configuration key not present, the value will be set to default value";
    CHECK(config.warnings ==
          std::vector<std::string>{"hq_address" + rest, "publish_port" + rest, "rc_port" + rest});
}

TEST_CASE("each missing required key is named", "[project]") {
    const oct::testing::TempDir dir;
    for (const std::string missing :
         {"run_time", "results_ts_interval", "progress_bar", "testing", "turrets"}) {
        std::string text = "{" + kRequired + R"("turrets": []})";
        text.replace(text.find(missing), missing.size(), "none");

        CHECK(refusal(dir, text) ==
              "config.json: the required configuration key " + missing + " is not defined");
    }
}

TEST_CASE("a wrong value is answered with key and expectation", "[project]") {
    const oct::testing::TempDir dir;
    const std::string entry = R"("name": "web", "script": "a.cpp")";
    const std::vector<Mistake> mistakes{
        {R"("run_time": -5)", "run_time: expected seconds > 0 and at most 31536000, got -5"},
        {R"("run_time": 0)", "run_time: expected seconds > 0 and at most 31536000, got 0"},
        {R"("run_time": 1e-12)", "run_time: expected seconds > 0 and at most 31536000, got 1e-12"},
        {R"("run_time": "long")",
         "run_time: expected seconds > 0 and at most 31536000, got \"long\""},
        {R"("run_time": "inf")",
         "run_time: expected seconds > 0 and at most 31536000, got \"inf\""},
        {R"("run_time": 1e300)", "run_time: expected seconds > 0 and at most 31536000, got 1e300"},
        {R"("results_ts_interval": [])",
         "results_ts_interval: expected seconds > 0 and at most 31536000, got a list"},
        {R"("progress_bar": 1)", "progress_bar: expected true or false, got 1"},
        {R"("testing": "no")", "testing: expected true or false, got \"no\""},
        {R"("console_logging": {})", "console_logging: expected true or false, got an object"},
        {R"("hq_address": "")",
         "hq_address: expected a host name or an IP address without port, got \"\""},
        {R"("hq_address": "tcp://x")",
         "hq_address: expected a host name or an IP address without port, got \"tcp://x\""},
        {R"("publish_port": 65536)", "publish_port: expected a port from 0 to 65535, got 65536"},
        {R"("rc_port": "50o1")", "rc_port: expected a port from 0 to 65535, got \"50o1\""},
        {R"("rc_port": "-1")", "rc_port: expected a port from 0 to 65535, got \"-1\""},
        {R"("rc_port": 5000)", "rc_port: expected another port than publish_port, got 5000"},
        {R"("external_publisher": 5001)",
         "external_publisher: expected another port than publish_port and rc_port, got 5001"},
        {R"("min_turrets": 0)", "min_turrets: expected an integer from 1 to 100000, got 0"},
        {R"("min_turrets": 1.5)", "min_turrets: expected an integer from 1 to 100000, got 1.5"},
        {R"("turrets_requirements": ["a", 1])", "turrets_requirements[1]: expected a text, got 1"},
        {R"("turrets": {})", "turrets: expected a list, got an object"},
        {R"("turrets": [5])", "turrets[0]: expected an object {…}, got 5"},
        {R"("turrets": [{}])", "turrets[0]: the required configuration key name is not defined"},
        {R"("turrets": [{)" + entry + "}]",
         "turrets[0]: the required configuration key cannons is not defined"},
        {R"("turrets": [{)" + entry + R"(, "cannons": 1}, {)" + entry + R"(, "cannons": 0}])",
         "turrets[1].cannons: expected an integer from 1 to 1000000, got 0"},
        {R"("turrets": [{)" + entry + R"(, "cannons": 1, "rampup": -1}])",
         "turrets[0].rampup: expected seconds >= 0 and at most 31536000, got -1"},
        {R"("turrets": [{)" + entry + R"(, "cannons": 1, "extra_files": "img"}])",
         "turrets[0].extra_files: expected a list of texts, got \"img\""},
        {R"("turrets": [{"name": "a\u001bb", "cannons": 1, "script": "a.cpp"}])",
         "turrets[0].name: expected a name of 1 to 256 bytes without control characters, got "
         "\"a\\u001Bb\""},
        {R"("extra_turret_config": [])", "extra_turret_config: expected an object {…}, got a list"},
        {R"("results_database": 1)", "results_database: expected an object {…}, got 1"},
        {R"("results_database": {"insert_limit": 0})",
         "results_database.insert_limit: expected an integer from 1 to 1000000, got 0"},
        {R"("results_database": {"params": 0})",
         "results_database.params: expected an object, got 0"},
        {R"("min_turrets": 1, "min_turrets": 2)", "the key \"min_turrets\" is defined twice"},
    };
    for (const auto& [keys, answer] : mistakes) {
        // The key in question takes the place of the correct one.
        const std::string key = keys.substr(0, keys.find(':'));
        std::string rest = kRequired + R"("turrets": [], )";
        if (const auto at = rest.find(key + ":"); at != std::string::npos)
            rest.erase(at, rest.find(", ", at) + 2 - at);

        CHECK(refusal(dir, "{" + rest + keys + "}") == "config.json: " + answer);
    }
}

TEST_CASE("a port that is the default of another is refused by its own name", "[project]") {
    const oct::testing::TempDir dir;

    CHECK(refusal(dir, R"({"run_time": 1, "results_ts_interval": 1, "progress_bar": true,)"
                       R"("testing": false, "turrets": [], "publish_port": 5001})") ==
          "config.json: publish_port: expected another port than the default of rc_port, got 5001");
}

TEST_CASE("a database that is not SQLite is refused with what is supported", "[project]") {
    const oct::testing::TempDir dir;
    for (const std::string uri : {"postgresql://me@db/oct", "mysql:///x", "sqlite:///", "oracle"}) {
        const std::string text =
            "{" + kRequired + R"("turrets": [], "results_database": {"db_uri": ")" + uri + "\"}}";

        CHECK(refusal(dir, text) ==
              "config.json: results_database.db_uri: expected \"default\" or an SQLite file like "
              "\"sqlite:///results.sqlite\", got \"" +
                  uri + "\"");
    }
}

TEST_CASE("a database file is accepted as path and as address", "[project]") {
    const oct::testing::TempDir dir;
    const auto uri = [&](const std::string& text) {
        return load(dir, "{" + kRequired + R"("turrets": [], "results_database": {"db_uri": ")" +
                             text + "\"}}")
            .db_uri;
    };

    CHECK(uri("default") == "default");
    CHECK(uri("runs/all.sqlite") == "runs/all.sqlite");
    CHECK(uri("sqlite:////var/all.db") == "sqlite:////var/all.db");
}

TEST_CASE("unknown keys are answered with a near word", "[project]") {
    const oct::testing::TempDir dir;

    const auto config = load(dir, "{" + kRequired + R"("run_tiem": 3, "colour": 1,
        "results_database": {"insert_limits": 3},
        "turrets": [{"name": "a", "cannons": 1, "canons": 2, "url": "x", "script": "a.cpp"}]})");

    const std::string file = (dir.path() / "config.json").string();
    CHECK(config.warnings ==
          std::vector<std::string>{
              file + ": unknown key \"run_tiem\" (did you mean \"run_time\"?)",
              file + ": unknown key \"colour\"",
              file + ": results_database: unknown key \"insert_limits\" (did you mean "
                     "\"insert_limit\"?)",
              file + ": turrets[0]: unknown key \"canons\" is left to the transaction (did you "
                     "mean \"cannons\"?)"});
}

TEST_CASE("a turret may stand in a file of its own", "[project]") {
    const oct::testing::TempDir dir;
    const auto entry =
        dir.file("turrets/nav.json", R"({"name": "nav", "cannons": 4, "script": "nav.cpp"})");

    const auto config = load(dir, "{" + kRequired + R"("turrets": ["turrets/nav.json"],
        "extra_turret_config": {"token": 7}})");

    REQUIRE(config.turrets.size() == 1);
    CHECK(config.turrets[0].name == "nav");
    CHECK_THAT(config.turrets[0].json, Contains(R"("token":7)"));
}

TEST_CASE("samples is all or summary", "[project]") {
    const oct::testing::TempDir dir;
    const std::string rest = kRequired + R"("turrets": [], )";

    CHECK(load(dir, "{" + rest + "}").samples == oct::Samples::All);
    CHECK(load(dir, "{" + rest + R"("samples": "all"})").samples == oct::Samples::All);
    CHECK(load(dir, "{" + rest + R"("samples": "summary"})").samples == oct::Samples::Summary);
    CHECK_THAT(refusal(dir, "{" + rest + R"("samples": "some"})"),
               Contains(R"(samples: expected "all" or "summary", got "some")"));
}

TEST_CASE("a mistake in a turret file names that file", "[project]") {
    const oct::testing::TempDir dir;
    const auto entry = dir.file("nav.json", R"({"name": "nav", "cannons": 0, "script": "a.cpp"})");
    const auto config = [&](const std::string& name) {
        return "{" + kRequired + R"("turrets": [")" + name + "\"]}";
    };

    CHECK_THROWS_WITH(load(dir, config("nav.json")),
                      entry.string() + ": cannons: expected an integer from 1 to 1000000, got 0");
    CHECK_THROWS_WITH(
        load(dir, config("none.json")),
        Contains("none.json: no such file: turrets[0] of ") && Contains("config.json names it"));
}

TEST_CASE("two turrets may have the same name", "[project]") {
    const oct::testing::TempDir dir;
    const std::string entry = R"({"name": "web", "cannons": 1, "script": "a.cpp"})";

    const auto config =
        load(dir, "{" + kRequired + R"("turrets": [)" + entry + ", " + entry + "]}");

    CHECK(config.turrets.size() == 2);
    CHECK(config.warnings.empty());
}

TEST_CASE("a file that is no config is refused with its place", "[project]") {
    const oct::testing::TempDir dir;

    CHECK_THROWS_WITH(oct::Config::load(dir.path() / "none.json"),
                      (dir.path() / "none.json").string() +
                          ": no such file: name a project's folder, or create a project with: oct "
                          "new-project NAME");
    CHECK_THROWS_WITH(oct::Config::load(dir.path()), Contains("expected a file, got a folder"));
    CHECK(refusal(dir, "[]") == "config.json: expected an object {…}, got a list");
    CHECK_THAT(refusal(dir, "{\n  oops }"), Contains("config.json:2:3: not JSON"));
}
