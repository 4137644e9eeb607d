// Transactions: rows and changed facts together, so that a retry repeats both or neither.
#include "results/result_writer.hpp"

#include <oct/error.hpp>

#include "results/run_settings.hpp"
#include "store/run_events.hpp"
#include "store/schema.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::results {

using Steady = std::chrono::steady_clock;

ResultWriter::ResultWriter(const std::filesystem::path& file, measure::RunFacts run,
                           WriterOptions options, LogSink& log)
    : options_(std::move(options)),
      log_(log, "oct.store"),
      database_(store::Database::create(file)),
      reserve_(std::filesystem::absolute(file).parent_path()),
      inbox_(options_.queue_bytes, options_.give_up_after),
      run_(std::move(run)),
      stored_run_(run_) {
    store::create_schema(database_);
    store::write_run(database_, run_);
    run_changed_ = false;
    if (options_.opened) options_.opened(database_);
    rows_.emplace(database_, "result");
    warmup_rows_.emplace(database_, "warmup_result");
    aggregator_.emplace(database_, options_.aggregate, options_.count_period);
    thread_ = std::jthread([this] { work(); });
}

ResultWriter::~ResultWriter() {
    stop();
}

void ResultWriter::stop() {
    inbox_.close();
    if (thread_.joinable()) thread_.join();
}

void ResultWriter::start(const RunStart& start) {
    note_start(run_, start);
    inbox_.put(run_);
}

void ResultWriter::consume(const SampleBlock& block) {
    if (block.empty() || inbox_.put(block)) return;
    for (const Sample& sample : block.samples())
        ++refused_[{std::string(block.name(sample.turret)),
                    std::string(block.name(sample.turret_uuid))}];
}

void ResultWriter::finish(const RunOutcome& outcome) {
    if (!thread_.joinable()) return;
    note_end(run_, outcome);
    outcome_ = outcome;
    stop();
}

// The life of the thread. A trouble that lasts never ends the loop before close() was called.
void ResultWriter::work() {
    Inbox::Work incoming;
    for (bool closed = false; !closed;) {
        closed = inbox_.take(incoming, options_.transaction_rows, options_.flush_after,
                             aggregator_->next_write());
        receive(incoming);
        if (!write_all(closed)) give_up();
    }
    settle();
}

void ResultWriter::receive(Inbox::Work& work) {
    for (auto& block : work.blocks) held_.push_back(std::move(block));
    for (const TurretRecord& record : work.turrets) turrets_.update(record);
    if (work.run) {
        stored_run_ = *work.run;
        aggregator_->counter().start(stored_run_.started);
        run_changed_ = true;
    }
    work = {};
}

// False when the time for it is over. While the run lasts there is always another second.
bool ResultWriter::write_all(bool closed) {
    SteadyTime give_up_at = Steady::now() + options_.give_up_after;
    while (true) {
        if (write_transaction()) {
            give_up_at = Steady::now() + options_.give_up_after;
            if (held_.empty()) return true;
            continue;
        }
        if (closed && Steady::now() >= give_up_at) return false;
        if (!closed) give_up_at = Steady::now() + options_.give_up_after;
        inbox_.pause(
            std::min<std::chrono::nanoseconds>(options_.retry_after, options_.give_up_after));
        Inbox::Work incoming;
        closed = inbox_.take(incoming, 0, {});
        receive(incoming);
    }
}

bool ResultWriter::write_transaction() {
    std::size_t rows = 0;
    try {
        store::Transaction transaction(database_);
        if (aggregator_->next_write().value_or(SteadyTime::max()) <= Steady::now())
            aggregator_->write(database_);
        rows = add_rows();
        for (const KnownTurret& turret : turrets_.turrets())
            if (turret.changed) store::write_turret(database_, turret.id, turret.record);
        if (run_changed_) store::write_run(database_, stored_run_);
        transaction.commit();
    } catch (const std::exception& error) {
        rows_->discard();
        warmup_rows_->discard();
        aggregator_->not_written();
        complain(error.what());
        if (options_.trouble) options_.trouble(database_);
        return false;
    }
    committed(rows);
    if (failures_ != 0)
        log_.info(fmt::format("{}: written again after {} failed attempts, nothing is lost",
                              database_.file(), std::exchange(failures_, 0)));
    return true;
}

std::size_t ResultWriter::add_rows() {
    std::size_t rows = 0;
    std::size_t skip = done_;
    for (const auto& block : held_) {
        turrets_.new_block(*block);
        for (const Sample& sample : block->samples().subspan(std::exchange(skip, 0))) {
            if (rows == options_.transaction_rows) break;
            ++rows;
            if (!options_.aggregate.rows_kept) continue;
            store::RowWriter& table = sample.warmup ? *warmup_rows_ : *rows_;
            table.add(*block, sample, turrets_.sender(*block, sample).id);
        }
        if (rows == options_.transaction_rows) break;
    }
    rows_->flush();
    warmup_rows_->flush();
    return rows;
}

