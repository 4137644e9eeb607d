// oct and oct-turret as programs: whole runs, turrets that die, come late or never come, signals.
#include "net/socket.hpp"
#include "store/database.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/stored_rows.hpp"

#include <algorithm>
#include <signal.h>

using namespace std::chrono_literals;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// Two free ports for HQ and turrets that are started one by one.
struct Ports {
    Ports() {
        oct::net::Context context;
        oct::net::Socket a(context, oct::net::SocketKind::Pull);
        oct::net::Socket b(context, oct::net::SocketKind::Pull);
        publisher = oct::net::port_of(a.bind("tcp://127.0.0.1:*"));
        rc = oct::net::port_of(b.bind("tcp://127.0.0.1:*"));
    }
    std::string config() const {
        return "\"publish_port\": " + std::to_string(publisher) +
               ", \"rc_port\": " + std::to_string(rc);
    }
    std::string turret(const std::string& name, const std::string& script_name) const {
        return "{\"name\": \"" + name + "\", \"cannons\": 2, \"rampup\": 0, \"script\": \"" +
               script(script_name) +
               "\", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": " + std::to_string(publisher) +
               ", \"hq_rc\": " + std::to_string(rc) + "}";
    }
    std::uint16_t publisher = 0;
    std::uint16_t rc = 0;
};

/// A project for turrets that are started by hand.
struct Distributed {
    explicit Distributed(const std::string& run_time, int min_turrets) {
        config = dir.file("config.json",
                          "{\"run_time\": " + run_time +
                              ", \"results_ts_interval\": 0.5, \"progress_bar\": true, "
                              "\"testing\": false, \"hq_address\": \"127.0.0.1\", " +
                              ports.config() + ", \"min_turrets\": " + std::to_string(min_turrets) +
                              ", \"turrets\": []}");
    }
    Program turret(const std::string& name, const std::string& script_name = "nap") const {
        return Program({program("oct-turret"), "--config-file",
                        dir.file(name + ".json", ports.turret(name, script_name)).string(),
                        "--once"});
    }
    Program run() const {
        return Program({program("oct"), "run", dir.path().string(), "-r", results().string()});
    }
    std::filesystem::path results() const { return dir.path() / "out"; }
    oct::Summary summary() const {
        return oct::ReportBuilder(results(), results() / "results.sqlite",
                                  oct::Config::load(config))
            .summarize();
    }

    Ports ports;
    TempDir dir;
    std::filesystem::path config;
};

const oct::TurretSummary* find(const oct::Summary& summary, const std::string& name) {
    for (const auto& turret : summary.turrets)
        if (turret.name == name) return &turret;
    return nullptr;
}

}  // namespace

TEST_CASE("a local run prints every line and its ledger balances", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "," +
                              entry("random", "nap", 3, ", \"fail_every\": 5") + "]");

    const auto run = project.run();

    CHECK(run.wait().code == 0);
    const auto output = run.output();
    std::size_t from = 0;
    for (const std::string line :
         {"Warmup\n", "waiting for 2 turrets to connect\n", "waiting for 0 turrets to connect\n",
          "turrets: 2, elapsed: ", "Processing all remaining messages...\n",
          "analyzing results...\n", "transactions: ", "errors: ", "test start: ", "test finish: ",
          "ledger: intended ", ": balanced\n", "Report generated in ", "created: ", "done.\n"}) {
        const auto at = output.find(line, from);
        INFO(line << " not found after byte " << from << " of:\n" << output);
        REQUIRE(at != std::string::npos);
        from = at;
    }
    const auto summary = project.summary();
    CHECK(summary.transactions > 100);
    CHECK(summary.errors > 10);
    CHECK(summary.verified);
    CHECK(summary.ledger.balances());
    CHECK(static_cast<std::uint64_t>(rows(project.results() / "results.sqlite")) ==
          summary.ledger.fired);
    for (const char* file :
         {"results.html", "config.json", "css/style.css", "all_transactions_throughput.svg"})
        CHECK(std::filesystem::exists(project.results() / file));
    CHECK_THAT(content_of(project.results() / "results.html"), Contains("HTTP status 500"));
}

TEST_CASE("a run that waits says so once, however long it waits", "[apps][integration]") {
    const TestProject project("[]");
    const auto run = project.run({});
    const std::string line = "waiting for 1 turrets to connect\n";
    REQUIRE(run.says(line));
    std::this_thread::sleep_for(700ms);
    ::kill(run.pid(), SIGTERM);

    CHECK(run.wait().code == oct::exit_codes::kInterrupted);
    CHECK_FALSE(std::filesystem::exists(project.results()));
    const std::string output = run.output();
    CHECK_THAT(output, Contains("stopping: the run has not begun; once more leaves at once"));
    CHECK(output.find(line) == output.rfind(line));
}

