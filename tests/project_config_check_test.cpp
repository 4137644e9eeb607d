// A configuration made in code is refused with the words that one in a file is refused with.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/hq.hpp>
#include <oct/load_test.hpp>
#include <oct/project.hpp>
#include <oct/results.hpp>
#include <oct/turret.hpp>

#include "support/catch.hpp"
#include "support/port.hpp"
#include "support/temp_dir.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <map>

using namespace std::chrono_literals;
using namespace oct;
using oct::testing::Port;
using oct::testing::TempDir;

namespace {

class Idler : public Transaction {
public:
    void run() override {}
};

using Keys = std::map<std::string, std::string>;  // of a JSON object, with their values

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kEndless = std::numeric_limits<double>::infinity();

std::string object(Keys keys, const Keys& others) {
    for (const auto& [key, value] : others) keys[key] = value;
    std::string text;
    for (const auto& [key, value] : keys)
        text += (text.empty() ? "{\"" : ", \"") + key + "\": " + value;
    return text + "}";
}

std::string config_text(const Keys& keys) {
    return object({{"run_time", "30"},
                   {"results_ts_interval", "10"},
                   {"progress_bar", "true"},
                   {"testing", "false"},
                   {"turrets", "[]"}},
                  keys);
}

std::string entry_text(const Keys& keys) {
    return object({{"name", "\"web\""}, {"cannons", "4"}, {"script", "\"web.cpp\""}}, keys);
}

std::string turret_text(const Keys& keys) {
    return object({{"name", "\"web\""},
                   {"cannons", "4"},
                   {"script", "\"web.cpp\""},
                   {"hq_address", "\"127.0.0.1\""},
                   {"hq_publisher", "5000"},
                   {"hq_rc", "5001"}},
                  keys);
}

Config right_config() {
    Config config;
    config.run_time = 30s;
    return config;
}

TurretEntry right_entry() {
    TurretEntry entry;
    entry.name = "web";
    entry.cannons = 4;
    entry.script = "web.cpp";
    return entry;
}

TurretConfig right_turret() {
    TurretConfig turret;
    turret.name = "web";
    turret.cannons = 4;
    return turret;
}

std::string refusal_of(const std::function<void()>& check) {
    try {
        check();
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

/// What is said of a file with that text, without the file's name before it.
template <class Loaded>
std::string refusal_of_text(const std::string& text) {
    const TempDir dir;
    const auto file = dir.file("file.json", text);
    const std::string refusal = refusal_of([&] { static_cast<void>(Loaded::load(file)); });
    const std::string place = file.string() + ": ";
    return refusal.rfind(place, 0) == 0 ? refusal.substr(place.size()) : refusal;
}

struct WrongConfig {
    std::function<void(Config&)> mistake;
    std::string answer;
    Keys keys{};  // the same mistake in a file; empty: no file can have it
};

struct WrongTurret {
    std::function<void(TurretConfig&)> mistake;
    std::string answer;
    Keys keys{};
};

/// A mistake that an entry of config.json and the configuration of a turret can have.
struct WrongLoad {
    std::function<void(TurretEntry&)> mistake;
    std::string answer;
    Keys keys{};
};

Limit limit_of(const char* text) {
    return Limit::parse(text);
}

const std::string kYear = "and at most 31536000, got ";
const std::string kName = "expected a name of 1 to 256 bytes without control characters, got ";
const std::string kRate = "expected arrivals per second from 0 to 1000000000, got ";

std::vector<WrongConfig> wrong_configs() {
    return {
        {[](Config& c) { c.run_time = 0s; },
         "run_time: expected seconds > 0 " + kYear + "0",
         {{"run_time", "0"}}},
        {[](Config& c) { c.run_time = -1500ms; },
         "run_time: expected seconds > 0 " + kYear + "-1.5",
         {{"run_time", "-1.5"}}},
        {[](Config& c) { c.run_time = 24h * 366; },
         "run_time: expected seconds > 0 " + kYear + "31622400",
         {{"run_time", "31622400"}}},
        {[](Config& c) { c.results_ts_interval = 0s; },
         "results_ts_interval: expected seconds > 0 " + kYear + "0",
         {{"results_ts_interval", "0"}}},
        {[](Config& c) { c.hq_address = ""; },
         "hq_address: expected a host name or an IP address without port, got \"\"",
         {{"hq_address", "\"\""}}},
        {[](Config& c) { c.hq_address = "tcp://hq"; },
         "hq_address: expected a host name or an IP address without port, got \"tcp://hq\"",
         {{"hq_address", "\"tcp://hq\""}}},
        {[](Config& c) { c.rc_port = 5000; },
         "rc_port: expected another port than publish_port, got 5000",
         {{"rc_port", "5000"}}},
        {[](Config& c) { c.publish_port = 5001; },
         "publish_port: expected another port than the default of rc_port, got 5001",
         {{"publish_port", "5001"}}},
        {[](Config& c) { c.external_publisher = 5001; },
         "external_publisher: expected another port than publish_port and rc_port, got 5001",
         {{"external_publisher", "5001"}}},
        {[](Config& c) { c.min_turrets = 0; },
         "min_turrets: expected an integer from 1 to 100000, got 0",
         {{"min_turrets", "0"}}},
        {[](Config& c) { c.min_turrets = 100'001; },
         "min_turrets: expected an integer from 1 to 100000, got 100001",
         {{"min_turrets", "100001"}}},
        {[](Config& c) {
             c.turrets_requirements = {"requests", ""};
         },
         "turrets_requirements[1]: expected a text, got \"\"",
         {{"turrets_requirements", R"(["requests", ""])"}}},
        {[](Config& c) { c.db_uri = "postgresql://me@db/oct"; },
         "results_database.db_uri: expected \"default\" or an SQLite file like "
         "\"sqlite:///results.sqlite\", got \"postgresql://me@db/oct\"",
         {{"results_database", R"({"db_uri": "postgresql://me@db/oct"})"}}},
        {[](Config& c) { c.insert_limit = 0; },
         "results_database.insert_limit: expected an integer from 1 to 1000000, got 0",
         {{"results_database", R"({"insert_limit": 0})"}}},
        {[](Config& c) { c.json = "[1]"; }, "json: expected an object {…}, got a list"},
        {[](Config& c) { c.json = "{"; }, "json:1:2: not JSON: Missing a name for object member."},
        {[](Config& c) {
             c.outputs = {{Output::Format::JUnit, ""}};
         },
         "outputs[0]: expected the name of a file, got \"\""},
        {[](Config& c) {
             c.outputs = {{Output::Format::JUnit, "ci/"}};
         },
         "outputs[0]: expected the name of a file, got \"ci/\"",
         {{"outputs", R"(["junit=ci/"])"}}},
        {[](Config& c) {
             c.outputs = {{Output::Format::JUnit, "./results.sqlite"}};
         },
         "outputs[0]: expected a file that is not one of the run's own, got \"results.sqlite\"",
         {{"outputs", R"(["junit=./results.sqlite"])"}}},
        {[](Config& c) {
             c.outputs = {{Output::Format::JUnit, "a"}, {Output::Format::Markdown, "b/../a"}};
         },
         "outputs[1]: expected another file than outputs[0], got \"a\"",
         {{"outputs", R"(["junit=a", "markdown=b/../a"])"}}},
        {[](Config& c) { c.limits = {Limit{}}; },
         "limits[0].bound: expected more than 0: nothing is less, got 0ns",
         {{"limits", R"(["p0 < 0m"])"}}},
        {[](Config& c) {
             c.limits = {limit_of("p95 < 1s"), limit_of("errors < 101%")};
         },
         "limits[1].bound: expected a share from 0 % to 100 %, got 101.00 %",
         {{"limits", R"(["p95 < 1s", "errors < 101%"])"}}},
        {[](Config& c) {
             c.limits = {limit_of("max < 1s")};
             c.limits[0].after = 3s;
         },
         "limits[0].after: expected abort beside it: it is for the end of the run, got 3",
         {{"limits", R"([{"limit": "max < 1s", "after": 3}])"}}},
        {[](Config& c) { c.limits = {limit_of("count > 1000 abort")}; },
         "limits[0].abort: expected no abort for a least count: it is known at the end, got true",
         {{"limits", R"(["count > 1000 abort"])"}}},
    };
}

std::vector<WrongTurret> wrong_turrets() {
    return {
        {[](TurretConfig& t) { t.hq_address = "a b"; },
         "hq_address: expected a host name or an IP address without port, got \"a b\"",
         {{"hq_address", "\"a b\""}}},
        {[](TurretConfig& t) { t.hq_address = "10.0.0.1:77"; },
         "hq_address: expected a host name or an IP address without port, got \"10.0.0.1:77\"",
         {{"hq_address", "\"10.0.0.1:77\""}}},
        {[](TurretConfig& t) { t.hq_address = "*"; },
         "hq_address: expected a host name or an IP address without port, got \"*\"",
         {{"hq_address", "\"*\""}}},
        {[](TurretConfig& t) { t.publish_port = 0; },
         "hq_publisher: expected a port from 1 to 65535, got 0",
         {{"hq_publisher", "0"}}},
        {[](TurretConfig& t) { t.rc_port = 0; },
         "hq_rc: expected a port from 1 to 65535, got 0",
         {{"hq_rc", "0"}}},
        {[](TurretConfig& t) { t.rc_port = 5000; },
         "hq_rc: expected another port than hq_publisher, got 5000",
         {{"hq_rc", "5000"}}},
        {[](TurretConfig& t) { t.of = 0; },
         "of: expected an integer from 1 to 1000000, got 0",
         {{"of", "0"}}},
        {[](TurretConfig& t) { t.of = 1'000'001; },
         "of: expected an integer from 1 to 1000000, got 1000001",
         {{"of", "1000001"}}},
        {[](TurretConfig& t) { t.index = 1; },
         "index: expected an integer from 0 to 0, got 1",
         {{"index", "1"}}},
        {[](TurretConfig& t) {
             t.of = 3;
             t.index = 3;
         },
         "index: expected an integer from 0 to 2, got 3",
         {{"of", "3"}, {"index", "3"}}},
        {[](TurretConfig& t) { t.loop_threads = 1025; },
         "loop_threads: expected an integer from 1 to 1024, got 1025",
         {{"loop_threads", "1025"}}},
        {[](TurretConfig& t) { t.json = "7"; }, "json: expected an object {…}, got 7"},
    };
}

std::vector<WrongLoad> wrong_loads() {
    const std::string closed_only =
        "expected none beside rate or stages: an open load does not wait for it";
    return {
        {[](TurretEntry& e) { e.name = ""; }, "name: " + kName + "\"\"", {{"name", "\"\""}}},
        {[](TurretEntry& e) { e.name = "a\x1B[2J"; },
         "name: " + kName + "\"a\\u001B[2J\"",
         {{"name", R"("a\u001B[2J")"}}},
        {[](TurretEntry& e) { e.name = std::string(257, 'a'); },
         "name: " + kName + '"' + std::string(56, 'a') + "…",
         {{"name", '"' + std::string(257, 'a') + '"'}}},
        {[](TurretEntry& e) { e.script = "a\nb.cpp"; },
         "script: " + kName + "\"a\\nb.cpp\"",
         {{"script", R"("a\nb.cpp")"}}},
        {[](TurretEntry& e) { e.cannons = 0; },
         "cannons: expected an integer from 1 to 1000000, got 0",
         {{"cannons", "0"}}},
        {[](TurretEntry& e) { e.cannons = 1'000'001; },
         "cannons: expected an integer from 1 to 1000000, got 1000001",
         {{"cannons", "1000001"}}},
        {[](TurretEntry& e) { e.rampup = -1s; },
         "rampup: expected seconds >= 0 " + kYear + "-1",
         {{"rampup", "-1"}}},
        {[](TurretEntry& e) { e.plan.think_time = -1s; },
         "think_time: expected seconds >= 0 " + kYear + "-1",
         {{"think_time", "-1"}}},
        {[](TurretEntry& e) { e.plan.pacing = -2s; },
         "pacing: expected seconds >= 0 " + kYear + "-2",
         {{"pacing", "-2"}}},
        {[](TurretEntry& e) { e.plan.warmup = -3s; },
         "warmup: expected seconds >= 0 " + kYear + "-3",
         {{"warmup", "-3"}}},
        {[](TurretEntry& e) { e.plan.cooldown = -4s; },
         "cooldown: expected seconds >= 0 " + kYear + "-4",
         {{"cooldown", "-4"}}},
        {[](TurretEntry& e) { e.plan.max_lag = -5s; },
         "max_lag: expected seconds >= 0 " + kYear + "-5",
         {{"max_lag", "-5"}}},
        {[](TurretEntry& e) { e.plan.rate = -5; }, "rate: " + kRate + "-5", {{"rate", "-5"}}},
        {[](TurretEntry& e) { e.plan.rate = kNone; }, "rate: " + kRate + "nan"},
        {[](TurretEntry& e) { e.plan.rate = kEndless; }, "rate: " + kRate + "inf"},
        {[](TurretEntry& e) { e.plan.rate = 2e9; },
         "rate: " + kRate + "2000000000",
         {{"rate", "2000000000"}}},
        {[](TurretEntry& e) { e.plan.rate = 0; },
         "rate: expected more than 0, or stages that raise it",
         {{"rate", "0"}}},
        {[](TurretEntry& e) {
             e.plan.rate = 10;
             e.plan.pacing = 1s;
             e.rampup = 5s;
         },
         "rampup: expected none beside rate or stages: write the ramp of an open load as stages, "
         R"({"duration": 30, "rate": 100})",
         {{"rate", "10"}, {"pacing", "1"}, {"rampup", "5"}}},
        {[](TurretEntry& e) {
             e.plan.rate = 10;
             e.plan.pacing = 1s;
         },
         "pacing: " + closed_only,
         {{"rate", "10"}, {"pacing", "1"}}},
        {[](TurretEntry& e) {
             e.plan.rate = 10;
             e.plan.think_time = 1s;
         },
         "think_time: " + closed_only,
         {{"rate", "10"}, {"think_time", "1"}}},
        {[](TurretEntry& e) { e.plan.pacing = e.plan.think_time = 1s; },
         "pacing: expected none beside think_time: the one counts from the end, the other from the "
         "start",
         {{"pacing", "1"}, {"think_time", "1"}}},
        {[](TurretEntry& e) {
             e.plan.stages = {{-1s, 5}};
         },
         "stages[0].duration: expected seconds >= 0 " + kYear + "-1",
         {{"stages", R"([{"duration": -1, "rate": 5}])"}}},
        {[](TurretEntry& e) {
             e.plan.stages = {{1s, 5}, {1s, -5}};
         },
         "stages[1].rate: " + kRate + "-5",
         {{"stages", R"([{"duration": 1, "rate": 5}, {"duration": 1, "rate": -5}])"}}},
        {[](TurretEntry& e) {
             e.plan.stages = {{1s, kNone}};
         },
         "stages[0].rate: " + kRate + "nan"},
        {[](TurretEntry& e) {
             e.plan.stages = {{0s, 100}, {0s, 0}};
         },
         "stages: expected a rate above 0 for some time",
         {{"stages", R"([{"duration": 0, "rate": 100}, {"duration": 0, "rate": 0}])"}}},
        {[](TurretEntry& e) {
             e.plan.stages = {{24h * 365, 1}, {24h * 365, 2}};
         },
         "stages: expected a year in all at most",
         {{"stages", R"([{"duration": 31536000, "rate": 1}, {"duration": 31536000, "rate": 2}])"}}},
        {[](TurretEntry& e) { e.plan.max_cannons = 9; },
         "max_cannons: expected rate or stages beside it: it is for open load",
         {{"max_cannons", "9"}}},
        {[](TurretEntry& e) {
             e.plan.rate = 1;
             e.plan.max_cannons = 1'000'001;
         },
         "max_cannons: expected an integer from 1 to 1000000, got 1000001",
         {{"rate", "1"}, {"max_cannons", "1000001"}}},
        {[](TurretEntry& e) { e.plan.iterations = static_cast<std::uint64_t>(-1); },
         "iterations: expected an integer from 1 to 9223372036854775807, got 18446744073709551615",
         {{"iterations", "18446744073709551615"}}},
        {[](TurretEntry& e) { e.plan.idle = Idle::Spin; },
         "idle: expected rate, stages, pacing or think_time beside it: nothing else waits",
         {{"idle", "\"spin\""}}},
        {[](TurretEntry& e) { e.json = "[]"; }, "json: expected an object {…}, got a list"},
    };
}

void write_of(TurretConfig& turret, const TurretEntry& entry) {
    turret.name = entry.name;
    turret.cannons = entry.cannons;
    turret.rampup = entry.rampup;
    turret.plan = entry.plan;
    turret.script = entry.script;
    turret.json = entry.json;
}

Config with_entry(const TurretEntry& entry) {
    Config config = right_config();
    config.turrets = {right_entry(), entry};
    return config;
}

}  // namespace

TEST_CASE("a wrong configuration has one sentence, in code and in a file", "[project]") {
    for (const auto& [mistake, answer, keys] : wrong_configs()) {
        Config config = right_config();
        mistake(config);
        CHECK(refusal_of([&] { config.check(); }) == answer);
        if (!keys.empty()) CHECK(refusal_of_text<Config>(config_text(keys)) == answer);
    }
}

TEST_CASE("a wrong configuration of a turret has one sentence, in code and in a file",
          "[project]") {
    for (const auto& [mistake, answer, keys] : wrong_turrets()) {
        TurretConfig turret = right_turret();
        mistake(turret);
        CHECK(refusal_of([&] { turret.check(); }) == answer);
        if (!keys.empty()) CHECK(refusal_of_text<TurretConfig>(turret_text(keys)) == answer);
    }
}

TEST_CASE("a wrong load has one sentence in entries and turrets, in code and in files",
          "[project]") {
    for (const auto& [mistake, answer, keys] : wrong_loads()) {
        TurretEntry entry = right_entry();
        mistake(entry);
        TurretConfig turret = right_turret();
        write_of(turret, entry);
        CHECK(refusal_of([&] { with_entry(entry).check(); }) == "turrets[1]." + answer);
        CHECK(refusal_of([&] { turret.check(); }) == answer);
        if (keys.empty()) continue;
        const std::string turrets = "[" + entry_text({}) + ", " + entry_text(keys) + "]";
        CHECK(refusal_of_text<Config>(config_text({{"turrets", turrets}})) ==
              "turrets[1]." + answer);
        CHECK(refusal_of_text<TurretConfig>(turret_text(keys)) == answer);
    }
}

TEST_CASE("a warm-up that takes the whole run is refused where both are known", "[project]") {
    const std::string answer =
        "warmup: expected less than run_time (30 s), got 30 s: nothing would be measured";
    TurretEntry entry = right_entry();
    entry.plan.warmup = 30s;

    CHECK(refusal_of([&] { with_entry(entry).check(); }) == "turrets[1]." + answer);
    CHECK(refusal_of_text<Config>(config_text({{"turrets", "[" + entry_text({{"warmup", "30"}}) +
                                                               "]"}})) == "turrets[0]." + answer);
    CHECK(refusal_of([&] {
              (void)LoadTest().run_time(30s).plan(entry.plan).transaction<Idler>("nap").run();
          }) == "LoadTest: nap: " + answer);
    entry.plan.warmup = 30s - 1ns;
    CHECK_NOTHROW(with_entry(entry).check());
}

TEST_CASE("values at the edge of what is right are accepted", "[project]") {
    Config config = right_config();
    config.run_time = config.results_ts_interval = 24h * 365;
    config.publish_port = config.rc_port = 0;
    config.external_publisher = 0;
    config.min_turrets = 100'000;
    config.insert_limit = 1'000'000;
    config.db_uri = "sqlite:///x";
    config.outputs = {{Output::Format::JUnit, "/ci/junit.xml"},
                      {Output::Format::JUnit, "/ci/junit.xml"},
                      {Output::Format::Markdown, "../summary.md"}};
    config.limits = {limit_of("errors <= 0%"), limit_of("errors >= 100%"), limit_of("p0 <= 0ns"),
                     limit_of("p100 < 100ms abort after 1s"), limit_of("rate > 0/s")};
    CHECK_NOTHROW(config.check());
    config.run_time = config.results_ts_interval = 1ns;
    config.min_turrets = config.insert_limit = 1;
    CHECK_NOTHROW(config.check());

    TurretConfig turret = right_turret();
    turret.name = std::string(256, 'n');
    turret.cannons = turret.of = 1'000'000;
    turret.index = 999'999;
    turret.loop_threads = 1024;
    turret.publish_port = 1;
    turret.rc_port = 65535;
    turret.hq_address = "fe80::1";
    turret.rampup = turret.plan.cooldown = turret.plan.warmup = 24h * 365;
    turret.plan.iterations = std::numeric_limits<std::int64_t>::max();
    CHECK_NOTHROW(turret.check());
    turret.rampup = turret.plan.cooldown = 0s;
    turret.plan.rate = 1e9;
    turret.plan.max_cannons = turret.cannons;
    turret.plan.arrivals = Arrivals::Poisson;
    turret.plan.seed = std::numeric_limits<std::uint64_t>::max();
    turret.plan.stages = {{24h * 365, 0}, {0s, 1e9}};
    CHECK_NOTHROW(turret.check());
    turret.plan.rate = 0;
    turret.plan.stages = {{0s, 1e-9}};
    CHECK_NOTHROW(turret.check());
}

TEST_CASE("who is given a wrong configuration refuses it before anything is done", "[project]") {
    const TempDir dir;
    Config config;  // no run_time
    config.results_ts_interval = 0s;
    const std::string answer = "run_time: expected seconds > 0 and at most 31536000, got 0";
    TurretConfig turret = right_turret();
    turret.of = 0;
    bool made = false;

    CHECK(refusal_of([&] { StatsHandler(dir.path() / "results", config); }) == answer);
    CHECK(refusal_of([&] {
              run_project(config, {.project = dir.path(), .results_dir = dir.path() / "results"});
          }) == answer);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "results"));
    CHECK(refusal_of([&] { ReportBuilder(dir.path(), "results.sqlite", config); }) ==
          "results_ts_interval: expected seconds > 0 and at most 31536000, got 0");
    CHECK(refusal_of([&] {
              Turret(turret, [&](const TransactionConfig&) {
                  made = true;
                  return std::make_unique<Idler>();
              });
          }) == "of: expected an integer from 1 to 1000000, got 0");
    CHECK_FALSE(made);
    CHECK(refusal_of([] { (void)LoadTest().limit(Limit{}).transaction<Idler>("nap").run(); }) ==
          "LoadTest::limit: bound: expected more than 0: nothing is less, got 0ns");
    CHECK(refusal_of([] { (void)LoadTest().transaction<Idler>("a\tb").run(); }) ==
          "LoadTest::transaction: " + kName + "\"a\\tb\"");
}

TEST_CASE("a wrong configuration of an HQ is refused before a port is bound", "[hq][integration]") {
    const Port taken(true);
    Config config = right_config();
    config.publish_port = taken.number();
    config.limits = {Limit{}};

    CHECK(refusal_of([&] { HQ(config, HQOptions()); }) ==
          "limits[0].bound: expected more than 0: nothing is less, got 0ns");
    config.limits.clear();
    CHECK_THROWS_AS(HQ(config, HQOptions()), TransportError);
}

TEST_CASE("a value that is none of its enumeration is refused", "[project]") {
    Limit limit = Limit::parse("p50 < 5ms");
    limit.relation = static_cast<Limit::Relation>(77);
    CHECK(refusal_of([&] { limit.check(); }) ==
          "relation: expected a value of its enumeration, got 77");
    TurretConfig turret = right_turret();
    turret.plan.idle = static_cast<Idle>(9);
    CHECK(refusal_of([&] { turret.check(); }) ==
          "idle: expected a value of its enumeration, got 9");
    Config config;
    config.run_time = 1s;
    config.samples = static_cast<Samples>(9);
    CHECK(refusal_of([&] { config.check(); }) ==
          "samples: expected a value of its enumeration, got 9");
}

TEST_CASE("an output does not take the place of the database that a report is made of",
          "[project]") {
    const TempDir dir;
    const auto database = dir.path() / "old.sqlite";
    std::ofstream(database) << "mine";
    Config config;
    config.run_time = 1s;
    config.outputs = {Output::parse("junit=./old.sqlite")};

    CHECK(refusal_of([&] { ReportBuilder(dir.path(), database, config); }) ==
          "output ./old.sqlite: is the database that the report is made of: name another file");
}

TEST_CASE("an HQ and a turret refuse options that they cannot keep", "[project]") {
    Config config;
    config.run_time = 1s;
    config.publish_port = config.rc_port = 0;
    StatsHandler* const none = nullptr;

    CHECK(refusal_of([&] { HQ(config, {.sinks = {none}}); }) ==
          "HQOptions::sinks[0]: expected an object, got null");
    CHECK(refusal_of([&] { HQ(config, {.drain_deadline = -1s}); }) ==
          "HQOptions::drain_deadline: expected seconds >= 0 and at most 31536000, got -1");
    CHECK(refusal_of([&] { HQ(config, {.silence = 0s}); }) ==
          "HQOptions::silence: expected more than 0: a turret may be silent for that time, got 0");
    CHECK_NOTHROW(HQ(config, {.drain_deadline = std::chrono::nanoseconds::max()}));
    const TransactionFactory nap = make_transaction<Idler>;
    CHECK(refusal_of([&] { Turret(right_turret(), nap, {.linger = -5s}); }) ==
          "TurretOptions::linger: expected seconds >= 0 and at most 31536000, got -5");
    CHECK(refusal_of([&] { Turret(right_turret(), nap, {.log = nullptr}); }) ==
          "TurretOptions::log: expected LogSink::none() or another, got null");
    CHECK_THAT(refusal_of([&] { Turret(right_turret(), {}); }),
               Catch::Contains("no factory makes its transactions"));
}

TEST_CASE("what is made in code is refused without the name of a file", "[project]") {
    const TempDir dir;
    PackOptions options;
    options.project = dir.path();
    Config config = right_config();
    config.turrets.clear();
    CHECK(refusal_of([&] { (void)pack_turrets(config, options); }) ==
          "turrets: is empty, so there is nothing to pack");
    config.turrets.emplace_back().script = "a.py";  // without a name
    CHECK(refusal_of([&] { (void)pack_turrets(config, options); }) ==
          "turrets[0].name: expected a name of 1 to 256 bytes without control characters, got "
          "\"\"");
    config = right_config();
    config.db_uri = "sqlite:///mine.sqlite";
    CHECK(refusal_of([&] { StatsHandler(dir.path(), config); }) ==
          "results_database.db_uri: expected \"default\" (SQLite in the results folder), got "
          "\"sqlite:///mine.sqlite\"");
}
