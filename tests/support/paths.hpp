// Where the tests find the source tree, what was built from it, and the scripts made for them.
#pragma once

#include <string>

namespace oct::testing {

[[nodiscard]] const std::string& source_dir();
[[nodiscard]] const std::string& binary_dir();
[[nodiscard]] const std::string& scripts_dir();

}  // namespace oct::testing
