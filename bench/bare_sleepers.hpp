// Sleepers without OCT: the floor under asynchronous and blocking cannons.
#pragma once

#include <chrono>
#include <cstdint>

namespace oct::bench {

struct BareSleep {
    double bytes = 0;    ///< resident, per sleeper
    double started = 0;  ///< seconds until all run
    double cores = 0;
    double wakes = 0;   ///< a second
    double late50 = 0;  ///< µs
    double late99 = 0;
};

/// Coroutines on one thread with a flat wheel of 65 µs slots.
BareSleep bare_sleepers(std::uint32_t count, std::chrono::nanoseconds sleep,
                        std::chrono::nanoseconds measured);
/// One thread each, asleep.
BareSleep bare_threads(std::uint32_t count);

}  // namespace oct::bench
