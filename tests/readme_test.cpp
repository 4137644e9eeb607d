// The README's program is an example's source, word for word, so that it compiles and runs.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <iterator>

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
