// Databases as version 0.1.0 wrote them.
#pragma once

#include "measure/buckets.hpp"
#include "measure/count_blobs.hpp"
#include "store/database.hpp"
#include "store/transaction.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace oct::testing {

/// The interval that something after the stop would have been counted in.
inline std::int64_t interval_of(const store::Statement& row, std::chrono::seconds length) {
    if (row.integer(1) >= 0) return row.integer(1);
    std::vector<measure::SecondCount> seconds;
    if (!measure::decode(row.blob(4), seconds)) return 0;
    return seconds.front().second / length.count();
}

/// Makes a database of this version one of 0.1.0: no classes, and succeeded and failed transactions
/// in the same histograms. What ended after the stop must have ended within one interval that holds
/// nothing else. `interval`: that of the counts.
inline void make_old(const std::filesystem::path& file, std::chrono::seconds interval) {
    store::Database database = store::Database::open(file);
    database.execute("PRAGMA query_only = OFF");
    store::Transaction transaction(database);
    database.execute(R"(
        CREATE TABLE old_series (id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('transactions', 'lag', 'timer')),
            timer TEXT NOT NULL, UNIQUE (kind, timer));
        INSERT INTO old_series SELECT id, kind, timer FROM series;
        CREATE TABLE old_histogram (series_id INTEGER NOT NULL, interval INTEGER NOT NULL,
            count INTEGER NOT NULL, errors INTEGER NOT NULL, seconds BLOB NOT NULL,
            buckets BLOB NOT NULL, PRIMARY KEY (series_id, interval));)");
    store::Statement row = database.prepare(
        "SELECT series_id, interval, kind = 'timer', errors, seconds, buckets, failed FROM "
        "histogram JOIN series ON series.id = series_id");
    store::Statement write =
        database.prepare("INSERT INTO old_histogram VALUES (?, ?, ?, ?, ?, ?)");
    while (row.step()) {
        Histogram both = measure::Buckets::decode(row.blob(5)).value();
        if (!row.is_null(6)) both.merge(measure::Buckets::decode(row.blob(6)).value());
        std::string buckets;
        measure::Buckets::encode(both, buckets);
        const std::string seconds(row.blob(4));
        const std::int64_t errors = row.integer(2) != 0 ? 0 : row.integer(3);
        write
            .bind(row.integer(0), interval_of(row, interval), both.count(), errors,
                  store::Blob{seconds}, store::Blob{buckets})
            .run();
    }
    row.reset();
    database.execute(R"(
        DROP TABLE histogram; ALTER TABLE old_histogram RENAME TO histogram;
        DROP TABLE series; ALTER TABLE old_series RENAME TO series;
        ALTER TABLE turret DROP COLUMN class; ALTER TABLE run DROP COLUMN planned_s;
        ALTER TABLE turret DROP COLUMN planned_cannons; ALTER TABLE turret DROP COLUMN open;
        ALTER TABLE turret DROP COLUMN planned_work; ALTER TABLE turret DROP COLUMN done_work;
        ALTER TABLE turret DROP COLUMN total_work; ALTER TABLE turret DROP COLUMN cut_work;
        ALTER TABLE turret DROP COLUMN remarks;
        ALTER TABLE turret_results DROP COLUMN responses_s;
        ALTER TABLE turret DROP COLUMN left_s; ALTER TABLE turret DROP COLUMN end;
        DELETE FROM event WHERE kind IN ('end', 'drain passed');
        PRAGMA user_version = 1)");
    transaction.commit();
}

}  // namespace oct::testing
