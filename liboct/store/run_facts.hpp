// What a results database says of its run beside the rows: the run itself, turrets, ledgers.
#pragma once

#include <oct/clock.hpp>
#include <oct/ledger.hpp>
#include <oct/turret_status.hpp>

#include "store/database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oct::store {

enum class RunState { Waiting, Running, Finished, Interrupted };

/// The one row of `run`.
struct RunFacts {
    std::string hq;
    RunState state = RunState::Waiting;
    std::string oct_version;
    std::string configuration;  ///< JSON
    std::string host;           ///< name and system of the HQ's machine
    std::chrono::nanoseconds interval{};
    std::optional<WallTime> started;
    std::optional<WallTime> finished;
    std::chrono::nanoseconds run_time{};
    std::uint64_t received = 0;
    std::uint64_t received_failed = 0;
};

/// A row of `turret` and, once the run is over, its row of `ledger`.
struct StoredTurret {
    std::int64_t id = 0;
    TurretRecord record;
    std::optional<Ledger> ledger;
    bool verified = false;
};

using RejectedReasons = std::vector<std::pair<std::string, std::uint64_t>>;

void write_run(Database& database, const RunFacts& run);
/// Inserts or replaces the row with this id.
void write_turret(Database& database, std::int64_t id, const TurretRecord& record);
void write_ledger(Database& database, std::int64_t turret_id, const Ledger& ledger, bool verified);
void write_rejected(Database& database, const RejectedReasons& reasons);

/// Nothing in a database that has no such table: it was written by the Python version.
[[nodiscard]] std::optional<RunFacts> read_run(const Database& database);
[[nodiscard]] std::vector<StoredTurret> read_turrets(const Database& database);
[[nodiscard]] RejectedReasons read_rejected(const Database& database);

}  // namespace oct::store
