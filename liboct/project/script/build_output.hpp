// What a build printed, cut down to what its reader needs.
#pragma once

#include <string>
#include <string_view>

namespace oct::project {

/// The lines from the first error on, at most 40 of them, without control characters and colours;
/// the last lines when none looks like an error.
[[nodiscard]] std::string build_errors(std::string_view output);

}  // namespace oct::project
