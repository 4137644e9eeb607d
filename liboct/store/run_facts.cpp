// Rows of `run`, `turret`, `ledger` and `rejected`, both ways.
#include "store/run_facts.hpp"

#include <oct/clock.hpp>

#include "base/text.hpp"
#include "store/health_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <map>
#include <tuple>

namespace oct::store {
namespace {

constexpr std::array<std::string_view, 4> kStates{"waiting", "running", "finished", "interrupted"};

// Of a turret, and what stands for them in a database of 0.1.0.
constexpr std::string_view kPlanColumns =
    "class, planned_cannons, open, planned_work, done_work, total_work, cut_work, left_s, end, "
    "remarks";
constexpr std::string_view kNoPlanColumns =
    "NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

measure::RunState state_of(std::string_view word) {
    for (std::size_t i = 0; i < kStates.size(); ++i)
        if (kStates[i] == word) return static_cast<measure::RunState>(i);
    return measure::RunState::Waiting;
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
    while (rows.step()) {
        std::int64_t turret_id = 0;
        rows.read(turret_id);
        auto& [ledger, verified] = ledgers[turret_id];
        rows.read(ledger.intended, ledger.skipped, ledger.fired, ledger.stored, ledger.rejected,
                  ledger.dropped, ledger.undelivered, ledger.in_flight, ledger.completed,
                  ledger.failed, ledger.skipped_no_cannon, ledger.skipped_late,
                  ledger.skipped_at_stop, verified);
    }
    return ledgers;
}

void read_work(Statement& row, std::optional<TurretWork>& work) {
    std::optional<std::uint64_t> open;
    TurretWork read;
    row.read(open, read.planned, read.done, read.total, read.cut);
    if (!open) return;
    read.open = *open != 0;
    work = read;
}

}  // namespace

void write_run(Database& database, const measure::RunFacts& run) {
    database
        .prepare(
            "INSERT OR REPLACE INTO run (id, hq, state, oct_version, configuration, interval_s, "
            "started_s, finished_s, run_time_s, received, received_failed, host, planned_s) "
            "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run.hq, kStates[static_cast<std::size_t>(run.state)], run.oct_version,
              run.configuration, run.interval, run.started, run.finished, run.run_time,
              run.received, run.received_failed, run.host, run.planned_time)
        .run();
}

void write_turret(Database& database, std::int64_t id, const TurretRecord& record) {
    const std::string updated_at = date_text(record.updated);
    const auto& work = record.work;
    const auto part = [&](auto member) {
        return work ? std::optional((*work).*member) : std::nullopt;
    };
    database
        .prepare(
            "INSERT OR REPLACE INTO turret (id, name, uuid, cannons, script, rampup, status, "
            "updated_at, reason, joined_s, updated_s, lost_s, received, rejected, load, class, "
            "planned_cannons, open, planned_work, done_work, total_work, cut_work, left_s, end, "
            "remarks) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(id, record.name, record.uuid, record.cannons, record.script, record.rampup,
              record.status, updated_at, record.reason, record.joined, record.updated, record.lost,
              record.received, record.rejected, record.load, record.of_class,
              record.planned_cannons, part(&TurretWork::open), part(&TurretWork::planned),
              part(&TurretWork::done), part(&TurretWork::total), part(&TurretWork::cut),
              record.left, record.end, record.remarks)
        .run();
    if (record.health) write_health(database, id, *record.health);
}

void write_ledger(Database& database, std::int64_t turret_id, const Ledger& ledger, bool verified) {
    database
        .prepare(
            "INSERT OR REPLACE INTO ledger (turret_id, intended, skipped, fired, stored, "
            "rejected, dropped, undelivered, in_flight, completed, failed, skipped_no_cannon, "
            "skipped_late, skipped_at_stop, verified) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(turret_id, ledger.intended, ledger.skipped, ledger.fired, ledger.stored,
              ledger.rejected, ledger.dropped, ledger.undelivered, ledger.in_flight,
              ledger.completed, ledger.failed, ledger.skipped_no_cannon, ledger.skipped_late,
              ledger.skipped_at_stop, verified)
        .run();
}

void write_rejected(Database& database, const measure::RejectedReasons& reasons) {
    Statement statement =
        database.prepare("INSERT OR REPLACE INTO rejected (reason, count) VALUES (?, ?)");
    for (const auto& [reason, count] : reasons) statement.bind(reason, count).run();
}

std::optional<measure::RunFacts> read_run(const Database& database) {
    if (!database.has_table("run")) return std::nullopt;
    Statement row = database.prepare(
        "SELECT hq, state, oct_version, configuration, interval_s, started_s, finished_s, "
        "run_time_s, received, received_failed FROM run WHERE id = 1");
    if (!row.step()) return std::nullopt;
    measure::RunFacts run;
    std::string_view state;
    row.read(run.hq, state, run.oct_version, run.configuration, run.interval, run.started,
             run.finished, run.run_time, run.received, run.received_failed);
    run.state = state_of(state);
    // Columns that earlier versions did not have.
    const auto read = [&](std::string_view column, auto& value) {
        if (!database.has_column("run", column)) return;
        Statement more = database.prepare(fmt::format("SELECT {} FROM run WHERE id = 1", column));
        if (more.step()) more.read(value);
    };
    read("host", run.host);
    read("planned_s", run.planned_time);
    return run;
}

std::vector<measure::StoredTurret> read_turrets(const Database& database) {
    std::vector<measure::StoredTurret> turrets;
    if (!database.has_table("turret")) return turrets;
    const bool ours = database.has_column("turret", "updated_s");
    const auto ledgers = read_ledgers(database);
    const auto healths = read_health(database);
    const std::string more =
        !ours
            ? "updated_at"
            : fmt::format("updated_s, reason, joined_s, lost_s, received, rejected, load, {}",
                          database.has_column("turret", "remarks") ? kPlanColumns : kNoPlanColumns);
    Statement row = database.prepare(fmt::format(
        "SELECT id, name, uuid, cannons, script, rampup, status, {} FROM turret ORDER BY id",
        more));
    while (row.step()) {
        measure::StoredTurret& turret = turrets.emplace_back();
        TurretRecord& record = turret.record;
        row.read(turret.id, record.name, record.uuid, record.cannons, record.script, record.rampup,
                 record.status);
        if (!ours) {
            std::string_view updated_at;
            row.read(updated_at);
            record.updated = date_of(updated_at);
            continue;
        }
        row.read(record.updated, record.reason, record.joined, record.lost, record.received,
                 record.rejected, record.load, record.of_class, record.planned_cannons);
        read_work(row, record.work);
        row.read(record.left, record.end, record.remarks);
        if (const auto known = healths.find(turret.id); known != healths.end())
            record.health = known->second;
        if (const auto known = ledgers.find(turret.id); known != ledgers.end())
            std::tie(turret.ledger, turret.verified) = known->second;
    }
    return turrets;
}

measure::RejectedReasons read_rejected(const Database& database) {
    measure::RejectedReasons reasons;
    if (!database.has_table("rejected")) return reasons;
    Statement row =
        database.prepare("SELECT reason, count FROM rejected ORDER BY count DESC, reason");
    while (row.step()) {
        auto& [reason, count] = reasons.emplace_back();
        row.read(reason, count);
    }
    return reasons;
}

}  // namespace oct::store
