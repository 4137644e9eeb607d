// Quantities as plain numbers, for JSON and for arithmetic.
#pragma once

#include <oct/limit.hpp>

#include "base/seconds.hpp"

namespace oct::base {

/// Seconds, percent, per second, or a count.
[[nodiscard]] inline double plain(const Quantity& quantity) noexcept {
    if (const auto* time = std::get_if<std::chrono::nanoseconds>(&quantity))
        return to_seconds(*time);
    if (const auto* share = std::get_if<Percent>(&quantity)) return share->value;
    if (const auto* rate = std::get_if<PerSecond>(&quantity)) return rate->value;
    return static_cast<double>(*std::get_if<std::uint64_t>(&quantity));
}

}  // namespace oct::base
