// One entry of config.json's `turrets`.
#pragma once

#include <oct/config.hpp>

#include <rapidjson/fwd.h>

#include <string>
#include <vector>

namespace oct {

inline constexpr std::int64_t kMaxCannons = 1'000'000;

/// Reads an entry. `extra`: extra_turret_config, whose keys count where the entry has none; may be
/// null. A key that looks like a mistyped one of ours adds a line to `warnings`.
///
/// Errors: throws ConfigError naming `file`, the key's path and what was expected.
[[nodiscard]] TurretEntry read_turret_entry(const rapidjson::Value& value,
                                            const rapidjson::Value* extra, const std::string& file,
                                            const std::string& path,
                                            std::vector<std::string>& warnings);

}  // namespace oct
