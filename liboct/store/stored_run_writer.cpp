// One connection, one transaction at a time; a reserve on the disk for the end of the run.
#include "store/stored_run_writer.hpp"

#include <oct/error.hpp>

#include "store/run_events.hpp"
#include "store/run_facts.hpp"
#include "store/schema.hpp"
#include "store/stored_run.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace oct::store {
namespace {

Database create(const std::filesystem::path& file) {
    Database database = Database::create(file);
    create_schema(database);
    return database;
}

}  // namespace

StoredRunWriter::StoredRunWriter(const std::filesystem::path& file,
                                 const measure::AggregateFacts& counted)
    : database_(create(file)),
      reserve_(std::filesystem::absolute(file).parent_path()),
      rows_(std::in_place, database_, "result"),
      warmup_rows_(std::in_place, database_, "warmup_result"),
      counts_(database_, counted),
      rows_kept_(counted.rows_kept) {}

void StoredRunWriter::transact(const std::function<void()>& write) {
    require_same_file();
    try {
        Transaction transaction(database_);
        write();
        rows_->flush();
        warmup_rows_->flush();
        transaction.commit();
    } catch (...) {
        rows_->discard();
        warmup_rows_->discard();
        throw;
    }
}

// What is written to a file that was deleted goes nowhere, and no error tells of it.
void StoredRunWriter::require_same_file() const {
    if (database_.has_moved())
        throw StoreError(
            fmt::format("{}: deleted, moved or replaced during the run: unless it is put back, its "
                        "results are lost",
                        file()));
}

void StoredRunWriter::add(const SampleBlock& block, std::span<const Sample> samples,
                          std::span<const std::int64_t> turret_ids) {
    if (!rows_kept_) return;
    for (std::size_t i = 0; i < samples.size(); ++i)
        (samples[i].in_warmup ? *warmup_rows_ : *rows_).add(block, samples[i], turret_ids[i]);
}

void StoredRunWriter::forget_counts() {
    database_.execute("DELETE FROM aggregate");
}

void StoredRunWriter::write(const measure::RunFacts& run) {
    write_run(database_, run);
}

void StoredRunWriter::write(const measure::StoredTurret& turret) {
    write_turret(database_, turret.id, turret.record);
    if (turret.ledger) write_ledger(database_, turret.id, *turret.ledger, turret.verified);
}

void StoredRunWriter::write(const measure::RejectedReasons& reasons) {
    write_rejected(database_, reasons);
}

void StoredRunWriter::write(const measure::RunEvents& events) {
    write_events(database_, events);
}

// The pages of the write-ahead log go to the file; the log is empty then.
void StoredRunWriter::make_room() {
    database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

void StoredRunWriter::close() {
    try {
        rows_.reset();
        warmup_rows_.reset();
        if (database_.has_moved()) return database_.abandon();
        database_.make_portable();
    } catch (const std::exception& error) {
        throw StoreError(
            fmt::format("{}; a part of the results stays in {}-wal: keep both files together",
                        error.what(), file()));
    }
}

std::unique_ptr<measure::RunReader> StoredRunWriter::read(
    std::optional<measure::ClosingFacts> closing) const {
    require_same_file();
    return std::make_unique<StoredRun>(file(), std::move(closing));
}

}  // namespace oct::store
