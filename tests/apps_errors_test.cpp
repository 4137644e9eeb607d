// Bad input to the programs: one line that says what to do, the right exit code, nothing left
// behind.
#include "net/socket.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/read_only_view.hpp"

#include <algorithm>
#include <set>
#include <signal.h>

using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// Exactly one line starting with the program's name: the error.
bool has_one_error_line(const std::string& output, const std::string& prefix) {
    std::istringstream lines(output);
    int count = 0;
    for (std::string line; std::getline(lines, line);)
        if (line.rfind(prefix + ": ", 0) == 0) ++count;
    return count == 1;
}

std::set<std::string> tree(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder))
        names.insert(item.path().lexically_relative(folder).string());
    return names;
}

}  // namespace

TEST_CASE("a missing config is one line that names the file", "[apps][integration]") {
    const TempDir dir;

    const auto got = outcome_of({program("oct"), "run", (dir.path() / "nowhere").string()});

    CHECK(got.code == 2);
    CHECK(has_one_error_line(got.output, "oct run"));
    CHECK_THAT(got.output, Contains("nowhere/config.json") && Contains("oct new-project"));
}

TEST_CASE("broken JSON is answered with line and column", "[apps][integration]") {
    const TempDir dir;
    const auto config = dir.file("config.json", "{\n  \"run_time\": 30\n  \"testing\": false\n}");

    const auto got = outcome_of({program("oct"), "run", dir.path().string()});

    CHECK(got.code == 2);
    CHECK(has_one_error_line(got.output, "oct run"));
    CHECK_THAT(got.output, Contains("config.json:3:3: not JSON"));
    CHECK(tree(dir.path()).size() == 1);
}

TEST_CASE("a port in use is named and nothing is left behind", "[apps][integration]") {
    oct::net::Context context;
    oct::net::Socket taken(context, oct::net::SocketKind::Pull);
    const auto port = std::to_string(oct::net::port_of(taken.bind("tcp://127.0.0.1:*")));
    const TempDir dir;
    const auto config = dir.file("config.json",
                                 "{\"run_time\": 1, \"results_ts_interval\": 1, \"progress_bar\": "
                                 "true, \"testing\": false, \"hq_address\": \"127.0.0.1\", "
                                 "\"publish_port\": 0, \"rc_port\": " +
                                     port + ", \"turrets\": []}");

    const auto got = outcome_of({program("oct"), "run", dir.path().string()});

    CHECK(got.code == 1);
    CHECK(has_one_error_line(got.output, "oct run"));
    CHECK_THAT(got.output, Contains("tcp://127.0.0.1:" + port + " is in use"));
    CHECK(tree(dir.path()).size() == 1);
}

TEST_CASE("a results folder that cannot be written is named", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]");

    const auto file = project.dir().file("a-file", "x");
    const auto below_a_file =
        outcome_of({program("oct"), "run", project.path(), "-r", (file / "out").string()});
    const auto no_writing =
        outcome_of({program("oct"), "run", project.path(), "-r", "/proc/oct-results"});
    const auto no_name =
        outcome_of({program("oct"), "run", project.path(), "-r", std::string(300, 'x')});

    for (const auto& got : {below_a_file, no_writing, no_name}) {
        CHECK(got.code == 2);
        CHECK(has_one_error_line(got.output, "oct run"));
        CHECK_THAT(got.output, Contains("results folder") && Contains("-r"));
    }
}

TEST_CASE("a folder that already holds results is not overwritten", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "nap") + "]");
    const auto old = project.dir().file("out/results.sqlite", "precious");

    const auto run = project.run();

    CHECK(run.wait().code == 2);
    CHECK_THAT(run.output(), Contains("already holds results"));
    CHECK(content_of(old) == "precious");
}

