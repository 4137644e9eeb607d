// What a user would have waited.
#pragma once

#include <chrono>

namespace oct::measure {

/// From the intended start to the end: a target that stalls cannot hide behind the starts that had
/// to wait for it ("coordinated omission", Gil Tene 2013). A lag below 0 is an unknown one, and
/// counts as none; a sum that does not fit is the greatest that does.
[[nodiscard]] inline std::chrono::nanoseconds response_time(
    std::chrono::nanoseconds lag, std::chrono::nanoseconds service) noexcept {
    using std::chrono::nanoseconds;
    if (lag <= nanoseconds::zero()) return service;
    return service > nanoseconds::max() - lag ? nanoseconds::max() : service + lag;
}

}  // namespace oct::measure
