// The commands for what comes after a run, and for what stands between HQs and turrets.
#include "base/json.hpp"
#include "net/socket.hpp"
#include "support/catch.hpp"
#include "support/hostile_texts.hpp"
#include "support/programs.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <signal.h>

using namespace std::chrono_literals;
using namespace oct::testing;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

ProgramEnd oct_says(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program("oct"));
    return outcome_of(std::move(arguments));
}

/// A results folder with a finished run in it, made once.
const TestProject& finished_run() {
    static const TestProject project("[" + entry("navigation", "nap") + "]");
    static const int code = project.run().wait().code;
    REQUIRE(code == 0);
    return project;
}

std::string in_results(const std::string& name) {
    return (finished_run().results() / name).string();
}

}  // namespace

TEST_CASE("every form of rebuild-results makes the report again", "[apps][integration]") {
    const std::string folder = finished_run().results().string();
    const auto words = GENERATE_COPY(values<std::vector<std::string>>({
        {"rebuild-results", folder, in_results("results.sqlite"), in_results("config.json")},
        {"rebuild-results", folder, "results.sqlite", "config.json"},
        {"rebuild", folder},
        {"rebuild", folder, in_results("config.json")},
        {"rebuild", folder, "config.json", "-f", in_results("results.sqlite")},
    }));
    std::filesystem::remove(in_results("results.html"));

    const auto got = oct_says(words);

    CAPTURE(got.output);
    CHECK(got.code == 0);
    CHECK_THAT(got.output, Contains("transactions: ") && Contains("created: " + folder));
    CHECK(std::filesystem::exists(in_results("results.html")));
}

TEST_CASE("rebuild-results prints its summary as JSON", "[apps][integration]") {
    const auto got = oct_says({"rebuild", finished_run().results().string(), "--json"});

    rapidjson::Document summary;
    REQUIRE_FALSE(summary.Parse(got.output.c_str()).HasParseError());
    CHECK(summary["transactions"].GetUint64() > 0);
}

TEST_CASE("a command whose standard output is lost fails and says so", "[apps][integration]") {
    const TempDir place;
    const std::string folder = place.path().string();
    const std::string results = finished_run().results().string();
    const std::string script = oct::testing::script("nap");
    std::filesystem::copy(std::filesystem::path(source_dir()) / "tests/fixtures/python_project",
                          place.path() / "shop", std::filesystem::copy_options::recursive);
    const auto words = GENERATE_COPY(values<std::string>({
        "oct --help",
        "oct help run",
        "oct --version",
        "oct run --help",
        "oct-turret --help",
        "oct-turret --version",
        "oct rebuild " + results,
        "oct rebuild " + results + " --json",
        "oct compare " + results + " " + results,
        "oct compare " + results + " " + results + " --json",
        "oct try " + script,
        "oct try --json " + script,
        "oct new-project made",
        "oct pack-turrets shop",
        "oct pack-turrets --json shop",
        "oct results-to-csv " + in_results("results.sqlite") + " out.csv",
        "oct results-to-csv " + in_results("results.sqlite") + " -",
    }));
    // A full disk, none at all, a pipe whose reader has gone.
    const std::string lost = GENERATE(" > /dev/full", " >&-", " 4<> pipe 5> pipe 4<&- >&5 5>&-");

    const auto got = outcome_of(
        {"/bin/sh", "-c",
         "cd " + folder + " && mkfifo pipe && " + binary_dir() + "/bin/" + words + lost});

    CAPTURE(words, lost, got.output);
    CHECK(got.code == 1);
    CHECK_THAT(got.output, Contains("standard output") || Contains("cannot be written"));
}