TEST_CASE("a script that does not load ends the run with its reason", "[apps][integration]") {
    const auto [name, reason] = GENERATE(table<std::string, std::string>({
        {"no_transaction", "OCT_TRANSACTION"},
        {"foreign_abi", "script interface"},
        {"unresolved", "is not defined"},
        {"missing", "missing.so"},
    }));
    const TestProject project("[" + entry("navigation", name) + "]", "60");

    const auto run = project.run();

    CAPTURE(name, run.output());
    CHECK(run.wait().code == 2);
    CHECK(has_one_error_line(run.output(), "oct run"));
    CHECK_THAT(run.output(), Contains("navigation") && Contains(reason));
    CHECK_FALSE(std::filesystem::exists(project.results()));
}

TEST_CASE("a transaction whose constructor throws ends the run with what it said",
          "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "refuses") + "]", "60");

    const auto run = project.run();

    CHECK(run.wait().code == 2);
    CHECK(has_one_error_line(run.output(), "oct run"));
    CHECK_THAT(run.output(), Contains("the license server does not answer"));
    CHECK_FALSE(std::filesystem::exists(project.results()));
}

TEST_CASE("the end of a turret is known also where SIGCHLD is ignored", "[apps][integration]") {
    const TestProject project("[" + entry("navigation", "missing") + "]", "60");

    const auto got = outcome_of(
        {"/bin/sh", "-c",
         "trap '' CHLD; exec '" + program("oct") + "' run '" + project.path() + "' --local"});

    CHECK_THAT(got.output, Contains("ended with exit status 2"));
}

TEST_CASE("a program has all descriptors that the system allows", "[apps][integration]") {
    const TempDir dir;
    const auto config = dir.file(
        "turret.json", "{\"name\": \"web\", \"cannons\": 1, \"script\": \"" + script("nap") +
                           "\", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": 7, "
                           "\"hq_rc\": 8}");
    const bool turret = GENERATE(false, true);
    const std::string command = turret ? program("oct-turret") + " --config-file " + config.string()
                                       : program("oct") + " run-device forwarder -f 0 -b 0";
    const Program run({"/bin/sh", "-c", "ulimit -Sn 64; exec " + command});
    REQUIRE(run.says(turret ? "starting turret" : "started"));

    std::ifstream limits("/proc/" + std::to_string(run.pid()) + "/limits");
    std::string soft;
    std::string hard;
    for (std::string line; std::getline(limits, line);)
        if (line.starts_with("Max open files"))
            std::istringstream(line.substr(sizeof "Max open files")) >> soft >> hard;

    CHECK_FALSE(hard.empty());
    CHECK(soft == hard);
}

TEST_CASE("what a program starts has as many descriptors as the program was given",
          "[apps][integration]") {
    const TestProject project(R"([{"name": "web", "cannons": 1, "script": "web.cpp"}])");
    (void)project.dir().file("CMakeLists.txt",
                             "cmake_minimum_required(VERSION 3.20)\nproject(web LANGUAGES NONE)\n"
                             "execute_process(COMMAND sh -c \"ulimit -Sn\" OUTPUT_VARIABLE files)\n"
                             "message(FATAL_ERROR \"files: ${files}\")\n");

    const auto got = outcome_of(
        {"/bin/sh", "-c",
         "ulimit -Sn 200; exec '" + program("oct") + "' run '" + project.path() + "' --local"});

    CHECK_THAT(got.output, Contains("files: 200"));
}

TEST_CASE("a run that is interrupted while its scripts are built has not begun",
          "[apps][integration]") {
    const TestProject project(R"([{"name": "web", "cannons": 1, "script": "web.cpp"}])");
    (void)project.dir().file("CMakeLists.txt",
                             "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\n"
                             "file(TOUCH ${CMAKE_BINARY_DIR}/building)\n"
                             "execute_process(COMMAND sleep 60)\n");
    const auto run = project.run();
    const auto building = project.dir().path() / "build/building";
    while (!run.ended() && !std::filesystem::exists(building))
        std::this_thread::sleep_for(std::chrono::milliseconds(5));

    ::kill(run.pid(), SIGTERM);   // as timeout(1) does:
    ::kill(-run.pid(), SIGTERM);  // the program, and then its group

    CHECK(run.wait().code == 130);
    CHECK_THAT(run.output(), Contains("before the run began") && !Contains("failed"));
    CHECK_FALSE(std::filesystem::exists(project.results()));
}

