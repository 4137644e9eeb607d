// What a results database says of its run beside the rows: the run itself, turrets, ledgers.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret_status.hpp>

#include "measure/run_record.hpp"
#include "store/database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oct::store {

void write_run(Database& database, const measure::RunFacts& run);
/// Inserts or replaces the row with this id.
void write_turret(Database& database, std::int64_t id, const TurretRecord& record);
void write_ledger(Database& database, std::int64_t turret_id, const Ledger& ledger, bool verified);
void write_rejected(Database& database, const measure::RejectedReasons& reasons);

/// Nothing in a database that has no such table: it was written by the Python version.
[[nodiscard]] std::optional<measure::RunFacts> read_run(const Database& database);
[[nodiscard]] std::vector<measure::StoredTurret> read_turrets(const Database& database);
[[nodiscard]] measure::RejectedReasons read_rejected(const Database& database);

}  // namespace oct::store
