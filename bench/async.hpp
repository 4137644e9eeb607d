// What group engine asks of asynchronous cannons.
#pragma once

#include <cstdint>

namespace oct::bench {

/// ns per shot of an asynchronous cannon that has nothing to do, its histogram included.
[[nodiscard]] double empty_async(std::uint64_t shots);

}  // namespace oct::bench
