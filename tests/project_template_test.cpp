// Template archives: what has to be in them, and the way round from a project to a project.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "base/embedded.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/tar_bytes.hpp"
#include "support/temp_dir.hpp"

#include <map>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

std::map<std::string, std::string> contents(const fs::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (item.is_regular_file())
            all[item.path().lexically_relative(folder).string()] = content_of(item.path());
    return all;
}

// tar as its user calls it, so that the archive is one that other programs write.
fs::path tar(const TempDir& dir, const std::string& name, const std::string& flags,
             const std::string& what) {
    const auto file = dir.path() / name;
    const Program run({"/bin/sh", "-c",
                       "cd '" + dir.path().string() + "' && tar " + flags + " -cf '" +
                           file.string() + "' " + what});
    CAPTURE(run.wait().to_string(), run.output());
    REQUIRE(run.wait().success());
    return file;
}

std::string refusal(const TempDir& dir, const std::vector<TarMember>& members) {
    try {
        oct::check_template(dir.file("shop.tar", tar_of(members)));
    } catch (const oct::ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a project made from a template holds all that the archive holds", "[project]") {
    const auto [name, flags, what] = GENERATE(table<std::string, std::string, std::string>({
        {"t.tar", "-C shop", "config.json README.md CMakeLists.txt templates test_scripts more"},
        {"t.tar.gz", "-z -C shop", "."},
        {"t.tgz", "-z", "shop"},
        {"t.tar.zst", "--zstd", "./shop"},
        {"t.pax", "--format=pax -C shop", "."},
    }));
    CAPTURE(name);
    const TempDir dir;
    oct::create_project(dir.path() / "shop");
    fs::remove(dir.path() / "shop/.gitignore");
    (void)dir.file("shop/more/ü ü/deep.txt", "more");
    const auto archive = tar(dir, name, flags, what);

    oct::check_template(archive);
    oct::create_project_from_template(dir.path() / "again", archive);

    CHECK(contents(dir.path() / "again") == contents(dir.path() / "shop"));
}

TEST_CASE("the mandatory member that a template lacks is named", "[project]") {
    const TempDir dir;
    const std::string all = ": a template has config.json, templates/ and templates/report.html";
    const TarMember config{"config.json", "{}"};
    const TarMember report{"templates/report.html", "x"};

    CHECK(refusal(dir, {config, report}) == "accepted");
    CHECK(refusal(dir, {{"shop/config.json", "{}"}, {"shop/templates/report.html", "x"}}) ==
          "accepted");
    CHECK_THAT(refusal(dir, {report}), EndsWith("shop.tar: config.json is missing" + all));
    CHECK_THAT(refusal(dir, {config}), EndsWith("shop.tar: templates/ is missing" + all));
    CHECK_THAT(refusal(dir, {config, {"templates/css/style.css", "x"}}),
               EndsWith("shop.tar: templates/report.html is missing" + all));
    CHECK_THAT(refusal(dir, {config, {"templates/", "", '5', 0755}}),
               EndsWith("shop.tar: templates/report.html is missing" + all));
    CHECK_THAT(refusal(dir, {config, {"templates", "a file"}}),
               EndsWith("shop.tar: templates/ is missing" + all));
    CHECK_THAT(refusal(dir, {{"config.json/", "", '5', 0755}, report}),
               EndsWith("shop.tar: config.json is missing" + all));
    CHECK_THAT(refusal(dir, {{"a/config.json", "{}"}, {"b/templates/report.html", "x"}}),
               EndsWith("shop.tar: config.json is missing" + all));
    CHECK_THAT(refusal(dir, {}), Contains("shop.tar: config.json is missing"));
}

TEST_CASE("a template that is refused leaves nothing, and a project is never replaced",
          "[project]") {
    const TempDir dir;
    const auto bad = dir.file("bad.tar", tar_of({{"config.json", "{}"}}));
    const auto good =
        dir.file("good.tar", tar_of({{"config.json", "{}"}, {"templates/report.html", "x"}}));
    (void)dir.file("taken/mine", "mine");
    const auto before = contents(dir.path());

    CHECK_THROWS_WITH(oct::create_project_from_template(dir.path() / "new", bad),
                      Contains("bad.tar: templates/ is missing"));
    CHECK_THROWS_WITH(oct::create_project_from_template(dir.path() / "taken", good),
                      Contains("taken: exists already"));
    CHECK_THROWS_WITH(oct::create_project_from_template(dir.path() / "new", dir.path() / "none"),
                      Contains("none: no such file"));
    CHECK(contents(dir.path()) == before);
    CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 3);
}

TEST_CASE("a project in Python has the shape of the C++ one", "[project]") {
    const TempDir dir;

    oct::create_project(dir.path() / "shop", oct::Language::Python);

    const auto files = contents(dir.path() / "shop");
    CHECK(files.count("test_scripts/v_user.py") == 1);
    CHECK(files.count("test_scripts/v_user.cpp") == 0);
    CHECK(files.count("CMakeLists.txt") == 0);
    CHECK_THAT(files.at("README.md"), Contains("oct pack-turrets ."));
    CHECK(files.count("templates/report.html") == 1);
    const auto config = oct::Config::load(dir.path() / "shop/config.json");
    CHECK(config.warnings.empty());
    REQUIRE(config.turrets.size() == 3);
    for (const auto& turret : config.turrets) CHECK(turret.script == "test_scripts/v_user.py");
}

TEST_CASE("templates are refreshed, and what the user changed is kept", "[project]") {
    const TempDir dir;
    oct::create_project(dir.path() / "shop");
    const auto fresh = contents(dir.path() / "shop");
    (void)dir.file("shop/templates/report.html", "mine");
    (void)dir.file("shop/templates/own.html", "own");
    (void)dir.file("shop/config.json", "{}");
    fs::remove(dir.path() / "shop/templates/css/style.css");

    const auto changed = oct::refresh_templates(dir.path() / "shop");
    (void)dir.file("shop/templates/report.html", "mine again");
    const auto again = oct::refresh_templates(dir.path() / "shop");

    REQUIRE(changed.size() == 2);
    CHECK(changed[0].path == "templates/css/style.css");
    CHECK(changed[0].kept.empty());
    CHECK(changed[1].path == "templates/report.html");
    CHECK(changed[1].kept == "templates/report.html.old");
    REQUIRE(again.size() == 1);
    CHECK(again[0].kept == "templates/report.html.old2");
    auto expected = fresh;
    expected["config.json"] = "{}";
    expected["templates/own.html"] = "own";
    expected["templates/report.html.old"] = "mine";
    expected["templates/report.html.old2"] = "mine again";
    CHECK(contents(dir.path() / "shop") == expected);
    CHECK(oct::refresh_templates(dir.path() / "shop").empty());
    CHECK_THROWS_WITH(oct::refresh_templates(dir.path()), Contains("has no config.json"));
}
