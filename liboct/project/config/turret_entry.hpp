// One entry of config.json's `turrets`.
#pragma once

#include <oct/config.hpp>

#include "base/json_memory.hpp"

#include <string>
#include <vector>

namespace oct::project {

class ObjectReader;

/// `loop_threads` of an entry or a turret configuration file; 0: not given.
///
/// Errors: throws ConfigError naming file, key and what was expected.
[[nodiscard]] std::uint64_t read_loop_threads(const ObjectReader& reader);

/// Reads an entry. `extra`: extra_turret_config, whose keys count where the entry has none; may be
/// null. A key that looks like a mistyped one of ours adds a line to `warnings`.
///
/// Errors: throws ConfigError naming `file`, the key's path and what was expected.
[[nodiscard]] TurretEntry read_turret_entry(const base::JsonValue& value,
                                            const base::JsonValue* extra, const std::string& file,
                                            const std::string& path,
                                            std::vector<std::string>& warnings);

}  // namespace oct::project
