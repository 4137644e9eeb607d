// What the documentation says of the code: the README's program is an example's source, word for
// word, so that it compiles and runs; names of the API are those of the headers.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace {

std::string read(const std::string& file) {
    std::ifstream in(oct::testing::source_dir() + "/" + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the program in the README is the example it names", "[readme]") {
    const std::string readme = read("README.md");
    const std::string opening = "```cpp examples/http_get/test_scripts/get.cpp\n";
    const auto begin = readme.find(opening) + opening.size();
    const auto end = readme.find("```", begin);
    REQUIRE(end != readme.npos);

    const std::string program = readme.substr(begin, end - begin);
    const std::string example = read("examples/http_get/test_scripts/get.cpp");

    CHECK_THAT(example, Catch::Matchers::EndsWith(program));
}

TEST_CASE("docs/from-python.md names what the public headers have", "[readme]") {
    namespace fs = std::filesystem;
    const fs::path include = oct::testing::source_dir() + "/include";
    std::string headers;
    for (const auto& file : fs::directory_iterator(include / "oct"))
        if (file.is_regular_file())
            headers += read("include/oct/" + file.path().filename().string());
    const std::string page = read("docs/from-python.md");
    const std::regex name("<(oct/[a-z_]+\\.hpp)>|\\b(?:oct|[A-Z]\\w*)::(\\w+)");
    int names = 0;

    for (std::sregex_iterator at(page.begin(), page.end(), name), end; at != end; ++at, ++names) {
        const std::smatch& found = *at;
        CAPTURE(found.str());
        if (found[1].matched)
            CHECK(fs::exists(include / found[1].str()));
        else
            CHECK(headers.find(found[2].str()) != std::string::npos);
    }
    CHECK(names > 40);
}
