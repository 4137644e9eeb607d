// How many turrets and cannons were at work, over the run.
#pragma once

#include <oct/summary.hpp>

#include <chrono>
#include <cstdint>
#include <vector>

namespace oct::report {

/// Counts in at most 600 steps of equal length, of whole seconds, from the start of the run.
///
/// A turret is at work from its first result to its last; its cannons start over its rampup.
/// Threading:  value.
struct Activity {
    struct Step {
        std::uint64_t turrets = 0;
        std::uint64_t cannons = 0;
    };

    std::chrono::nanoseconds step = std::chrono::seconds(1);
    std::vector<Step> steps;
};

[[nodiscard]] Activity activity_of(const std::vector<TurretSummary>& turrets,
                                   std::chrono::nanoseconds end);

}  // namespace oct::report
