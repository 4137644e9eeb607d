// How long a cannon waits that keeps failing at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace oct::turret {

/// Doubles with each failure in a row.
///
/// Failing is faster than anything else: without a wait such a cannon fires a million transactions
/// that measure nothing, and takes the CPU from the others.
/// Threading:  value.
class BackOff {
public:
    static constexpr std::chrono::milliseconds kFirst{1};
    static constexpr std::chrono::milliseconds kLongest{100};

    /// One more failure: the wait that it asks for.
    std::chrono::milliseconds failed() noexcept {
        const auto wait = std::min(kFirst * (1 << doublings_), kLongest);
        if (wait < kLongest) ++doublings_;
        return wait;
    }
    void succeeded() noexcept { doublings_ = 0; }

private:
    std::uint8_t doublings_ = 0;  // of the next wait: there may be a million of them
};

}  // namespace oct::turret
