// What the kernel gave threads of this process, and what it let them wait for.
#pragma once

#include <filesystem>
#include <span>

namespace oct::turret {

/// Seconds of threads since their start, added up.
struct ThreadTimes {
    double ran = 0;
    double waited = 0;  ///< ready to run, without a CPU

    /// Of the threads of these numbers; those that are 0 or gone count as the others do on average.
    /// Of more than 256 an even part is read, the same one each time, and stands for all.
    /// `tasks`: where the kernel tells it.
    [[nodiscard]] static ThreadTimes of(std::span<const int> threads,
                                        const std::filesystem::path& tasks = "/proc/self/task");
};

}  // namespace oct::turret
