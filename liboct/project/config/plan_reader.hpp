// The keys of a turret that say when its transactions start.
#pragma once

#include <oct/plan.hpp>

#include <string_view>
#include <vector>

namespace oct::project {

class ObjectReader;

/// The keys that read_plan() knows.
[[nodiscard]] const std::vector<std::string_view>& plan_keys();

/// Errors: throws ConfigError naming file, key and what was expected.
[[nodiscard]] Plan read_plan(const ObjectReader& turret);

}  // namespace oct::project
