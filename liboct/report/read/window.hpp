// The part of a run that rates are over.
#pragma once

#include "base/seconds.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace oct::report {

/// Half open: what ends at `to` has ended after the stop.
///
/// Threading:  value.
struct Window {
    std::chrono::nanoseconds from{};  ///< the first intended start behind the warm-up
    std::chrono::nanoseconds to{};
    /// It ends with the last result, of which `to` is the end: there is nothing after it.
    bool with_last = false;

    [[nodiscard]] bool empty() const noexcept { return to <= from; }
    /// A second.
    [[nodiscard]] double rate(std::uint64_t count) const {
        return static_cast<double>(count) / base::to_seconds(to - from);
    }
};

}  // namespace oct::report
