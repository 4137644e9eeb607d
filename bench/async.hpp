// Figures of asynchronous cannons, part of the group engine.
#pragma once

#include "rounds.hpp"

#include <cstdint>
#include <vector>

namespace oct::bench {

/// ns per shot of an asynchronous cannon that has nothing to do, its histogram included.
[[nodiscard]] double empty_async(std::uint64_t shots);
/// A million cannons asleep, 10 s and 1 s at a time; 30,000 blocking ones beside them.
std::vector<Figure> million(const Effort& effort);

}  // namespace oct::bench
