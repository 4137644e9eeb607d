// Local turrets: what they are started with, what became of each, and that none is left behind.
#include <oct/error.hpp>

#include "launch/local_processes.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <signal.h>
#include <thread>

using Catch::Matchers::Contains;
using namespace std::chrono_literals;
using namespace oct;
using launch::LaunchedTurret;
using launch::State;
namespace fs = std::filesystem;

namespace {

// Writes the file up_0.json, up_1.json, … with the pid.
constexpr auto kUp = "up=up_${2##*/}; echo $$ >$up.tmp; mv $up.tmp $up; ";

/// A project whose turrets are started by a shell script instead of oct-turret.
class ShellTurrets {
public:
    explicit ShellTurrets(const std::string& script,
                          const std::vector<std::string>& names = {"web"})
        : program_(dir_.file("turret", "#!/bin/sh\n" + script + "\n")) {
        fs::permissions(program_, fs::perms::owner_all);
        for (const auto& name : names) {
            config_.turrets.emplace_back();
            config_.turrets.back().name = name;
            config_.turrets.back().script = "user.so";
        }
        launcher_ = std::make_unique<launch::LocalProcesses>(
            config_,
            launch::LocalOptions{.project = dir_.path(), .program = program_, .oct_prefix = {}});
    }
    launch::LocalProcesses& launcher() { return *launcher_; }
    void start() { launcher_->start({"127.0.0.1", 7, 8}); }
    fs::path path(const std::string& name) const { return dir_.path() / name; }
    /// Starts the turrets and waits until each has said by kUp that it is there.
    /// Returns the pid of the first.
    pid_t start_until_up() {
        start();
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        for (std::size_t i = 0; i < config_.turrets.size(); ++i)
            while (!fs::exists(up(i)) && std::chrono::steady_clock::now() < deadline)
                std::this_thread::sleep_for(5ms);
        pid_t pid = 0;
        std::ifstream(up(0)) >> pid;
        return pid;
    }
    /// Looks after them until `count` have ended.
    std::vector<LaunchedTurret> ended(std::size_t count = 1) {
        std::vector<LaunchedTurret> result;
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (result.size() < count && std::chrono::steady_clock::now() < deadline) {
            for (auto& turret : launcher_->look_after()) result.push_back(std::move(turret));
            std::this_thread::sleep_for(5ms);
        }
        REQUIRE(result.size() == count);
        return result;
    }
    void leave() { launcher_.reset(); }

private:
    fs::path up(std::size_t turret) const { return path("up_" + std::to_string(turret) + ".json"); }

    testing::TempDir dir_;
    fs::path program_;
    Config config_;
    std::unique_ptr<launch::LocalProcesses> launcher_;
};

}  // namespace

TEST_CASE("the end of a turret is a sentence with signal or exit status", "[launch]") {
    const auto end = [](project::ExitStatus exit, const std::string& last_line,
                        bool overdue = false) {
        return LaunchedTurret{"web", State::Ended, exit, last_line, overdue}.end_text();
    };

    CHECK(end({3, 0}, "no license") == "ended with exit status 3: no license");
    CHECK(end({0, 0}, "") == "ended with exit status 0");
    CHECK(end({0, SIGSEGV}, "oops") == "ended by SIGSEGV (signal 11); its last line: oops");
    CHECK(end({0, SIGKILL}, "all is well") == "ended by SIGKILL (signal 9)");
    CHECK(end({0, SIGRTMIN + 1}, "") == "ended by signal " + std::to_string(SIGRTMIN + 1));
    CHECK(end({130, 0}, "", true) == "did not leave in time and was ended with exit status 130");
    CHECK(LaunchedTurret{.name = "web"}.end_text().empty());
}

TEST_CASE("only a turret that ended otherwise than with status 0 has failed", "[launch]") {
    CHECK_FALSE(LaunchedTurret{.name = "web"}.failed());
    CHECK_FALSE(LaunchedTurret{"web", State::Ended, project::ExitStatus{0, 0}}.failed());
    CHECK(LaunchedTurret{"web", State::Ended, project::ExitStatus{1, 0}}.failed());
    CHECK(LaunchedTurret{"web", State::Ended, project::ExitStatus{0, SIGTERM}}.failed());
}

TEST_CASE("local turrets without a program or without an entry are refused", "[launch]") {
    Config config;
    config.file = "shop/config.json";

    CHECK_THROWS_WITH(launch::LocalProcesses(config, {".", "/bin/sh", {}}),
                      Contains("shop/config.json: turrets: ") && Contains("it is empty"));
    CHECK_THROWS_WITH(launch::LocalProcesses(config, {".", "/none/oct-turret", {}}),
                      Contains("/none/oct-turret: not found"));
}

