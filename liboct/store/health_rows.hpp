// Rows of `turret_health`, both ways.
#pragma once

#include <oct/turret_status.hpp>

#include "store/database.hpp"

#include <cstdint>
#include <map>

namespace oct::store {

void write_health(Database& database, std::int64_t turret_id, const TurretHealth& health);

/// By turret_id; empty where the database has no such table. Figures with other names are of a
/// later version and left out.
[[nodiscard]] std::map<std::int64_t, TurretHealth> read_health(const Database& database);

}  // namespace oct::store
