// Rows of `run`, `turret`, `ledger` and `rejected`, both ways.
#include "store/run_facts.hpp"

#include "base/seconds.hpp"
#include "base/text.hpp"
#include "store/health_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <tuple>

namespace oct::store {
namespace {

constexpr std::array<std::string_view, 4> kStates{"waiting", "running", "finished", "interrupted"};

RunState state_of(std::string_view word) {
    for (std::size_t i = 0; i < kStates.size(); ++i)
        if (kStates[i] == word) return static_cast<RunState>(i);
    return RunState::Waiting;
}

WallTime wall(double seconds) {
    return WallTime(base::from_seconds(seconds).value_or(std::chrono::nanoseconds::zero()));
}

std::optional<WallTime> optional_wall(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return wall(row.real(column));
}

void bind_optional(Statement& statement, int index, const std::optional<WallTime>& moment) {
    if (moment)
        statement.bind(index, base::to_seconds(*moment));
    else
        statement.bind_null(index);
}

// As the Python version writes it: local time with microseconds.
std::string date_text(WallTime moment) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
        moment.time_since_epoch() % std::chrono::seconds(1));
    return fmt::format("{}.{:06}", local_time_text(moment), micros.count());
}

WallTime date_of(std::string_view text) {
    std::tm local{};
    if (::strptime(std::string(text).c_str(), "%Y-%m-%d %H:%M:%S", &local) == nullptr) return {};
    local.tm_isdst = -1;  // the file does not say; the system's rules do
    return std::chrono::floor<std::chrono::seconds>(
        std::chrono::system_clock::from_time_t(std::mktime(&local)));
}

std::uint64_t count_of(const Statement& row, int column) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(row.integer(column), 0));
}

std::map<std::int64_t, std::pair<Ledger, bool>> read_ledgers(const Database& database) {
    std::map<std::int64_t, std::pair<Ledger, bool>> ledgers;
    if (!database.has_table("ledger")) return ledgers;
    const std::string causes = database.has_column("ledger", "skipped_late")
                                   ? "skipped_no_cannon, skipped_late, skipped_at_stop"
                                   : "0, 0, 0";
    Statement rows = database.prepare(
        "SELECT turret_id, intended, skipped, fired, stored, rejected, dropped, undelivered, "
        "in_flight, completed, failed, " +
        causes + ", verified FROM ledger");
    while (rows.step())
        ledgers[rows.integer(0)] = {
            {count_of(rows, 1), count_of(rows, 2), count_of(rows, 3), count_of(rows, 4),
             count_of(rows, 5), count_of(rows, 6), count_of(rows, 7), count_of(rows, 8),
             count_of(rows, 9), count_of(rows, 10), count_of(rows, 11), count_of(rows, 12),
             count_of(rows, 13)},
            rows.integer(14) != 0};
    return ledgers;
}

}  // namespace