TEST_CASE("a local turret is alone, in the project's folder, with its own configuration",
          "[launch][integration]") {
    ShellTurrets started(R"(cp "$2" seen.json; echo "$@"; pwd -P)");
    REQUIRE(started.launcher().turrets().size() == 1);
    CHECK(started.launcher().turrets()[0].state == State::Starting);

    started.start();

    CHECK(started.ended()[0].last_line == fs::canonical(started.path(".")).string());
    const auto seen = TurretConfig::load(started.path("seen.json"));
    CHECK(seen.publish_port == 7);
    CHECK(seen.rc_port == 8);
    CHECK(seen.script == "user.so");
    CHECK_THAT(seen.json, Contains(started.path("user.so").string()));
}

TEST_CASE("a local turret is told that it is the only one whatever a scheduler says",
          "[launch][integration]") {
    ShellTurrets started("echo \"$1 $3 $4 $5 $6 $7\"");

    started.start();

    CHECK(started.ended()[0].last_line == "--config-file --once --index 0 --of 1");
}

TEST_CASE("a killed local turret is named with its signal", "[launch][integration]") {
    ShellTurrets started("echo firing; kill -KILL $$");

    started.start();
    const auto turret = started.ended()[0];

    CHECK(turret.name == "web");
    CHECK(turret.state == State::Ended);
    CHECK(turret.failed());
    CHECK(turret.last_line == "firing");
    CHECK(turret.end_text() == "ended by SIGKILL (signal 9)");
}

TEST_CASE("a local turret that gives up is named with its exit status and last words",
          "[launch][integration]") {
    ShellTurrets started("echo hello; echo 'oct-turret: no license' >&2; exit 3");

    started.start();

    CHECK(started.ended()[0].end_text() == "ended with exit status 3: oct-turret: no license");
}

TEST_CASE("of several local turrets each end is news once and kept", "[launch][integration]") {
    ShellTurrets started("case $2 in */0.json) exit 0;; */1.json) kill -TERM $$;; *) exit 4;; esac",
                         {"good", "killed", "bad"});

    started.start();
    (void)started.ended(3);

    CHECK(started.launcher().look_after().empty());
    const auto& turrets = started.launcher().turrets();
    REQUIRE(turrets.size() == 3);
    CHECK(turrets[0].name == "good");
    CHECK(turrets[0].end_text() == "ended with exit status 0");
    CHECK(turrets[1].name == "killed");
    CHECK(turrets[1].end_text() == "ended by SIGTERM (signal 15)");
    CHECK(turrets[2].name == "bad");
    CHECK(turrets[2].end_text() == "ended with exit status 4");
}

TEST_CASE("stop lets a local turret leave by itself", "[launch][integration]") {
    ShellTurrets started("while ! test -e go; do sleep 0.01; done; echo done");

    started.start();
    CHECK(started.launcher().look_after().empty());
    CHECK(started.launcher().turrets()[0].state == State::Running);
    std::ofstream(started.path("go")) << "go";
    started.launcher().stop(30s);

    CHECK(started.ended()[0].end_text() == "ended with exit status 0: done");
}

TEST_CASE("stop asks a local turret to end when patience is over", "[launch][integration]") {
    ShellTurrets started(std::string("trap 'echo bye; exit 5' TERM; ") + kUp +
                         "while :; do sleep 0.01; done");

    REQUIRE(started.start_until_up() > 0);
    started.launcher().stop(0s);

    CHECK(started.ended()[0].end_text() ==
          "did not leave in time and was ended with exit status 5: bye");
}

TEST_CASE("stop kills local turrets that ignore SIGTERM", "[launch][integration]") {
    ShellTurrets started(std::string("trap '' TERM; ") + kUp + "while :; do sleep 0.01; done",
                         {"first", "second"});

    REQUIRE(started.start_until_up() > 0);
    started.launcher().stop(10ms);

    for (const auto& turret : started.ended(2))
        CHECK(turret.end_text() == "did not leave in time and was ended by SIGKILL (signal 9)");
}

TEST_CASE("local turrets end with their launcher", "[launch][integration]") {
    ShellTurrets started(std::string(kUp) + "exec sleep 60");
    const pid_t pid = started.start_until_up();
    REQUIRE(pid > 0);

    started.leave();

    CHECK(::kill(pid, 0) == -1);
}
