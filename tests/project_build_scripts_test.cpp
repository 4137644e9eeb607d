// Building a project's scripts: from its CMakeLists.txt to shared objects, and what a failure says.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "project/script/build_output.hpp"
#include "project/script/built_script.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/read_only_view.hpp"
#include "support/recording_log.hpp"
#include "support/temp_dir.hpp"

#include <stdlib.h>
#include <thread>

using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

// A project that needs no installed liboct: its headers and CMake functions come from here.
const std::string kLists =
    "cmake_minimum_required(VERSION 3.25)\n"
    "project(scripts LANGUAGES CXX)\n"
    "add_library(oct::oct INTERFACE IMPORTED)\n"
    "target_include_directories(oct::oct INTERFACE " +
    oct::testing::source_dir() + "/include " + oct::testing::binary_dir() +
    "/include)\n"
    "include(" +
    oct::testing::source_dir() + "/cmake/OctScripts.cmake)\n";

const std::string kScript =
    "#include <oct/transaction.hpp>\n"
    "struct Empty : oct::Transaction { void run() override {} };\n"
    "OCT_TRANSACTION(Empty)\n";

// What is thrown, or "built".
std::string failure(const fs::path& project) {
    try {
        (void)oct::build_scripts(project, {});
    } catch (const oct::ConfigError& e) {
        return e.what();
    }
    return "built";
}

}  // namespace

TEST_CASE("scripts of a project and of its folders are built and listed",
          "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt",
                   kLists + "oct_add_script(a scripts/a.cpp)\nadd_subdirectory(more)\n");
    (void)dir.file("scripts/a.cpp", kScript);
    (void)dir.file("more/CMakeLists.txt", "oct_add_script(b b.cpp)\n");
    (void)dir.file("more/b.cpp", kScript);

    const auto scripts = oct::build_scripts(dir.path(), {});

    REQUIRE(scripts.size() == 2);
    CHECK(scripts[0].script == "more/b.cpp");
    CHECK(scripts[1].script == "scripts/a.cpp");
    for (const oct::BuiltScript& one : scripts) {
        CHECK(fs::is_regular_file(one.object));
        CHECK(one.object.is_absolute());
    }
}

TEST_CASE("two who build one project at once both get its scripts", "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt", kLists + "oct_add_script(a a.cpp)\n");
    (void)dir.file("a.cpp", kScript);
    std::string others;
    std::jthread other([&] { others = failure(dir.path()); });

    const std::string ours = failure(dir.path());
    other.join();

    CHECK(ours == "built");
    CHECK(others == "built");
}

TEST_CASE("a script that does not compile is answered with the compiler's error",
          "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt", kLists + "oct_add_script(a a.cpp)\n");
    (void)dir.file("a.cpp", kScript + "int broken = \"text\";\n");

    const std::string what = failure(dir.path());

    CHECK_THAT(what, Contains("CMakeLists.txt: building the scripts failed (exit status ") &&
                         Contains("a.cpp:4:14: error: "));
}

TEST_CASE("a CMakeLists that is wrong is answered with what cmake says", "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES "
                   "NONE)\nfind_package(oct_that_is_not_there REQUIRED)\n");

    CHECK_THAT(
        failure(dir.path()),
        Contains("configuring the scripts with cmake failed (exit status 1):\nCMake Error at "
                 "CMakeLists.txt:3 (find_package)"));
}

TEST_CASE("a project that builds no script is told the line to add", "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\n");

    CHECK_THAT(failure(dir.path()), Contains("CMakeLists.txt: builds no script: add a line like"));
}

TEST_CASE("the scripts of a new project build against the liboct of this build tree",
          "[project][integration]") {
    if (!fs::exists(oct::testing::binary_dir() + "/lib/cmake/oct/octConfig.cmake")) {
        WARN("this build tree exports no package");
        return;
    }
    const oct::testing::TempDir dir;
    oct::create_project(dir.path() / "shop");

    const auto scripts = oct::build_scripts(dir.path() / "shop", oct::testing::binary_dir());

    // Brings liboct, which the program that loads a script has: scripts do not say where it lies.
    (void)oct::load_script(oct::testing::scripts_dir() + "/nap.so");
    const auto factory = oct::load_script(scripts.at(0).object);
    CHECK(factory(oct::TransactionConfig()) != nullptr);
}

