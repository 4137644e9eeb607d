// Checks of a configuration that are wanted in parts; the whole ones are Config::check() and
// TurretConfig::check().
#pragma once

#include <oct/config.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace oct::base {

/// Where a configuration stands, in front of what is wrong with it: "shop/config.json: "; nothing
/// for one that was made in code.
[[nodiscard]] std::string place_of(const Config& config);

// Errors of all others: ConfigError beginning with the key that is wrong, and what was expected.

/// What an entry of `turrets` and the configuration of a turret have in common.
void check_load(std::uint64_t cannons, std::chrono::nanoseconds rampup, const Plan& plan);

/// Whether a run of `run_time` would measure anything of a plan.
void check_warmup(const Plan& plan, std::chrono::nanoseconds run_time);

/// What a report is made with.
void check_report(const Config& config);

}  // namespace oct::base
