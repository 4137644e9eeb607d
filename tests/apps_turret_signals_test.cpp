// Signals and the unpacked folder of a turret: whenever they come, nothing is left.
#include "support/deployment.hpp"
#include "support/tar_bytes.hpp"

#include <chrono>
#include <signal.h>
#include <thread>

using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

/// Waits until it is so; false after 30 s.
template <class Condition>
bool comes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

/// The archive of a turret that works, with so many members that unpacking takes a while.
std::string large_archive() {
    std::vector<TarMember> members{
        {"config.json",
         R"({"name": "a", "cannons": 1, "script": "user.so", "hq_address": "127.0.0.1",)"
         R"( "hq_publisher": 1, "hq_rc": 2})"},
        {"user.so", content_of(script("nap"))}};
    for (int i = 0; i < 9000; ++i) members.push_back({"data/" + std::to_string(i), "x"});
    auto manifest = manifest_of(members);
    manifest.script = "user.so";
    members.insert(members.begin(), {"manifest.json", manifest.to_json()});
    return tar_of(members);
}

}  // namespace

TEST_CASE("a turret from an archive leaves nothing when a signal ends it", "[apps][integration]") {
    const Deployment deployment("nap");
    deployment.packed();
    const int number = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGQUIT);

    const auto turret = deployment.turret({});
    REQUIRE(turret.says("starting turret"));
    CHECK_FALSE(deployment.nothing_left());
    ::kill(turret.pid(), number);

    CHECK(turret.wait().code == 130);
    CHECK(deployment.nothing_left());
}

TEST_CASE("a stuck turret from an archive leaves nothing either", "[apps][integration]") {
    const Deployment deployment("stuck");
    deployment.packed();
    const bool twice = GENERATE(false, true);

    const auto turret = deployment.turret({"--once", "--hq", deployment.hq()});
    const auto run = deployment.run();
    REQUIRE(run.says("turrets: 1"));
    if (twice) {
        ::kill(turret.pid(), SIGTERM);
        std::this_thread::sleep_for(std::chrono::milliseconds(700));  // not the same wish any more
        ::kill(turret.pid(), SIGINT);
    }

    CHECK(turret.wait().code == (twice ? 130 : 1));
    CHECK(deployment.nothing_left());
    (void)run.wait();
}

TEST_CASE("a turret under nohup outlives its terminal", "[apps][integration]") {
    const Deployment deployment("reads_file");
    deployment.packed();

    const auto turret = deployment.turret({"--once", "--hq", deployment.hq()}, {"nohup"});
    REQUIRE(turret.says("starting turret"));
    ::kill(turret.pid(), SIGHUP);
    const auto run = deployment.run();

    CAPTURE(run.output(), turret.output());
    CHECK(run.wait().code == 0);
    CHECK(turret.wait().code == 0);
    CHECK(deployment.nothing_left());
}

TEST_CASE("two signals while an archive is unpacked leave nothing", "[apps][integration]") {
    const Deployment deployment("nap");
    (void)deployment.dir().file("archives/navigation.tar", large_archive());

    const auto turret = deployment.turret({});
    REQUIRE(comes_true([&] { return !deployment.nothing_left(); }));
    ::kill(turret.pid(), SIGTERM);
    ::kill(turret.pid(), SIGINT);

    CHECK(turret.wait().code == 130);
    CHECK(deployment.nothing_left());
}

TEST_CASE("a signal ends --rebuild with all that it has started", "[apps][integration]") {
    const Deployment deployment("nap");
    const fs::path sign = deployment.dir().path() / "up";
    deployment.packed_with_lists(
        "cmake_minimum_required(VERSION 3.25)\nproject(endless LANGUAGES NONE)\nfile(WRITE \"" +
        sign.string() + "\" \"\")\nexecute_process(COMMAND sleep 600)\n");
    const bool twice = GENERATE(false, true);

    const auto turret = deployment.turret({"--rebuild"});
    REQUIRE(comes_true([&] { return fs::exists(sign); }));
    ::kill(turret.pid(), SIGTERM);
    if (twice) ::kill(turret.pid(), SIGINT);

    CHECK(turret.wait().code == 130);
    CHECK(deployment.nothing_left());
}
