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
        insert.bind(turret_id, name, health.*member).run();
    for (const auto& [name, member] : base::kHealthCounts)
        insert.bind(turret_id, name, static_cast<double>(health.*member)).run();
}

std::map<std::int64_t, TurretHealth> read_health(const Database& database) {
    std::map<std::int64_t, TurretHealth> all;
    if (!database.has_table("turret_health")) return all;
    Statement row = database.prepare("SELECT turret_id, figure, value FROM turret_health");
    while (row.step()) {
        std::int64_t turret_id = 0;
        std::string_view figure;
        double value = 0;
        row.read(turret_id, figure, value);
        TurretHealth& health = all[turret_id];
        for (const auto& [name, member] : base::kHealthTimes)
            if (name == figure) health.*member = base::from_seconds(value).value_or(health.*member);
        for (const auto& [name, member] : base::kHealthCounts)
            if (name == figure)
                health.*member = static_cast<std::uint64_t>(std::clamp(value, 0.0, 1e18));
    }
    return all;
}

}  // namespace oct::store
