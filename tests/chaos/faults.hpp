// What a network does to the bytes of one direction.
#pragma once

#include <chrono>
#include <cstddef>

namespace oct::testing {

/// Nothing at all, unless it is set.
struct Faults {
    std::chrono::nanoseconds delay{};
    std::size_t bytes_per_second = 0;  ///< 0: no limit
    double flips_a_byte = 0;           ///< bits that are turned over, of every byte
    bool held = false;                 ///< nothing moves, and the connection stays open
};

}  // namespace oct::testing
