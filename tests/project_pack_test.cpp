// Packing turrets: what is in an archive, that it is the same every time, and what is refused.
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "project/archive/archive_reader.hpp"
#include "project/archive/manifest.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/tar_bytes.hpp"
#include "support/temp_dir.hpp"

#include <sys/stat.h>
#include <unistd.h>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using namespace oct::testing;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

/// A project of scripts in no particular language: nothing has to be built.
class Project {
public:
    explicit Project(const std::string& turrets, const std::string& more = "") {
        (void)dir_.file("p/config.json",
                        "{\"run_time\": 1, \"results_ts_interval\": 1, \"progress_bar\": true, "
                        "\"testing\": false, \"hq_address\": \"hq.example\", \"publish_port\": "
                        "6000, \"rc_port\": 6001, " +
                            more + "\"turrets\": " + turrets + "}");
        (void)dir_.file("p/scripts/user.js", "fire()");
        (void)dir_.file("p/scripts/user.py", "import x");
    }
    [[nodiscard]] fs::path path() const { return dir_.path() / "p"; }
    [[nodiscard]] const TempDir& dir() const { return dir_; }
    [[nodiscard]] std::vector<oct::PackedTurret> pack() const {
        oct::PackOptions options;
        options.project = path();
        options.directory = dir_.path();
        return oct::pack_turrets(oct::Config::load(path() / "config.json"), options);
    }
    [[nodiscard]] std::string failure() const {
        try {
            (void)pack();
        } catch (const oct::ConfigError& error) {
            return error.what();
        }
        return "packed";
    }

private:
    TempDir dir_;
};

std::string turret(const std::string& name, const std::string& script = "scripts/user.js",
                   const std::string& more = "") {
    return "{\"name\": \"" + name + "\", \"cannons\": 2, \"script\": \"" + script + "\"" + more +
           "}";
}

}  // namespace

TEST_CASE("a turret in any language is packed as it is, with its configuration", "[project]") {
    const Project project(
        "[" + turret("a") + ", " + turret("b", "scripts/user.js", ", \"url\": 7") + "]",
        "\"extra_turret_config\": {\"token\": \"t\"}, ");

    const auto packed = project.pack();

    REQUIRE(packed.size() == 2);
    CHECK(packed[1].name == "b");
    CHECK(packed[1].archive == project.dir().path() / "b.tar");
    CHECK(packed[1].members == Names{"config.json", "scripts/user.js"});
    const oct::TurretPackage package(packed[1].archive);
    CHECK(content_of(package.folder() / "scripts/user.js") == "fire()");
    const auto config = oct::TurretConfig::load(package.config_file());
    CHECK(config.name == "b");
    CHECK(config.cannons == 2);
    CHECK(config.hq_address == "hq.example");
    CHECK(config.publish_port == 6000);
    CHECK(config.rc_port == 6001);
    CHECK_THAT(config.json, Contains(R"("url":7)") && Contains(R"("token":"t")"));
    CHECK_THROWS_WITH(package.shared_object(),
                      EndsWith("b.tar: scripts/user.js: is no C++ script: start this turret with "
                               "the program of its language"));
}

TEST_CASE("a Python turret gets a setup.py with its requirements", "[project]") {
    const Project project("[" + turret("na vi", "scripts/user.py") + "]",
                          "\"turrets_requirements\": [\"requests>=2\", \"a\\\"b\"], ");

    const auto packed = project.pack();

    CHECK(packed[0].members == Names{"config.json", "scripts/user.py", "setup.py"});
    const oct::TurretPackage package(packed[0].archive);
    CHECK_THAT(content_of(package.folder() / "setup.py"),
               Contains("name=\"oct-turret-na-vi\"") && Contains("\"oct-turrets\",") &&
                   Contains("\"requests>=2\",") && Contains("\"a\\\"b\","));
}

