// The tables. `result` and `turret` begin with the columns that other tools read, in their order;
// what follows them is ours and may be NULL. Times in columns named *_s are seconds, those since
// 1970 in UTC. The tables from `aggregate` on keep counts, so that a report needs no row: of the
// results up to the id `covers`, committed together with it. application_id spells "OCT0";
// user_version counts changes of this schema.
#include "store/schema.hpp"

#include <oct/error.hpp>

#include "store/transaction.hpp"

#include <fmt/format.h>

namespace oct::store {
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
CREATE TABLE warmup_result (
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
    rejected INTEGER,
    load TEXT,
    class TEXT,
    planned_cannons INTEGER,
    open INTEGER,
    planned_work INTEGER,
    done_work INTEGER,
    total_work INTEGER,
    cut_work INTEGER,
    left_s REAL,
    end TEXT,
    remarks TEXT
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
    received_failed INTEGER,
    host TEXT,
    planned_s REAL
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
    skipped_no_cannon INTEGER NOT NULL,
    skipped_late INTEGER NOT NULL,
    skipped_at_stop INTEGER NOT NULL,
    verified INTEGER NOT NULL
);
CREATE TABLE turret_health (
    turret_id INTEGER NOT NULL REFERENCES turret (id),
    figure TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (turret_id, figure)
);
CREATE TABLE rejected (
    reason TEXT PRIMARY KEY,
    count INTEGER NOT NULL
);
CREATE TABLE bad_value (
    timer TEXT PRIMARY KEY,
    count INTEGER NOT NULL
);
CREATE TABLE aggregate (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    interval_s REAL NOT NULL,
    run_time_s REAL NOT NULL,
    samples TEXT NOT NULL CHECK (samples IN ('all', 'summary')),
    covers INTEGER NOT NULL,
    covers_warmup INTEGER NOT NULL,
    results INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    timers INTEGER NOT NULL,
    warmup INTEGER NOT NULL,
    bad_rows INTEGER NOT NULL,
    bad_timers INTEGER NOT NULL,
    clocks_off INTEGER NOT NULL,
    further_timers INTEGER NOT NULL,
    first_start_s REAL,
    last_end_s REAL,
    last_offset_s REAL NOT NULL,
    first_intended_s REAL
);
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    class TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('transactions', 'lag', 'timer', 'response')),
    timer TEXT NOT NULL,
    UNIQUE (kind, timer, class)
);
CREATE TABLE histogram (
    series_id INTEGER NOT NULL REFERENCES series (id),
    interval INTEGER NOT NULL,
    count INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    seconds BLOB NOT NULL,
    buckets BLOB NOT NULL,
    failed BLOB,
    PRIMARY KEY (series_id, interval)
);
CREATE TABLE points (
    id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL REFERENCES series (id),
    points BLOB NOT NULL
);
CREATE INDEX points_of_series ON points (series_id);
CREATE TABLE second (
    second INTEGER PRIMARY KEY,
    results INTEGER NOT NULL,
    errors INTEGER NOT NULL
);
CREATE TABLE error (
    id INTEGER PRIMARY KEY,
    message TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_s REAL NOT NULL,
    last_s REAL NOT NULL,
    turret TEXT NOT NULL
);
CREATE TABLE turret_results (
    turret_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    warmup INTEGER NOT NULL,
    first_s REAL,
    last_s REAL,
    responses_s REAL
);
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at_s REAL NOT NULL,
    size_s REAL NOT NULL,
    text TEXT NOT NULL
);
)";

}  // namespace

void create_schema(Database& database) {
    database.execute("PRAGMA application_id = 0x4F435430");
    database.execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = NORMAL");
    Transaction transaction(database);
    database.execute(kTables);
    transaction.commit();
}

void require_schema(const Database& database) {
    if (!database.has_table("result") && database.lacks_log())
        throw StoreError(
            fmt::format("{0}: its results are in {0}-wal, which is not beside it: "
                        "copy both files together",
                        database.file()));
    if (!database.has_table("result"))
        throw StoreError(database.file() + ": not a results database: it has no table `result`");
    Statement version = database.prepare("PRAGMA user_version");
    if (version.step() && version.integer(0) > kSchemaVersion)
        throw StoreError(fmt::format(
            "{}: written by a later version of oct (schema {}, this one reads up to {})",
            database.file(), version.integer(0), kSchemaVersion));
}

}  // namespace oct::store
