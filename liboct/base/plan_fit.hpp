// What of a plan does not fit into the time of a run.
#pragma once

#include <oct/plan.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oct::base {

/// What of a turret's plan a run of `run_time` cuts off, a sentence each, beginning with the key.
[[nodiscard]] std::vector<std::string> cut_by(std::chrono::nanoseconds run_time, const Plan& plan,
                                              std::uint64_t cannons,
                                              std::chrono::nanoseconds rampup);

}  // namespace oct::base