TEST_CASE("a turret killed in the middle is named with the moment and the run ends in time",
          "[apps][integration]") {
    const Distributed test("5", 2);
    const auto victim = test.turret("victim");
    const auto survivor = test.turret("survivor");
    const auto run = test.run();
    REQUIRE(run.says("turrets: 2, elapsed: "));
    REQUIRE(stores_a_result(test.results() / "results.sqlite", "turret_name = 'victim'"));
    const auto before = std::chrono::system_clock::now();

    ::kill(victim.pid(), SIGKILL);

    CHECK(run.wait().code == 3);  // the plan was not kept
    CHECK(survivor.wait().code == 0);
    const auto summary = test.summary();
    CHECK(summary.measurement == oct::Measurement::Whole);
    const auto* lost = find(summary, "victim");
    REQUIRE(lost != nullptr);
    REQUIRE(lost->lost);
    CHECK(*lost->lost >= before - 50ms);
    CHECK_NOFAIL(*lost->lost < before + 1s);  // by its connection: silence would take 3 s
    CHECK_FALSE(lost->verified);
    CHECK_FALSE(summary.verified);
    CHECK(find(summary, "survivor")->verified);
    CHECK(find(summary, "survivor")->ledger.balances());
    CHECK_THAT(run.output(), Contains("turret victim") && Contains("lost at"));
    CHECK_THAT(content_of(test.results() / "results.html"), Contains("victim"));
}

TEST_CASE("a turret that falls silent is named as well", "[apps][integration]") {
    const Distributed test("5", 2);
    const auto victim = test.turret("victim");
    const auto survivor = test.turret("survivor");
    const auto run = test.run();
    REQUIRE(run.says("turrets: 2, elapsed: "));

    ::kill(victim.pid(), SIGSTOP);

    CHECK(run.wait().code == 3);
    ::kill(victim.pid(), SIGKILL);
    const auto summary = test.summary();
    REQUIRE(find(summary, "victim") != nullptr);
    CHECK(find(summary, "victim")->lost);
    CHECK_FALSE(find(summary, "survivor")->lost);
}

TEST_CASE("a turret started three seconds late fires within a second and is in the report",
          "[apps][integration][fault-4]") {
    const Distributed test("60", 1);
    const auto first = test.turret("first");
    const auto run = test.run();
    REQUIRE(run.says("turrets: 1, elapsed: "));
    std::this_thread::sleep_for(3s);  // the lateness itself
    const auto started =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto late = test.turret("late");
    REQUIRE(stores_a_result(test.results() / "results.sqlite", "turret_name = 'late'"));

    ::kill(run.pid(), SIGINT);

    CHECK(run.wait().code == 130);

    auto db = oct::store::Database::open(test.results() / "results.sqlite");
    auto statement = db.prepare("select min(epoch) from result where turret_name = 'late'");
    REQUIRE(statement.step());
    CHECK(statement.real(0) > started);
    CHECK_NOFAIL(statement.real(0) < started + 1.0);  // a busy machine may take longer
    const auto summary = test.summary();
    REQUIRE(find(summary, "late") != nullptr);
    CHECK(find(summary, "late")->verified);
    CHECK(summary.ledger.balances());
}

TEST_CASE("one interrupt writes the report and exits with 130", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]", "60");
    const auto run = project.run();
    REQUIRE(stores_a_result(project.results() / "results.sqlite"));

    ::kill(run.pid(), SIGINT);

    CHECK(run.wait().code == 130);
    CHECK(std::filesystem::exists(project.results() / "results.html"));
    const auto summary = project.summary();
    CHECK(summary.interrupted);
    CHECK(summary.verified);
    CHECK(summary.ledger.balances());
    CHECK(summary.transactions > 0);
}

TEST_CASE("a run whose standard output is lost fails and keeps its report", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]", "1");
    const std::string more = GENERATE(" > /dev/full", " --json >&-", " --quiet --json > /dev/full");

    const auto got = outcome_of({"/bin/sh", "-c",
                                 program("oct") + " run " + project.path() + " --local -r " +
                                     project.results().string() + more});

    CAPTURE(got.output);
    CHECK(got.code == 1);
    CHECK_THAT(got.output, Contains("standard output: not all could be written"));
    CHECK(std::filesystem::exists(project.results() / "results.html"));
}

TEST_CASE("one wish to end that comes as several signals is one wish", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]", "60");
    const auto run = project.run();
    REQUIRE(stores_a_result(project.results() / "results.sqlite"));

    for (const int wish : {SIGTERM, SIGTERM, SIGINT, SIGTERM}) ::kill(run.pid(), wish);

    CHECK(run.wait().code == 130);
    CHECK(std::filesystem::exists(project.results() / "results.html"));
    CHECK(project.summary().verified);
}

