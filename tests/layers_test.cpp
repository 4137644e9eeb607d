// The layers of liboct: the real tree keeps its rules, and a planted bad tree is caught.
#include "support/catch.hpp"
#include "support/layer_rules.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

/// A source tree in a temporary folder, with a small table of layers.
class PlantedTree {
public:
    PlantedTree() : root_(fs::temp_directory_path() / ("oct_layers_" + std::to_string(getpid()))) {
        fs::remove_all(root_);
        write("liboct/README.md",
              "| `run` | everything below | x |\n| `turret` | base | x |\n| `hq` | base | x |\n"
              "| `report/page` | report/read base | x |\n| `report/read` | base | x |\n"
              "| `base` | – | x |\n");
    }
    ~PlantedTree() { fs::remove_all(root_); }
    PlantedTree(const PlantedTree&) = delete;
    PlantedTree& operator=(const PlantedTree&) = delete;

    void write(const std::string& file, const std::string& text) const {
        fs::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file) << text;
    }
    /// A file with a proper first line that includes `what`.
    void include(const std::string& file, const std::string& what) const {
        write(file, "// A file of this test.\n#include " + what + "\n");
    }
    [[nodiscard]] std::vector<std::string> violations() const {
        return oct::test::LayerRules(root_).violations();
    }

private:
    fs::path root_;
};

}  // namespace

TEST_CASE("the source tree keeps its layers", "[layers]") {
    const oct::test::LayerRules rules(oct::testing::source_dir());

    std::string all;
    for (const auto& line : rules.violations()) all += line + "\n";

    CHECK(all == "");
    CHECK(rules.files() > 50);
}

TEST_CASE("allowed includes pass", "[layers]") {
    const PlantedTree tree;
    tree.include("liboct/hq/a.cpp", "\"base/b.hpp\"");
    tree.include("liboct/run/a.cpp", "\"hq/a.hpp\"");
    tree.include("liboct/net/a.cpp", "<zmq.hpp>");
    tree.include("liboct/report/page/a.cpp", "\"report/read/a.hpp\"");
    tree.include("liboct/base/a.cpp", "<oct/clock.hpp>");
    tree.include("include/oct/a.hpp", "<vector>");
    tree.include("apps/a.cpp", "<cxxopts.hpp>");

    CHECK(tree.violations().empty());
}

TEST_CASE("an arrow that the table does not list is named with both files", "[layers]") {
    const PlantedTree tree;
    tree.include("liboct/hq/roster.cpp", "\"turret/cannon.hpp\"");

    const auto found = tree.violations();

    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0], Contains("liboct/hq/roster.cpp includes \"turret/cannon.hpp\""));
}

TEST_CASE("every kind of broken rule is found", "[layers]") {
    const auto [file, what] = GENERATE(table<std::string, std::string>({
        {"liboct/base/a.cpp", "\"hq/a.hpp\""},
        {"liboct/base/a.cpp", "\"a.hpp\""},
        {"liboct/report/read/a.cpp", "\"report/page/a.hpp\""},
        {"liboct/report/other/a.cpp", "\"base/a.hpp\""},
        {"liboct/report/read/a.cpp", "<kainjow/mustache.hpp>"},
        {"liboct/other/a.cpp", "\"base/a.hpp\""},
        {"liboct/results/a.cpp", "\"base/a.hpp\""},
        {"liboct/hq/a.cpp", "<zmq.hpp>"},
        {"liboct/hq/a.cpp", "<zmq.h>"},
        {"liboct/hq/a.cpp", "<sqlite3.h>"},
        {"liboct/hq/a.cpp", "<archive.h>"},
        {"liboct/hq/a.cpp", "<kainjow/mustache.hpp>"},
        {"liboct/hq/a.cpp", "<boost/any.hpp>"},
        {"liboct/hq/a.cpp", "\"oct/hq.hpp\""},
        {"include/oct/a.hpp", "<fmt/format.h>"},
        {"include/oct/a.hpp", "\"base/text.hpp\""},
        {"apps/a.cpp", "\"base/json.hpp\""},
        {"apps/a.cpp", "<zmq.h>"},
        {"apps/a.cpp", "<sqlite3.h>"},
        {"examples/a/a.cpp", "\"base/text.hpp\""},
    }));
    CAPTURE(file, what);
    const PlantedTree tree;
    tree.include(file, what);

    CHECK(tree.violations().size() == 1);
}

TEST_CASE("a file that does not say what it is for is found", "[layers]") {
    const auto [file, text] = GENERATE(table<std::string, std::string>({
        {"liboct/base/a.cpp", ""},
        {"liboct/base/a.cpp", "#pragma once\n"},
        {"apps/CMakeLists.txt", "add_executable(a a.cpp)\n"},
        {"cmake/a.cmake", "# Short.\n"},
    }));
    CAPTURE(file, text);
    const PlantedTree tree;
    tree.write(file, text);

    CHECK(tree.violations().size() == 1);
}