TEST_CASE("extra files and folders are packed with all they hold", "[project]") {
    const Project project(
        "[" + turret("a", "scripts/user.js", ", \"extra_files\": [\"data/\", \"./one.csv\"]") +
        "]");
    (void)project.dir().file("p/data/deep/ümlaut x.txt", "1");
    (void)project.dir().file("p/data/run.sh", "2");
    fs::permissions(project.path() / "data/run.sh", fs::perms::owner_all);
    fs::create_directory(project.path() / "data/empty");
    (void)project.dir().file("p/one.csv", "3");
    fs::create_symlink("../one.csv", project.path() / "data/link.csv");

    const auto packed = project.pack();

    CHECK(packed[0].members == Names{"config.json", "data/deep/ümlaut x.txt", "data/empty",
                                     "data/link.csv", "data/run.sh", "one.csv", "scripts/user.js"});
    const oct::TurretPackage package(packed[0].archive);
    CHECK(content_of(package.folder() / "data/deep/ümlaut x.txt") == "1");
    CHECK(fs::is_directory(package.folder() / "data/empty"));
    CHECK(fs::symlink_status(package.folder() / "data/link.csv").type() == fs::file_type::regular);
    CHECK(content_of(package.folder() / "data/link.csv") == "3");
    const auto executable = [&](const char* name) {
        return (fs::status(package.folder() / name).permissions() & fs::perms::owner_exec) !=
               fs::perms::none;
    };
    CHECK(executable("data/run.sh"));
    CHECK_FALSE(executable("one.csv"));
}

TEST_CASE("an entry given as the path of a JSON file is packed", "[project]") {
    const Project project("[\"turrets/a.json\"]");
    (void)project.dir().file("p/turrets/a.json", turret("from-file"));

    CHECK(project.pack().at(0).members == Names{"config.json", "scripts/user.js"});
    CHECK(fs::exists(project.dir().path() / "from-file.tar"));
}

TEST_CASE("a folder that may not be read is named", "[project]") {
    const Project project("[" + turret("a", "scripts/user.js", ", \"extra_files\": [\"secret\"]") +
                          "]");
    fs::create_directory(project.path() / "secret");
    fs::permissions(project.path() / "secret", fs::perms::none);
    fs::permissions(project.dir().path(), fs::perms::all);
    const bool root = ::geteuid() == 0;  // who may read everything
    if (root) REQUIRE(::seteuid(65534) == 0);

    const auto failure = project.failure();

    if (root) REQUIRE(::seteuid(0) == 0);
    CHECK(failure == "turret a: secret: cannot be read: Permission denied");
}

