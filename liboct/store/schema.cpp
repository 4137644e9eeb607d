// The tables. `result` and `turret` begin with the columns that other tools read, in their order;
// what follows them is ours and may be NULL. Times in columns named *_s are seconds, those since
// 1970 in UTC. application_id spells "OCT0"; user_version counts changes of this schema.
#include "store/schema.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

namespace oct {
namespace {

constexpr std::string_view kTables = R"(
CREATE TABLE result (
    id INTEGER PRIMARY KEY,
    error TEXT NOT NULL,
    scriptrun_time REAL NOT NULL,
    elapsed REAL NOT NULL,
    epoch REAL NOT NULL,
    custom_timers TEXT NOT NULL,
    turret_name VARCHAR(255) NOT NULL,
    lag REAL,
    turret_id INTEGER
);
CREATE TABLE turret (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    uuid TEXT NOT NULL,
    cannons INTEGER NOT NULL,
    script TEXT NOT NULL,
    rampup INTEGER NOT NULL,
    status TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    reason TEXT,
    joined_s REAL,
    updated_s REAL,
    lost_s REAL,
    received INTEGER,
    rejected INTEGER
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    hq TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'finished', 'interrupted')),
    oct_version TEXT NOT NULL,
    configuration TEXT NOT NULL,
    interval_s REAL NOT NULL,
    started_s REAL,
    finished_s REAL,
    run_time_s REAL,
    received INTEGER,
    received_failed INTEGER
);
CREATE TABLE ledger (
    turret_id INTEGER PRIMARY KEY REFERENCES turret (id),
    intended INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    fired INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    undelivered INTEGER NOT NULL,
    in_flight INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    verified INTEGER NOT NULL
);
CREATE TABLE rejected (
    reason TEXT PRIMARY KEY,
    count INTEGER NOT NULL
);
)";

}  // namespace

void create_schema(Database& database) {
    database.execute("PRAGMA application_id = 0x4F435430");
    database.execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = NORMAL");
    database.execute("BEGIN");
    database.execute(kTables);
    database.execute("COMMIT");
}

void require_schema(const Database& database) {
    if (!database.has_table("result"))
        throw StoreError(database.file() + ": not a results database: it has no table `result`");
    Statement version = database.prepare("PRAGMA user_version");
    if (version.step() && version.integer(0) > kSchemaVersion)
        throw StoreError(fmt::format(
            "{}: written by a later version of oct (schema {}, this one reads up to {})",
            database.file(), version.integer(0), kSchemaVersion));
}

}  // namespace oct
