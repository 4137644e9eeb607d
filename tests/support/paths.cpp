// The only file whose object depends on where the tree stands: a compiler cache serves the others.
#include "support/paths.hpp"

namespace oct::testing {

const std::string& source_dir() {
    static const std::string path = OCT_SOURCE_DIR;
    return path;
}

const std::string& binary_dir() {
    static const std::string path = OCT_BINARY_DIR;
    return path;
}

const std::string& scripts_dir() {
    static const std::string path = OCT_TEST_SCRIPTS_DIR;
    return path;
}

}  // namespace oct::testing