TEST_CASE("the same project makes the same archive, whenever and wherever", "[project]") {
    const std::string turrets =
        "[" + turret("a", "scripts/user.js", ", \"extra_files\": [\"data\"]") + "]";
    const Project one(turrets);
    const Project two(turrets);
    for (const Project* project : {&one, &two})
        for (int i = 0; i < 20; ++i)  // made in opposite orders
            (void)project->dir().file("p/data/" + std::to_string(project == &one ? i : 19 - i),
                                      "x");
    fs::last_write_time(two.path() / "data/7", fs::file_time_type::min());
    fs::permissions(two.path() / "data/7", fs::perms::owner_read);

    const auto first = content_of(one.pack().at(0).archive);

    CHECK(first.size() > 10'000);
    CHECK(content_of(two.pack().at(0).archive) == first);
    CHECK(content_of(two.pack().at(0).archive) == first);
}

TEST_CASE("the members of an archive are listed with version and digest", "[project]") {
    const Project project("[" + turret("a") + "]");
    const auto packed = project.pack();

    oct::project::ArchiveReader archive(packed[0].archive);

    REQUIRE(archive.next());
    REQUIRE(archive.name() == "manifest.json");
    const auto manifest = oct::project::Manifest::parse(std::string(archive.read()), "test");
    CHECK(manifest.turret == "a");
    CHECK(manifest.oct == oct::version());
    CHECK(manifest.script == "scripts/user.js");
    CHECK(manifest.script_abi == 0);
    CHECK(manifest.members.size() == 2);
    // echo -n 'fire()' | sha256sum
    CHECK(manifest.members.at("scripts/user.js") ==
          "0b840dea84bd501e93f089352655c8d1d522c6ffb440b4c1617c8823ca46648e");
}

TEST_CASE("what cannot be packed is named with its turret and the remedy", "[project]") {
    const auto failure = [](const std::string& turrets, const std::string& more = "") {
        return Project(turrets, more).failure();
    };
    const auto extra = [&](const std::string& file) {
        return failure(
            "[" + turret("a", "scripts/user.js", ", \"extra_files\": [\"" + file + "\"]") + "]");
    };

    CHECK_THAT(failure("[]"),
               EndsWith("config.json: turrets: is empty, so there is nothing to pack"));
    CHECK_THAT(failure("[" + turret("a", "none.py") + "]"),
               Contains("turret a: none.py: no such file in "));
    CHECK_THAT(failure("[" + turret("a") + ", " + turret("a") + "]"),
               Contains("turret a: two turrets have this name"));
    CHECK_THAT(failure("[" + turret("../a") + "]"), Contains("turret ../a: its name becomes that"));
    CHECK_THAT(extra("../x"), Contains("turret a: ../x: leads out of the archive's folder"));
    CHECK_THAT(extra("/etc/passwd"), Contains("turret a: /etc/passwd: has an absolute name"));
    CHECK_THAT(extra("config.json"),
               Contains("turret a: config.json: is made by oct pack-turrets"));
    CHECK_THAT(extra("gone"), Contains("turret a: gone: no such file"));
}

TEST_CASE("a list of files that no turret would read is not packed", "[project]") {
    const Project project("[" + turret("a", "scripts/user.js", ", \"extra_files\": [\"d\"]") + "]");
    std::string folder = "d";
    for (int i = 0; i < 4; ++i) folder += "/" + std::string(240, 'x');
    for (int i = 0; i < 4200; ++i)
        (void)project.dir().file("p/" + folder + "/" + std::to_string(i), "");

    CHECK_THAT(project.failure(), Contains("turret a: the list of its 4202 files is longer than 4 "
                                           "MiB: use shorter names"));
    CHECK_FALSE(fs::exists(project.dir().path() / "a.tar"));
}

TEST_CASE("a C++ script is packed with what its own build was for", "[project][integration]") {
    const std::string script = GENERATE("scripts/user.cpp", "scripts/user.c++");
    const Project project("[" + turret("a", script) + "]");
    (void)project.dir().file("p/" + script, "");
    (void)project.dir().file("p/user.so", "an object");
    (void)project.dir().file(
        "p/CMakeLists.txt",
        "cmake_minimum_required(VERSION 3.25)\nproject(cross LANGUAGES NONE)\n"
        "file(WRITE ${CMAKE_BINARY_DIR}/oct-scripts.json [=[[{\"script\": \"" +
            script + "\", \"shared_object\": \"" + (project.path() / "user.so").string() +
            "\", \"triple\": \"riscv64-linux-gnu\", \"libraries\": []}]]=])\n");

    oct::project::ArchiveReader archive(project.pack().at(0).archive);

    REQUIRE(archive.next());
    const auto manifest = oct::project::Manifest::parse(std::string(archive.read()), "test");
    CHECK(manifest.script_abi == oct::kScriptAbi);
    CHECK(manifest.triple == "riscv64-linux-gnu");
    CHECK(manifest.members.count("scripts/user.so") == 1);
}

TEST_CASE("a turret cannot be packed for an HQ whose ports are not known", "[project]") {
    const Project project("[" + turret("a") + "]");
    auto config = oct::Config::load(project.path() / "config.json");
    config.rc_port = 0;

    CHECK_THROWS_WITH(
        oct::pack_turrets(config,
                          {project.path(), project.dir().path(), {}, &oct::LogSink::none()}),
        Contains("config.json: rc_port: 0 stands for any free port"));
}

TEST_CASE("an archive that cannot be finished is not left behind", "[project]") {
    const Project project("[" + turret("a", "scripts/user.js", ", \"extra_files\": [\"pipe\"]") +
                          "]");
    REQUIRE(::mkfifo((project.path() / "pipe").c_str(), 0600) == 0);

    CHECK_THAT(project.failure(), Contains("turret a: pipe: is neither a file nor a folder"));
    CHECK(std::distance(fs::directory_iterator(project.dir().path()), {}) == 1);
}

TEST_CASE("packed C++ turrets hold their libraries, rebuild elsewhere, and survive the way round",
          "[project][integration]") {
    if (!fs::exists(binary_dir() + "/lib/cmake/oct/octConfig.cmake")) {
        WARN("this build tree exports no package");
        return;
    }
    const TempDir dir;
    oct::create_project(dir.path() / "shop");
    (void)dir.file("shop/CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.25)\nproject(shop LANGUAGES CXX)\n"
                   "find_package(oct CONFIG REQUIRED)\nadd_subdirectory(lib)\n"
                   "oct_add_script(v_user test_scripts/v_user.cpp)\n"
                   "target_link_libraries(v_user PRIVATE prices)\n");
    (void)dir.file("shop/lib/CMakeLists.txt",
                   "add_library(rates SHARED rates.cpp)\n"
                   "add_library(prices STATIC prices.cpp)\n"
                   "set_target_properties(prices PROPERTIES POSITION_INDEPENDENT_CODE ON)\n"
                   "target_include_directories(prices PUBLIC .)\n"
                   "target_link_libraries(prices PRIVATE rates)\n");
    (void)dir.file("shop/lib/rates.cpp", "int rate() { return 7; }\n");
    (void)dir.file("shop/lib/prices.cpp", "int rate();\nint price() { return 6 * rate(); }\n");
    (void)dir.file("shop/lib/prices.hpp", "int price();\n");
    (void)dir.file("shop/test_scripts/v_user.cpp",
                   "#include <oct/transaction.hpp>\n#include <prices.hpp>\n#include <stdexcept>\n"
                   "struct User : oct::Transaction {\n"
                   "    void run() override { throw std::runtime_error(__FILE__ + "
                   "std::to_string(price())); }\n};\nOCT_TRANSACTION(User)\n");
    const auto pack = [&](const fs::path& project, const std::string& where) {
        fs::create_directory(dir.path() / where);
        oct::PackOptions options;
        options.project = project;
        options.directory = dir.path() / where;
        options.oct_prefix = binary_dir();
        return oct::pack_turrets(oct::Config::load(project / "config.json"), options);
    };

    const auto packed = pack(dir.path() / "shop", "first");
    CHECK(packed.at(0).members == Names{"CMakeLists.txt", "config.json", "lib/CMakeLists.txt",
                                        "lib/prices.cpp", "lib/prices.hpp", "lib/rates.cpp",
                                        "test_scripts/lib/librates.so", "test_scripts/v_user.cpp",
                                        "test_scripts/v_user.so"});
    // The way round: the project with all that was built in it is a template.
    const Program tar(
        {"/bin/sh", "-c", "cd '" + (dir.path() / "shop").string() + "' && tar -zcf ../shop.tgz *"});
    REQUIRE(tar.wait().success());
    oct::create_project_from_template(dir.path() / "a longer name", dir.path() / "shop.tgz");
    fs::remove_all(dir.path() / "shop");
    for (const auto& again : pack(dir.path() / "a longer name", "second")) {
        CAPTURE(again.name);
        CHECK(content_of(again.archive) ==
              content_of(dir.path() / "first" / again.archive.filename()));
    }
    fs::remove_all(dir.path() / "a longer name");
    const oct::TurretPackage package(packed.at(0).archive);

    // No path of this machine: the same project is the same bytes wherever liboct is.
    const Program readelf({"/usr/bin/env", "readelf", "-d", package.shared_object().string()});
    REQUIRE(readelf.wait().success());
    CHECK_THAT(readelf.output(), Contains("[$ORIGIN/lib]"));
    CHECK(content_of(package.shared_object()).find(binary_dir()) == std::string::npos);
    const auto library = content_of(package.folder() / "test_scripts/lib/librates.so");
    CHECK(library.find(binary_dir()) == std::string::npos);
    (void)oct::load_script(script("nap"));  // brings liboct, as it is in oct-turret
    for (const auto& object : {package.shared_object(), package.rebuild(binary_dir())}) {
        CHECK(oct::run_once(oct::load_script(object)).error == "test_scripts/v_user.cpp42");
    }
}
