// When each cannon starts: a pure function of the plan, so that it can be tested without time.
#pragma once

#include <chrono>
#include <cstdint>

namespace oct::turret {

/// Closed load with a ramp: cannon k of n starts at k · rampup / n; from then on each cannon fires
/// again as soon as its last transaction is over.
///
/// 30 cannons and a rampup of 15 s start 2 cannons each second; rampup 0 starts all at once.
/// Threading:  value.
class Pacer {
public:
    Pacer(std::uint32_t cannons, std::chrono::nanoseconds rampup)
        : cannons_(cannons), rampup_(rampup) {}

    /// Start of cannon `k` (0 ≤ k < cannons) after the turret's start.
    [[nodiscard]] std::chrono::nanoseconds start_of(std::uint32_t k) const noexcept {
        const auto step = static_cast<double>(k) / static_cast<double>(cannons_);
        return std::chrono::nanoseconds(
            static_cast<std::int64_t>(static_cast<double>(rampup_.count()) * step));
    }

private:
    std::uint32_t cannons_;
    std::chrono::nanoseconds rampup_;
};

}  // namespace oct::turret