TEST_CASE("a wrong template is found before a report is made again", "[apps][integration]") {
    const TempDir project;
    const auto folder = project.path() / "results/first";
    std::filesystem::create_directories(folder.parent_path());
    std::filesystem::copy(finished_run().results(), folder,
                          std::filesystem::copy_options::recursive);
    std::filesystem::remove(folder / "results.html");
    (void)project.file("templates/report.html", "{% for section in sections %}");

    const auto got = oct_says({"rebuild", folder.string()});

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains("report.html:1:1: a Jinja template"));
    CHECK_FALSE(std::filesystem::exists(folder / "results.html"));
}

TEST_CASE("what the file system refuses is a sentence that names the file", "[apps][integration]") {
    const std::string name(300, 'x');

    const auto got = oct_says({"rebuild", ".", name});

    CHECK(got.code == 1);
    CHECK(got.output == "oct rebuild-results: " + name + ": File name too long\n");
}

TEST_CASE("the database named twice is an error", "[apps][integration]") {
    const auto got = oct_says({"rebuild", ".", "a.sqlite", "config.json", "-f", "b.sqlite"});

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains("given twice"));
}

TEST_CASE("results-to-csv writes a file, or to standard output", "[apps][integration]") {
    const TempDir dir;
    const std::string file = (dir.path() / "out.csv").string();

    const auto written = oct_says({"results-to-csv", in_results("results.sqlite"), file});
    const auto printed = oct_says({"to-csv", "-d", ";", in_results("results.sqlite"), "-"});
    const auto tabbed = oct_says({"to-csv", "-d", "\\t", in_results("results.sqlite"), "-"});

    CHECK(written.code == 0);
    CHECK_THAT(written.output, StartsWith("created: " + file));
    CHECK(content_of(file) == printed.output);
    CHECK_THAT(printed.output, StartsWith("elapsed time;epoch (in seconds);turret name;"));
    CHECK_THAT(tabbed.output, StartsWith("elapsed time\tepoch (in seconds)\t"));
    CHECK(std::count(printed.output.begin(), printed.output.end(), '\n') ==
          static_cast<std::ptrdiff_t>(finished_run().summary().transactions) + 1);
}

TEST_CASE("a CSV file is not written over the database it comes from", "[apps][integration]") {
    const auto before = std::filesystem::file_size(in_results("results.sqlite"));

    const auto got =
        oct_says({"to-csv", in_results("results.sqlite"), in_results("./results.sqlite")});

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains("is the database itself: choose another name"));
    CHECK(std::filesystem::file_size(in_results("results.sqlite")) == before);
}

TEST_CASE("a delimiter of several characters is refused", "[apps][integration]") {
    const auto got = oct_says({"to-csv", "-d", "ab", in_results("results.sqlite"), "-"});

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains("--delimiter ab"));
}

TEST_CASE("a device says its ports and ends on a signal", "[apps][integration]") {
    const std::string kind = GENERATE("forwarder", "streamer");
    const int signal = GENERATE(SIGINT, SIGTERM);
    const Program device({program("oct"), "run-device", kind, "-f", "0", "-b", "0"});
    REQUIRE(device.says(kind + " started, frontend on port "));

    ::kill(device.pid(), signal);

    CHECK(device.wait().code == 0);
}

TEST_CASE("a device's command line is checked", "[apps][integration]") {
    const auto [words, meant] = GENERATE(table<std::vector<std::string>, std::string>({
        {{"run-device", "forwarder", "-f", "7000"}, "--backend PORT is required"},
        {{"run-device", "queue", "-f", "0", "-b", "0"}, "queue: expected forwarder|streamer"},
        {{"run-device", "forwarder", "-f", "70000", "-b", "0"}, "--frontend 70000: expected"},
        {{"run-device", "forwarder", "-f", "0x1", "-b", "0"}, "--frontend 0x1: expected"},
    }));

    const auto got = oct_says(words);

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains(meant));
}

TEST_CASE("a run through a forwarder does not start turrets itself", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]");

    const auto run = project.run({"--local", "--with-forwarder"});

    CHECK(run.wait().code == 2);
    CHECK_THAT(run.output(), Contains("start the turrets yourself"));
}

