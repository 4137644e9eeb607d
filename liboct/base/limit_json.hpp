// Limits in JSON: the key "limits" of config.json, and of the configuration stored with a run.
#pragma once

#include <oct/limit.hpp>

#include "base/json_memory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oct::base {

/// Reads a list of limits: `"p95 < 50ms"`, or `{"limit": …, "abort": true, "after": "10s"}`.
///
/// Errors: throws ConfigError naming `origin`, the place in the list and what was expected.
[[nodiscard]] std::vector<Limit> read_limits(const JsonValue& list, const std::string& origin);

/// `configuration` with its key "limits" set to `limits`: what is stored with a run, so that a
/// report made later judges by what was in force.
[[nodiscard]] std::string with_limits(const std::string& configuration,
                                      const std::vector<Limit>& limits);

/// The limits of a stored configuration; none when it cannot be read.
[[nodiscard]] std::vector<Limit> stored_limits(const std::string& configuration);

}  // namespace oct::base
