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

/// What the timers of a loop may stand in.
enum class Timers { Wheel65us, Wheel1ms, HeapExact, Heap1ms };

/// Coroutines on one thread.
BareSleep bare_sleepers(std::uint32_t count, std::chrono::nanoseconds sleep,
                        std::chrono::nanoseconds measured, Timers timers = Timers::Wheel65us);
/// One thread each, asleep.
BareSleep bare_threads(std::uint32_t count);

}  // namespace oct::bench