TEST_CASE("where nothing can be written scripts are taken as they were built",
          "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt", kLists + "oct_add_script(a scripts/a.cpp)\n");
    const auto source = dir.file("scripts/a.cpp", kScript);
    (void)oct::build_scripts(dir.path(), {});
    const oct::testing::ReadOnlyView view(dir.path());
    if (!view.mounted()) {
        WARN("no file system can be mounted");
        return;
    }
    oct::testing::RecordingLog log;

    const auto scripts = oct::build_scripts(view.path(), {}, log);

    REQUIRE(scripts.size() == 1);
    CHECK(scripts[0].script == "scripts/a.cpp");
    CHECK(fs::equivalent(scripts[0].object, dir.path() / "build/a.so"));
    CHECK(scripts[0].object.string().starts_with(view.path().string()));  // not where it was built
    CHECK_FALSE(log.contains("WARNING"));

    fs::last_write_time(source, fs::last_write_time(scripts[0].object) + std::chrono::seconds(2));
    (void)oct::build_scripts(view.path(), {}, log);
    CHECK(log.contains("scripts/a.cpp: was changed after it was built"));
}

TEST_CASE("a project that is not built and cannot be is told where to build it",
          "[project][integration]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt", kLists);
    const bool half = GENERATE(false, true);
    if (half)
        (void)dir.file("build/oct-scripts.json",
                       R"([{"script": "a.cpp", "shared_object": "a.so", "triple": "x"}])");
    const oct::testing::ReadOnlyView view(dir.path());
    if (!view.mounted()) {
        WARN("no file system can be mounted");
        return;
    }

    CHECK(failure(view.path()) ==
          view.path().string() +
              ": its scripts are not built, and cannot be built there: Read-only file system: "
              "build them where the project can be written, or copy it to a folder of your own");
}

TEST_CASE("a project without CMakeLists is told where to get one", "[project]") {
    const oct::testing::TempDir dir;

    CHECK_THAT(failure(dir.path()),
               Contains("CMakeLists.txt: no such file") && Contains("oct new-project writes one"));
}

TEST_CASE("a missing cmake is said plainly", "[project]") {
    const oct::testing::TempDir dir;
    (void)dir.file("CMakeLists.txt", kLists);
    const std::string path = ::getenv("PATH");

    ::setenv("PATH", dir.path().c_str(), 1);
    const std::string what = failure(dir.path());
    ::setenv("PATH", path.c_str(), 1);

    CHECK(what == "cmake is not in PATH: install it to build the project's C++ scripts");
}

TEST_CASE("a script of the config is found among the built ones", "[project]") {
    const std::vector<oct::BuiltScript> built{{"scripts/a.cpp", "/build/a.so"}};

    CHECK(oct::project::built_script(built, "/shop", "./scripts/a.cpp") == "/build/a.so");
    CHECK(oct::project::built_script(built, "/shop", "ready/b.so") == "/shop/ready/b.so");
    CHECK_THROWS_WITH(oct::project::built_script(built, "/shop", "scripts/b.cpp"),
                      "script scripts/b.cpp: not built by /shop/CMakeLists.txt, which builds "
                      "scripts/a.cpp: add oct_add_script(NAME scripts/b.cpp) there (or did you "
                      "mean scripts/a.cpp?)");
    CHECK_THROWS_WITH(oct::project::built_script({}, "/shop", "b.cpp"),
                      Contains("which builds nothing"));
}

TEST_CASE("build errors begin with the first error and are short and harmless", "[project]") {
    std::string output =
        "[1/2] Building\nFAILED: a.o\n\x1b[1ma.cpp:1:1: \x1b[31merror: \x1b[0mno\n";
    for (int i = 0; i < 100; ++i) output += "note\n";

    const auto text = oct::project::build_errors(output);

    CHECK_THAT(text, Catch::Matchers::StartsWith("a.cpp:1:1: error: no\nnote\n"));
    CHECK_THAT(text, Catch::Matchers::EndsWith("note\n…"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 40);
    CHECK(oct::project::build_errors("killed\n") == "killed");
    CHECK(oct::project::build_errors("").empty());
    CHECK(oct::project::build_errors("error: \x1b[").find('\x1b') == std::string::npos);
}
