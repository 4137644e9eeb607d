// A row for each figure: a later version may have more of them.
#include "store/health_rows.hpp"

#include "base/health_fields.hpp"
#include "base/seconds.hpp"

#include <algorithm>

namespace oct::store {

void write_health(Database& database, std::int64_t turret_id, const TurretHealth& health) {
    Statement insert = database.prepare(
        "INSERT OR REPLACE INTO turret_health (turret_id, figure, value) VALUES (?, ?, ?)");
    for (const auto& [name, member] : base::kHealthTimes)
        insert.with(turret_id, name, base::to_seconds(health.*member)).run();
    for (const auto& [name, member] : base::kHealthCounts)
        insert.with(turret_id, name, static_cast<double>(health.*member)).run();
}

std::map<std::int64_t, TurretHealth> read_health(const Database& database) {
    std::map<std::int64_t, TurretHealth> all;
    if (!database.has_table("turret_health")) return all;
    Statement row = database.prepare("SELECT turret_id, figure, value FROM turret_health");
    while (row.step()) {
        TurretHealth& health = all[row.integer(0)];
        for (const auto& [name, member] : base::kHealthTimes)
            if (name == row.text(1))
                health.*member = base::from_seconds(row.real(2)).value_or(health.*member);
        for (const auto& [name, member] : base::kHealthCounts)
            if (name == row.text(1))
                health.*member = static_cast<std::uint64_t>(std::clamp(row.real(2), 0.0, 1e18));
    }
    return all;
}

}  // namespace oct::store
