// What the library itself costs: measured with transactions that do nothing.
#pragma once

#include <chrono>

namespace oct::turret {

/// CPU time of one transaction and of one custom timer: clock reads, counting, keeping the sample.
/// Measured in a few milliseconds; what others do on the machine meanwhile is not in it.
///
/// Threading:  each call measures on the caller's thread.
struct SelfCost {
    std::chrono::nanoseconds transaction{};
    std::chrono::nanoseconds timer{};

    static SelfCost of_blocking();
    /// Of coroutines on a loop thread.
    static SelfCost of_async();
};

}  // namespace oct::turret
