// What the kernel gave threads of this process, and what it let them wait for.
#pragma once

#include <filesystem>
#include <span>

namespace oct::turret {

/// Seconds of threads since their start, added up.
struct ThreadTimes {
    double ran = 0;
    double waited = 0;  ///< ready to run, without a CPU

    /// Of the threads of these numbers. `one` is read by itself: it may be of another age and do
    /// other work. Of `many` those that are 0 or gone count as the others do on average; of more
    /// than 256 an even part is read, the same one each time, and stands for all.
    /// `tasks`: where the kernel tells it.
    [[nodiscard]] static ThreadTimes of(int one, std::span<const int> many,
                                        const std::filesystem::path& tasks = "/proc/self/task");
};

}  // namespace oct::turret
