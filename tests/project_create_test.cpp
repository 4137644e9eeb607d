// A new project: complete, readable at once, and nothing left behind when it cannot be made.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "base/embedded.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <set>
#include <sys/stat.h>
#include <unistd.h>

using Catch::Matchers::Contains;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::set<std::string> tree(const fs::path& directory) {
    std::set<std::string> names;
    for (const auto& item : fs::recursive_directory_iterator(directory))
        names.insert(item.path().lexically_relative(directory).string() +
                     (item.is_directory() ? "/" : ""));
    return names;
}

}  // namespace

TEST_CASE("a new project has every documented file", "[project]") {
    const oct::testing::TempDir dir;

    oct::create_project(dir.path() / "shop/");

    const auto files = tree(dir.path() / "shop");
    for (const std::string name :
         {".gitignore", "CMakeLists.txt", "README.md", "config.json", "templates/css/style.css",
          "templates/img/", "templates/report.html", "templates/scripts/",
          "test_scripts/v_user.cpp"})
        CHECK(files.count(name) == 1);
    for (const auto& file : oct::base::embedded_files())
        CHECK(files.count(std::string(file.path)) == (file.path.substr(0, 7) == "python/" ? 0 : 1));
    CHECK(tree(dir.path()).size() == files.size() + 1);
}

TEST_CASE("the config of a new project loads without a warning", "[project]") {
    const oct::testing::TempDir dir;
    oct::create_project(dir.path() / "shop");

    const auto config = oct::Config::load(dir.path() / "shop/config.json");

    CHECK(config.warnings.empty());
    CHECK(config.run_time == 30s);
    CHECK(config.results_ts_interval == 10s);
    CHECK(config.publish_port == 5000);
    CHECK(config.rc_port == 5001);
    REQUIRE(config.turrets.size() == 3);
    CHECK(config.turrets[1].name == "random");
    CHECK(config.turrets[2].extra_files == std::vector<std::filesystem::path>{"templates"});
    CHECK_THAT(config.turrets[2].json, Contains(R"("specific_turret_config":"my_value")"));
    for (const auto& turret : config.turrets)
        CHECK(fs::is_regular_file(dir.path() / "shop" / turret.script));
}

TEST_CASE("a new project has the permissions of an ordinary folder", "[project]") {
    const oct::testing::TempDir dir;
    oct::create_project(dir.path() / "shop");
    fs::create_directory(dir.path() / "ordinary");

    CHECK(fs::status(dir.path() / "shop").permissions() ==
          fs::status(dir.path() / "ordinary").permissions());
}

TEST_CASE("a new project never replaces anything", "[project]") {
    const oct::testing::TempDir dir;
    const auto file = dir.file("taken", "mine");
    fs::create_directory(dir.path() / "empty");
    fs::create_symlink("nowhere", dir.path() / "dangling");

    for (const auto* name : {"taken", "empty", "dangling"})
        CHECK_THROWS_WITH(oct::create_project(dir.path() / name),
                          Contains(std::string(name) + ": exists already: choose another name"));
    CHECK_THROWS_AS(oct::create_project(""), oct::ConfigError);
    CHECK(tree(dir.path()) == std::set<std::string>{"taken", "empty/", "dangling"});
}

TEST_CASE("a new project in a missing folder is refused and leaves nothing", "[project]") {
    const oct::testing::TempDir dir;

    CHECK_THROWS_WITH(oct::create_project(dir.path() / "none/shop"),
                      Contains("none/shop: cannot be created: there is no folder "));
    CHECK(tree(dir.path()).empty());
}
