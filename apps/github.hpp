// Whether GitHub reads what a program prints.
#pragma once

#include "arguments.hpp"

#include <cstdlib>
#include <string_view>

namespace oct::apps {

/// With --github, and by itself in GitHub Actions.
[[nodiscard]] inline bool wants_annotations(const Arguments& arguments) {
    const char* actions = std::getenv("GITHUB_ACTIONS");
    return arguments.has("github") || (actions != nullptr && std::string_view(actions) == "true");
}

}  // namespace oct::apps