TEST_CASE("a run ends the turrets that it was told to end", "[apps][integration]") {
    const Program device({program("oct"), "run-device", "forwarder", "-f", "0", "-b", "0"});
    REQUIRE(device.says("backend on port "));
    int frontend = 0;
    int backend = 0;
    REQUIRE(std::sscanf(device.output().c_str(),
                        "forwarder started, frontend on port %d, backend"
                        " on port %d",
                        &frontend, &backend) == 2);
    const int rc = backend > 60000 ? backend - 1000 : backend + 1000;
    const TestProject project("[" + entry("navigation", "nap") + "]", "1");
    std::string config = content_of(project.dir().path() / "config.json");
    config.replace(config.find("\"rc_port\": 0"), 12, "\"rc_port\": " + std::to_string(rc));
    const auto config_file = project.dir().file("config.json", config);
    const auto turret_file = project.dir().file(
        "turret.json", "{\"name\": \"navigation\", \"cannons\": 1, \"rampup\": 0, \"script\": \"" +
                           script("nap") + "\", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": " +
                           std::to_string(backend) + ", \"hq_rc\": " + std::to_string(rc) + "}");
    const Program turret({program("oct-turret"), "--config-file", turret_file.string()});

    const auto run = project.run(
        {"--forwarder-address", "127.0.0.1:" + std::to_string(frontend), "--kill-turrets"});

    CHECK(run.wait().code == 0);
    CHECK_THAT(run.output(), Contains("balanced"));
    CHECK(turret.wait().code == 0);
}

TEST_CASE("what a turret says of itself reaches the terminal without control characters",
          "[apps][integration][fault-11]") {
    oct::net::Context context;
    std::string endpoint;
    {
        oct::net::Socket probe(context, oct::net::SocketKind::Pull);
        endpoint = probe.bind("tcp://127.0.0.1:*");
    }
    const auto port = std::to_string(oct::net::port_of(endpoint));
    const TestProject project("[]");
    std::string config = content_of(project.dir().path() / "config.json");
    config.replace(config.find("\"rc_port\": 0"), 12, "\"rc_port\": " + port);
    static_cast<void>(project.dir().file("config.json", config));
    const auto run = project.run({});
    REQUIRE(run.says("waiting for 1 turrets"));

    oct::net::Socket turret(context, oct::net::SocketKind::Push, {.linger = 10s});
    turret.connect(endpoint);
    oct::net::Poller writable;
    writable.add_writable(turret);
    int number = 0;
    for (const auto& text : hostile_texts()) {
        std::string quoted;
        oct::base::append_json_string(quoted, text);
        const std::string status = "{\"turret\": " + quoted + ", \"status\": \"Aborted\", " +
                                   "\"uuid\": \"u" + std::to_string(++number) +
                                   "\", \"script\": " + quoted + ", \"reason\": " + quoted +
                                   ", \"rampup\": 0, \"cannons\": 1}";
        while (!turret.send(status)) writable.wait(1s);
    }
    CHECK(run.says("(u" + std::to_string(number) + ") aborted"));
    ::kill(run.pid(), SIGINT);
    CHECK(run.wait().code == 130);

    const std::string output = run.output();
    CHECK(std::none_of(output.begin(), output.end(),
                       [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7F; }));
    CHECK(output.find("\xc2\x9b") == output.npos);
}

TEST_CASE("a file's hostile name reaches the terminal without control characters",
          "[apps][integration][fault-11]") {
    const TempDir dir;
    for (const auto& text : hostile_texts()) {
        if (text.empty() || text.find('\n') != text.npos || text.size() > 200) continue;
        CAPTURE(text);
        const auto got = oct_says({"rebuild", dir.path().string(), text});
        CHECK(got.code == 2);
        CHECK(std::none_of(got.output.begin(), got.output.end(),
                           [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7F; }));
        CHECK(got.output.find("\xc2\x9b") == got.output.npos);
    }
}
