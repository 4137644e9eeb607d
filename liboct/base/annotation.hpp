// Workflow commands of GitHub Actions: ::error title=…::text.
#pragma once

#include <string>
#include <string_view>

namespace oct::base {

/// A line that annotates the run. `level`: error, warning or notice.
[[nodiscard]] std::string annotation(std::string_view level, std::string_view title,
                                     std::string_view text);

}  // namespace oct::base
