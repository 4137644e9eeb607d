// Unpacked turrets: which shared object is taken, what a rebuild needs, and how both are
// interrupted.
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/tar_bytes.hpp"
#include "support/temp_dir.hpp"

#include <stdlib.h>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

// The archive of a turret with a shared object that says what it was built for.
fs::path archive_of(const TempDir& dir, int abi, const std::string& triple) {
    const std::string object = content_of(script("nap"));
    const std::string config =
        R"({"name": "a", "cannons": 1, "script": "user.cpp", "hq_address": "h", "hq_publisher": 1,)"
        R"( "hq_rc": 2, "script_object": "user.so"})";
    const std::vector<TarMember> members{{"config.json", config}, {"user.so", object}};
    auto manifest = manifest_of(members);
    manifest.script = "user.cpp";
    manifest.script_abi = abi;
    manifest.triple = triple;
    auto all = members;
    all.insert(all.begin(), {"manifest.json", manifest.to_json()});
    return dir.file("a.tar", tar_of(all));
}

}  // namespace

TEST_CASE("a shared object for another interface or machine is refused with what to do",
          "[project]") {
    const TempDir dir;
    const auto object = [&](int abi, const std::string& triple) {
        const oct::TurretPackage package(archive_of(dir, abi, triple));
        return package.shared_object().filename().string();
    };
    const std::string own = oct::project::own_triple();
    const std::string remedy =
        "start it with --rebuild, or pack the turret again with this version on such a machine";

    CHECK(object(oct::kScriptAbi, own) == "user.so");
    CHECK_THROWS_WITH(object(oct::kScriptAbi + 1, own),
                      Contains("a.tar: user.cpp: was packed by oct 0.2.0 for script interface") &&
                          EndsWith(": pack again with 0.2"));
    CHECK_THROWS_WITH(object(oct::kScriptAbi, "riscv64-linux-gnu"),
                      Contains("a.tar: user.cpp: its shared object was built for "
                               "riscv64-linux-gnu, this machine is " +
                               own) &&
                          EndsWith(remedy));
}

namespace {

// The archive of a turret whose script is taken as it is, with further members.
fs::path archive_with(const TempDir& dir, const std::string& script,
                      std::vector<TarMember> members) {
    members.push_back({"config.json", R"({"name": "a", "cannons": 1, "script": ")" + script +
                                          R"(", "hq_address": "h", "hq_publisher": 1,)"
                                          R"( "hq_rc": 2})"});
    auto manifest = manifest_of(members);
    manifest.script = script;
    members.insert(members.begin(), {"manifest.json", manifest.to_json()});
    return dir.file("a.tar", tar_of(members));
}

// What a rebuild says with these programs as all that PATH has, and this CXX.
std::string rebuild_failure(const fs::path& archive, const fs::path& programs,
                            const std::string& compiler) {
    const std::string path = ::getenv("PATH");
    const char* variable = ::getenv("CXX");
    const std::string before = variable == nullptr ? "" : variable;
    ::setenv("PATH", programs.c_str(), 1);
    ::setenv("CXX", compiler.c_str(), 1);
    std::string said = "rebuilt";
    try {
        (void)oct::TurretPackage(archive).rebuild({});
    } catch (const oct::ConfigError& error) {
        said = error.what();
    }
    ::setenv("PATH", path.c_str(), 1);
    if (variable == nullptr)
        ::unsetenv("CXX");
    else
        ::setenv("CXX", before.c_str(), 1);
    return said;
}

}  // namespace

TEST_CASE("a ready-made shared object for another machine is refused by its own header",
          "[project]") {
    const TempDir dir;
    std::string object = content_of(script("nap"));
    object.at(18) = '\xf3';  // e_machine: RISC-V
    object.at(19) = 0;
    const oct::TurretPackage package(archive_with(dir, "user.so", {{"user.so", object}}));

    CHECK_THROWS_WITH(package.shared_object(),
                      Contains("a.tar: user.so: its shared object was built for 64-bit RISC-V, "
                               "this program is 64-bit ") &&
                          EndsWith("build it again on such a machine, and pack the turret again"));
}

TEST_CASE("a script of another language is not said to need a rebuild", "[project]") {
    const TempDir dir;
    const oct::TurretPackage package(archive_with(dir, "user.py", {{"user.py", "fire()"}}));

    CHECK_THROWS_WITH(
        package.rebuild({}),
        Contains("a.tar: user.py: is Python, so there is nothing to rebuild: start this "
                 "turret with the program of its language: oct-turrets-start --tar") &&
            EndsWith("a.tar"));
}

TEST_CASE("the compiler of a rebuild is CXX as CMake reads it", "[project][integration]") {
    const TempDir dir;
    for (const char* name : {"cmake", "ccache", "g++"}) {
        const auto program = dir.file(std::string("bin/") + name, "#!/bin/sh\nexit 1\n");
        fs::permissions(program, fs::perms::owner_all);
    }
    const auto archive = archive_with(dir, "user.cpp", {{"CMakeLists.txt", ""}, {"user.cpp", ""}});
    const auto said = [&](const std::string& compiler) {
        return rebuild_failure(archive, dir.path() / "bin", compiler);
    };

    CHECK_THAT(said(""), Contains("configuring the scripts with cmake failed (exit status 1)"));
    CHECK_THAT(said(" ccache g++ -m64"), Contains("configuring the scripts with cmake failed"));
    CHECK_THAT(said("none g++"), Contains("--rebuild: there is no C++ compiler (none) in PATH"));
}

TEST_CASE("a requested stop ends unpacking and leaves nothing", "[project]") {
    const TempDir dir;
    const auto archive = archive_with(dir, "user.py", {{"user.py", "fire()"}});
    std::stop_source stop;
    stop.request_stop();
    fs::create_directory(dir.path() / "tmp");
    const char* variable = ::getenv("TMPDIR");
    const std::string before = variable == nullptr ? "" : variable;
    ::setenv("TMPDIR", (dir.path() / "tmp").c_str(), 1);

    CHECK_THROWS_WITH(oct::TurretPackage(archive, stop.get_token()),
                      EndsWith("a.tar: reading was interrupted"));

    if (variable == nullptr)
        ::unsetenv("TMPDIR");
    else
        ::setenv("TMPDIR", before.c_str(), 1);
    CHECK(fs::is_empty(dir.path() / "tmp"));
}