TEST_CASE("a place for temporary files that is none is named", "[apps][integration]") {
    const auto got = outcome_of(
        {"/usr/bin/env", "TMPDIR=/nonexistent", program("oct-turret"), "--tar", "shop.tar"});

    CHECK(got.code == 1);
    CHECK(has_one_error_line(got.output, "oct-turret"));
    CHECK_THAT(got.output, Contains("/nonexistent") && Contains("set TMPDIR"));
}

TEST_CASE("a turret alone says what is wrong with its input", "[apps][integration]") {
    const TempDir dir;
    const auto no_keys = dir.file("a.json", "{\"name\": \"web\"}");

    const auto missing =
        outcome_of({program("oct-turret"), "--config-file", (dir.path() / "b.json").string()});
    const auto incomplete = outcome_of({program("oct-turret"), "--config-file", no_keys.string()});
    const auto no_arguments = outcome_of({program("oct-turret")});

    CHECK(missing.code == 2);
    CHECK_THAT(missing.output, Contains("b.json"));
    CHECK(incomplete.code == 2);
    CHECK_THAT(incomplete.output, Contains("a.json") && Contains("cannons"));
    CHECK(no_arguments.code == 2);
    CHECK_THAT(no_arguments.output, Contains("--config-file"));
}

TEST_CASE("wrong usage is answered with a line and exit code 2", "[apps][integration]") {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                       {"nonsense"},
                                                                       {"run"},
                                                                       {"run", "a", "b"},
                                                                       {"run", "--nonsense"},
                                                                       {"new-project"},
                                                                       {"try"},
                                                                       {"try", "nowhere.cpp"}}) {
        std::vector<std::string> all{program("oct")};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const auto got = outcome_of(all);
        CAPTURE(got.output);
        CHECK(got.code == 2);
        CHECK_FALSE(got.output.empty());
    }
}

TEST_CASE("a new project can be tried and run as it is", "[apps][integration][slow]") {
    const TempDir dir;
    const auto project = (dir.path() / "shop").string();

    const auto made = outcome_of({program("oct"), "new", project});
    const auto again = outcome_of({program("oct"), "new-project", project});
    const auto tried = outcome_of({program("oct"), "try", project + "/test_scripts/v_user.cpp"});

    CHECK(made.code == 0);
    CHECK(again.code == 2);
    CHECK_THAT(again.output, Contains("shop"));
    CAPTURE(tried.output);
    CHECK(tried.code == 0);
    CHECK_THAT(tried.output, Contains("service time: ") && Contains("a timer: "));
}

TEST_CASE("a project that was built runs where nothing can be written",
          "[apps][integration][slow]") {
    const TempDir dir;
    const auto project = dir.path() / "shop";
    CHECK(outcome_of({program("oct"), "new", project.string()}).code == 0);
    (void)dir.file("shop/config.json",
                   R"({"run_time": 3, "results_ts_interval": 1, "progress_bar": false,
                       "testing": false, "publish_port": 0, "rc_port": 0, "turrets": [
                       {"name": "web", "cannons": 1, "script": "test_scripts/v_user.cpp"}]})");
    CHECK(
        outcome_of({program("oct"), "try", (project / "test_scripts/v_user.cpp").string()}).code ==
        0);
    const ReadOnlyView view(project);
    if (!view.mounted()) {
        WARN("no file system can be mounted");
        return;
    }
    const auto run = [&](const std::string& more) {
        return outcome_of(
            {"/bin/sh", "-c", program("oct") + " run " + view.path().string() + " --local" + more});
    };

    const auto elsewhere = run(" -r " + (dir.path() / "out").string());
    const auto inside = run("");

    CAPTURE(elsewhere.output, inside.output);
    CHECK(elsewhere.code == 0);
    CHECK(std::filesystem::exists(dir.path() / "out/results.html"));
    CHECK(inside.code == 2);
    CHECK(has_one_error_line(inside.output, "oct run"));
    CHECK_THAT(inside.output, Contains("Read-only file system; choose another one with -r"));
}