TEST_CASE("two interrupts leave at once and the store is intact", "[apps][integration]") {
    const TestProject project(
        "[" + entry("navigation", "nap") + "," + entry("stuck", "stuck", 1) + "]", "60");
    const auto run = project.run();
    REQUIRE(stores_a_result(project.results() / "results.sqlite"));
    ::kill(run.pid(), SIGINT);
    REQUIRE(run.says("once more leaves at once"));
    std::this_thread::sleep_for(500ms);  // what comes before that is the same wish
    const auto second = std::chrono::steady_clock::now();

    ::kill(run.pid(), SIGINT);

    CHECK(run.wait().code == 130);
    CHECK_NOFAIL(std::chrono::steady_clock::now() - second < 1s);
    auto db = oct::store::Database::open(project.results() / "results.sqlite");
    auto check = db.prepare("pragma integrity_check");
    REQUIRE(check.step());
    CHECK(check.text(0) == "ok");
    CHECK(project.summary().transactions > 0);
    CHECK(project.summary().measurement == oct::Measurement::Partial);
}

TEST_CASE("an HQ killed in the middle leaves a readable store and no turret",
          "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]", "60");
    const auto run = project.run();
    REQUIRE(stores_a_result(project.results() / "results.sqlite"));

    ::kill(run.pid(), SIGKILL);
    run.wait();

    const auto summary = project.summary();
    CHECK(summary.transactions > 0);
    CHECK(summary.measurement == oct::Measurement::Partial);
}

TEST_CASE("a cannon that never returns does not hold up the run", "[apps][integration]") {
    const TestProject project("[" + entry("stuck", "stuck", 2) + "]");

    const auto run = project.run();

    CHECK(run.wait().code == 3);  // nothing was measured
    const auto summary = project.summary();
    CHECK(summary.ledger.in_flight == 2);
    CHECK(summary.ledger.fired == 2);
    CHECK(summary.ledger.balances());
    CHECK(summary.transactions == 0);
    CHECK(std::filesystem::exists(project.results() / "results.html"));
    CHECK_THAT(run.output(), Contains("turret stuck ended with exit status 1: ") &&
                                 Contains("2 cannons are still inside run()"));
}

TEST_CASE("without results the store is written and the report is not", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]");

    const auto run = project.run({"--local", "--no-results"});

    CHECK(run.wait().code == 0);
    CHECK(rows(project.results() / "results.sqlite") > 10);
    CHECK_FALSE(std::filesystem::exists(project.results() / "results.html"));
}

TEST_CASE("the external publisher sends each result live as topic and result",
          "[apps][integration]") {
    const Ports ports;
    const TestProject project("[" + entry("navigation", "nap") + "]", "2",
                              "\"external_publisher\": " + std::to_string(ports.publisher) + ", ");
    oct::net::Context context;
    oct::net::Socket subscriber(context, oct::net::SocketKind::Subscribe);
    subscriber.connect("tcp://127.0.0.1:" + std::to_string(ports.publisher));
    subscriber.subscribe("live");

    const auto run = project.run({"--local", "-p", "live"});
    std::vector<std::string> frames;
    oct::net::Message message;
    while (!run.ended() || frames.empty()) {
        while (subscriber.receive(message)) frames.emplace_back(message.bytes());
        if (run.ended() && frames.empty()) break;
        std::this_thread::sleep_for(5ms);
    }

    REQUIRE(frames.size() >= 20);
    CHECK(frames[0] == "live");
    CHECK_THAT(frames[1], Contains("\"scriptrun_time\":") && Contains("\"a timer\":"));
}

TEST_CASE("console logging shows the lines of HQ and turrets", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]", "1",
                              "\"console_logging\": true, ");

    const auto run = project.run();

    CHECK(run.wait().code == 0);
    CHECK_THAT(run.output(), Contains("| oct.turret] starting turret") && Contains("| oct.hq] "));
}

TEST_CASE("testing puts the results into a private temporary folder", "[apps][integration]") {
    const TempDir project;
    const auto config =
        project.file("config.json",
                     "{\"run_time\": 0.5, \"results_ts_interval\": 0.5, \"progress_bar\": false, "
                     "\"testing\": true, \"publish_port\": 0, \"rc_port\": 0, \"turrets\": [" +
                         entry("navigation", "nap") + "]}");

    const Program run({program("oct"), "run", project.path().string(), "--local"});

    CHECK(run.wait().code == 0);
    const auto output = run.output();
    const auto created = output.find("created: ");
    REQUIRE(created != std::string::npos);
    const std::filesystem::path report =
        output.substr(created + 9, output.find('\n', created) - created - 9);
    CHECK(report.string().rfind(std::filesystem::temp_directory_path().string(), 0) == 0);
    CHECK(std::filesystem::exists(report));
    CHECK_FALSE(std::filesystem::exists(project.path() / "results"));
    CHECK_THAT(output, Contains("WARNING: hq_address configuration key not present"));
    std::filesystem::remove_all(report.parent_path());
}