// The next `rows` rows: now, and not before, they count as stored. Nothing here may fail, because
// what fails is tried again.
void ResultWriter::committed(std::size_t rows) noexcept {
    aggregator_->written(Steady::now());
    for (KnownTurret& turret : turrets_.turrets()) turret.changed = false;
    run_changed_ = false;
    stored_ += rows;
    while (!held_.empty()) {
        const std::size_t part = std::min(rows, held_.front()->size() - done_);
        count(*held_.front(), done_, part);
        rows -= part;
        done_ += part;
        if (done_ < held_.front()->size()) return;
        done_ = 0;
        std::unique_ptr<SampleBlock> block = std::move(held_.front());
        held_.pop_front();
        inbox_.give_back(std::move(block));
    }
}

void ResultWriter::count(const SampleBlock& block, std::size_t from, std::size_t rows) noexcept {
    try {
        if (options_.counting) options_.counting();
        turrets_.new_block(block);
        aggregator_->counter().new_block(block);
        for (const Sample& sample : block.samples().subspan(from, rows)) {
            KnownTurret& turret = turrets_.sender(block, sample);
            ++(sample.failed() ? turret.tally.failed : turret.tally.completed);
            aggregator_->counter().add(block, sample, turret.id);
        }
    } catch (...) {
        aggregator_->fail();
    }
}

void ResultWriter::give_up() {
    std::uint64_t lost = 0;
    for (const auto& block : held_) {
        turrets_.new_block(*block);
        for (const Sample& sample : block->samples().subspan(std::exchange(done_, 0))) {
            ++turrets_.sender(*block, sample).tally.unstored;
            ++lost;
        }
    }
    held_.clear();
    log_.error(fmt::format("{}: gave up; {} results could not be stored", database_.file(), lost));
}

// After close(): the ledgers and the end of the run, then one portable file. On a disk that is full
// there is the reserve for it, and the log, whose pages have gone to the file before the second
// attempt.
void ResultWriter::settle() {
    reserve_.release();
    if (outcome_) write_counts();
    try {
        if (outcome_ && !try_write_ledgers()) {
            database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            write_ledgers();
        }
    } catch (const std::exception& error) {
        log_.error(fmt::format("{}; the end of the run could not be written", error.what()));
    }
    make_portable();
}

void ResultWriter::make_portable() {
    try {
        rows_.reset();
        warmup_rows_.reset();
        database_.make_portable();
    } catch (const std::exception& error) {
        log_.error(
            fmt::format("{}; a part of the results stays in {}-wal: keep both files together",
                        error.what(), database_.file()));
    }
}

bool ResultWriter::try_write_ledgers() {
    try {
        write_ledgers();
        return true;
    } catch (const StoreError& error) {
        complain(error.what());
        return false;
    }
}

void ResultWriter::write_ledgers() {
    for (const TurretRecord& record : outcome_->turrets) turrets_.update(record);
    for (const auto& [who, count] : refused_)
        turrets_.find_or_add(who.first, who.second).tally.unstored += count;
    refused_.clear();  // once, also when all this is tried again
    store::Transaction transaction(database_);
    std::uint64_t unstored = 0;
    for (const KnownTurret& turret : turrets_.turrets()) {
        unstored += turret.tally.unstored;
        const Account account = account_of(turret.record, turret.tally, run_.hq);
        store::write_turret(database_, turret.id, turret.record);
        store::write_ledger(database_, turret.id, account.ledger, account.verified);
    }
    measure::RejectedReasons reasons = outcome_->rejected;
    if (unstored != 0) reasons.emplace_back(kNotStored, unstored);
    store::write_rejected(database_, reasons);
    store::write_events(database_, {outcome_->aborted_by, outcome_->clock_steps});
    store::write_run(database_, run_);
    transaction.commit();
}

// Where there is no room for them the report counts the rows; without rows they are lost.
void ResultWriter::write_counts() {
    try {
        store::Transaction transaction(database_);
        aggregator_->write(database_);
        transaction.commit();
        aggregator_->written(Steady::now());
        return;
    } catch (const std::exception& error) {
        complain(error.what());
    }
    if (options_.aggregate.rows_kept) return;
    for (const auto& [id, rows] : aggregator_->counts().turrets_by_id()) {
        TurretTally& tally = turrets_.turrets()[static_cast<std::size_t>(id) - 1].tally;
        tally.take_back(rows.completed, rows.failed);
    }
}

void ResultWriter::complain(const std::string& what) {
    ++failures_;
    if (!complaints_.allow(Steady::now())) return;
    std::size_t waiting = 0;
    for (const auto& block : held_) waiting += block->size();
    log_.warning(fmt::format("{}; {} results are kept in memory and tried again", what,
                             waiting - std::min(waiting, done_)));
}

}  // namespace oct::results
