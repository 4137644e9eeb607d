// A project of the Python version, as it is: what goes on, and what is refused before the start.
#include "support/catch.hpp"
#include "support/programs.hpp"

#include <signal.h>

using namespace oct::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const fs::path kFixture = fs::path(source_dir()) / "tests/fixtures/python_project";

/// A copy whose ports are any free ones.
class PythonProject {
public:
    PythonProject() {
        fs::copy(kFixture, dir_.path(), fs::copy_options::recursive);
        std::string text = content_of(kFixture / "config.json");
        for (const std::string port : {"5000", "5001"})
            text.replace(text.find(port), port.size(), "0");
        (void)dir_.file("config.json", text);
    }
    std::string path() const { return dir_.path().string(); }
    std::string script() const { return path() + "/test_scripts/v_user.py"; }
    bool has(const std::string& name) const { return fs::exists(dir_.path() / name); }

private:
    TempDir dir_;
};

ProgramEnd oct_says(std::vector<std::string> words) {
    words.insert(words.begin(), program("oct"));
    return outcome_of(std::move(words));
}

}  // namespace

TEST_CASE("a Jinja template is refused before the run, with the remedy", "[apps][integration]") {
    const PythonProject project;

    const auto got = oct_says({"run", project.path()});

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains("templates/report.html:13:9: a Jinja template") &&
                               Contains("oct new-project NAME --templates-only"));
    CHECK_FALSE(project.has("results"));
}

TEST_CASE("with today's template a Python project waits for its turrets", "[apps][integration]") {
    const PythonProject project;

    const auto renewed = oct_says({"new-project", project.path(), "--templates-only"});
    const Program run({program("oct"), "run", project.path()});

    CHECK(renewed.code == 0);
    CHECK(project.has("templates/report.html.old"));
    REQUIRE(run.says("waiting for 1 turrets to connect"));
    ::kill(run.pid(), SIGTERM);
    CHECK(run.wait().code == oct::exit_codes::kInterrupted);
    CHECK_FALSE(project.has("results"));
}

TEST_CASE("numbers in quotes are numbers wherever a configuration takes one",
          "[apps][integration]") {
    const auto config = oct::Config::load(kFixture / "config.json");

    CHECK(config.run_time == std::chrono::seconds(30));
    CHECK(config.publish_port == 5000);
    CHECK(config.min_turrets == 1);
    CHECK(config.insert_limit == 150);
    CHECK(config.turrets.at(0).cannons == 2);
    CHECK(config.turrets.at(0).rampup == std::chrono::seconds(0));
}

TEST_CASE("what starts C++ scripts says of a Python one how it is started", "[apps][integration]") {
    const PythonProject project;
    const TempDir dir;
    const auto turret = dir.file("turret.json",
                                 R"({"name": "navigation", "cannons": 1, "script": "v_user.py",
                                     "hq_address": "127.0.0.1", "hq_publisher": 7, "hq_rc": 8})");

    const auto tried = oct_says({"try", project.script()});
    const auto local = oct_says({"run", project.path(), "--local"});
    const auto alone = outcome_of({program("oct-turret"), "--config-file", turret.string()});

    CHECK_THAT(tried.output, Contains("is Python") && Contains("python3 " + project.script()));
    CHECK_THAT(local.output, Contains("turret navigation: test_scripts/v_user.py is Python") &&
                                 Contains("oct pack-turrets " + project.path()) &&
                                 Contains("oct-turrets-start --tar navigation.tar"));
    CHECK_THAT(alone.output,
               Contains("v_user.py is Python") && Contains("oct-turrets-start --config-file FILE"));
    for (const auto& got : {tried, local, alone}) {
        CHECK(got.code == 2);
        CHECK_THAT(got.output, !Contains("CMakeLists"));
    }
}
