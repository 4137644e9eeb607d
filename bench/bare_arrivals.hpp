// Open load without OCT: one thread, a schedule, a way to wait.
#pragma once

#include <oct/histogram.hpp>
#include <oct/plan.hpp>

#include <chrono>
#include <cstdint>

namespace oct::bench {

/// How late a bare loop that waits as `idle` says starts `count` arrivals: the first at `begin`,
/// one every `gap`.
Histogram bare_arrivals(std::chrono::steady_clock::time_point begin, std::uint64_t count,
                        std::chrono::nanoseconds gap, Idle idle);

}  // namespace oct::bench