void write_run(Database& database, const RunFacts& run) {
    Statement statement = database.prepare(
        "INSERT OR REPLACE INTO run (id, hq, state, oct_version, configuration, interval_s, "
        "started_s, finished_s, run_time_s, received, received_failed, host) "
        "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statement.bind(1, run.hq);
    statement.bind(2, kStates[static_cast<std::size_t>(run.state)]);
    statement.bind(3, run.oct_version);
    statement.bind(4, run.configuration);
    statement.bind(5, base::to_seconds(run.interval));
    bind_optional(statement, 6, run.started);
    bind_optional(statement, 7, run.finished);
    statement.bind(8, base::to_seconds(run.run_time));
    statement.bind(9, static_cast<std::int64_t>(run.received));
    statement.bind(10, static_cast<std::int64_t>(run.received_failed));
    statement.bind(11, run.host);
    statement.run();
}

void write_turret(Database& database, std::int64_t id, const TurretRecord& record) {
    Statement statement = database.prepare(
        "INSERT OR REPLACE INTO turret (id, name, uuid, cannons, script, rampup, status, "
        "updated_at, reason, joined_s, updated_s, lost_s, received, rejected, load) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const std::string updated_at = date_text(record.updated);
    statement.with(id, record.last.turret, record.last.uuid, record.last.cannons,
                   record.last.script, record.last.rampup_s, record.last.status, updated_at,
                   record.last.reason, base::to_seconds(record.joined),
                   base::to_seconds(record.updated));
    bind_optional(statement, 12, record.lost);
    statement.bind(13, static_cast<std::int64_t>(record.received));
    statement.bind(14, static_cast<std::int64_t>(record.rejected));
    statement.bind(15, record.last.load);
    statement.run();
    if (record.last.health) write_health(database, id, *record.last.health);
}

void write_ledger(Database& database, std::int64_t turret_id, const Ledger& ledger, bool verified) {
    database
        .prepare(
            "INSERT OR REPLACE INTO ledger (turret_id, intended, skipped, fired, stored, "
            "rejected, dropped, undelivered, in_flight, completed, failed, skipped_no_cannon, "
            "skipped_late, skipped_at_stop, verified) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(turret_id, ledger.intended, ledger.skipped, ledger.fired, ledger.stored,
              ledger.rejected, ledger.dropped, ledger.undelivered, ledger.in_flight,
              ledger.completed, ledger.failed, ledger.skipped_no_cannon, ledger.skipped_late,
              ledger.skipped_at_stop, verified)
        .run();
}

void write_rejected(Database& database, const RejectedReasons& reasons) {
    Statement statement =
        database.prepare("INSERT OR REPLACE INTO rejected (reason, count) VALUES (?, ?)");
    for (const auto& [reason, count] : reasons) statement.with(reason, count).run();
}

std::optional<RunFacts> read_run(const Database& database) {
    if (!database.has_table("run")) return std::nullopt;
    Statement row = database.prepare(
        "SELECT hq, state, oct_version, configuration, interval_s, started_s, finished_s, "
        "run_time_s, received, received_failed FROM run WHERE id = 1");
    if (!row.step()) return std::nullopt;
    RunFacts run;
    run.hq = row.text(0);
    run.state = state_of(row.text(1));
    run.oct_version = row.text(2);
    run.configuration = row.text(3);
    run.interval = base::from_seconds(row.real(4)).value_or(std::chrono::nanoseconds::zero());
    run.started = optional_wall(row, 5);
    run.finished = optional_wall(row, 6);
    run.run_time = base::from_seconds(row.real(7)).value_or(std::chrono::nanoseconds::zero());
    run.received = count_of(row, 8);
    run.received_failed = count_of(row, 9);
    if (database.has_column("run", "host")) {
        Statement host = database.prepare("SELECT host FROM run WHERE id = 1");
        if (host.step()) run.host = host.text(0);
    }
    return run;
}

std::vector<StoredTurret> read_turrets(const Database& database) {
    std::vector<StoredTurret> turrets;
    if (!database.has_table("turret")) return turrets;
    const bool ours = database.has_column("turret", "updated_s");
    const auto ledgers = read_ledgers(database);
    const auto healths = read_health(database);
    Statement row = database.prepare(
        ours ? "SELECT id, name, uuid, cannons, script, rampup, status, updated_at, reason, "
               "joined_s, updated_s, lost_s, received, rejected, load FROM turret ORDER BY id"
             : "SELECT id, name, uuid, cannons, script, rampup, status, updated_at FROM turret "
               "ORDER BY id");
    while (row.step()) {
        StoredTurret& turret = turrets.emplace_back();
        turret.id = row.integer(0);
        TurretRecord& record = turret.record;
        record.last.turret = row.text(1);
        record.last.uuid = row.text(2);
        record.last.cannons = count_of(row, 3);
        record.last.script = row.text(4);
        record.last.rampup_s = row.real(5);
        record.last.status = row.text(6);
        record.updated = ours ? wall(row.real(10)) : date_of(row.text(7));
        if (!ours) continue;
        record.last.reason = row.text(8);
        record.joined = wall(row.real(9));
        record.lost = optional_wall(row, 11);
        record.received = count_of(row, 12);
        record.rejected = count_of(row, 13);
        record.last.load = row.text(14);
        if (const auto known = healths.find(turret.id); known != healths.end())
            record.last.health = known->second;
        if (const auto known = ledgers.find(turret.id); known != ledgers.end())
            std::tie(turret.ledger, turret.verified) = known->second;
    }
    return turrets;
}

RejectedReasons read_rejected(const Database& database) {
    RejectedReasons reasons;
    if (!database.has_table("rejected")) return reasons;
    Statement row =
        database.prepare("SELECT reason, count FROM rejected ORDER BY count DESC, reason");
    while (row.step()) reasons.emplace_back(row.text(0), count_of(row, 1));
    return reasons;
}

}  // namespace oct::store
