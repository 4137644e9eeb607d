// The process of a turret that `oct run --local` has started.
#pragma once

#include "support/programs.hpp"

#include <iterator>

namespace oct::testing {

/// That of turret number `index` in config.json; 0: not found.
inline pid_t local_turret(const Program& run, int index) {
    const std::string pid = std::to_string(run.pid());
    const std::string config = "/" + std::to_string(index) + ".json";
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + pid + "/task")) {
        std::ifstream children(task.path() / "children");
        for (auto child = std::istream_iterator<pid_t>(children);
             child != std::istream_iterator<pid_t>(); ++child)
            if (content_of("/proc/" + std::to_string(*child) + "/cmdline").find(config) !=
                std::string::npos)
                return *child;
    }
    return 0;
}

}  // namespace oct::testing
