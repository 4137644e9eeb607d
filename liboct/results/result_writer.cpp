// Transactions: rows and changed facts together, so that a retry repeats both or neither.
#include "results/result_writer.hpp"

#include <oct/error.hpp>

#include "results/closing_facts.hpp"
#include "results/run_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace oct::results {

using Steady = std::chrono::steady_clock;

ResultWriter::ResultWriter(std::unique_ptr<measure::RunWriter> writer, measure::RunFacts run,
                           WriterOptions options, LogSink& log)
    : options_(std::move(options)),
      log_(log, "oct.store"),
      writer_(std::move(writer)),
      inbox_(options_.queue_bytes, options_.give_up_after),
      run_(std::move(run)),
      aggregator_(options_.aggregate, options_.count_period),
      stored_run_(run_) {
    writer_->write(run_);
    writer_->wait_at_most(options_.retry_after);
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
    if (block.empty()) return;
    const bool refused = !inbox_.put(block);
    if (refused && !refusing_)
        log_.error(fmt::format("{}: too many results wait to be written: more are lost from now on",
                               writer_->file()));
    refusing_ = refused;
    if (!refused) return;
    refused_in_all_ += block.size();
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
                             aggregator_.next_write());
        receive(incoming);
        if (!write_all(closed)) give_up();
    }
    settle();
}

void ResultWriter::receive(Inbox::Work& work) {
    auto said = work.turrets.begin();
    for (std::size_t i = 0; i <= work.blocks.size(); ++i) {
        for (; said != work.turrets.end() && said->blocks == i; ++said)
            turrets_.update(said->turret);
        if (i == work.blocks.size()) break;
        Held& held = held_.emplace_back(Held{std::move(work.blocks[i]), {}});
        turrets_.file(*held.block, held.turret_ids);
    }
    if (work.run) {
        stored_run_ = *work.run;
        aggregator_.counter().start(stored_run_.started);
        run_changed_ = true;
    }
    if (work.stop) aggregator_.counter().stop(*work.stop);
    work = {};
}

// False when the time for it is over. While the run lasts there is always another second.
bool ResultWriter::write_all(bool closed) {
    while (true) {
        if (closed) writer_->wait_at_most(time_left());
        if (write_transaction()) {
            if (held_.empty()) return true;
            continue;
        }
        if (closed && time_left() == std::chrono::nanoseconds::zero()) return false;
        inbox_.pause(
            std::min<std::chrono::nanoseconds>(options_.retry_after, options_.give_up_after));
        Inbox::Work incoming;
        closed = inbox_.take(incoming, 0, {});
        receive(incoming);
    }
}

std::chrono::nanoseconds ResultWriter::time_left() const {
    if (!trouble_since_) return options_.give_up_after;
    const auto left = *trouble_since_ + options_.give_up_after - Steady::now();
    return std::max(left, std::chrono::nanoseconds::zero());
}

bool ResultWriter::write_transaction() {
    std::size_t rows = 0;
    const bool written = attempt([&] {
        if (aggregator_.next_write().value_or(SteadyTime::max()) <= Steady::now())
            aggregator_.write(*writer_);
        rows = add_rows();
        for (const KnownTurret& turret : turrets_.turrets())
            if (turret.changed)
                writer_->write(measure::StoredTurret{turret.id, turret.record, {}, false});
        if (run_changed_) writer_->write(stored_run_);
    });
    if (!written) {
        aggregator_.not_written();
        if (options_.trouble) options_.trouble();
        return false;
    }
    committed(rows);
    trouble_over();
    return true;
}

std::size_t ResultWriter::add_rows() {
    std::size_t rows = 0;
    std::size_t skip = done_;
    for (const Held& held : held_) {
        const std::size_t from = std::exchange(skip, 0);
        const std::size_t part =
            std::min(held.turret_ids.size() - from, options_.transaction_rows - rows);
        writer_->add(*held.block, held.block->samples().subspan(from, part),
                     std::span(held.turret_ids).subspan(from, part));
        rows += part;
        if (rows == options_.transaction_rows) break;
    }
    return rows;
}

// The next `rows` rows: now, and not before, they count as stored. Nothing here may fail, because
// what fails is tried again.
void ResultWriter::committed(std::size_t rows) noexcept {
    aggregator_.written(Steady::now());
    for (KnownTurret& turret : turrets_.turrets()) turret.changed = false;
    run_changed_ = false;
    stored_ += rows;
    while (!held_.empty()) {
        const std::size_t part = std::min(rows, held_.front().block->size() - done_);
        count(part);
        rows -= part;
        done_ += part;
        if (done_ < held_.front().block->size()) return;
        done_ = 0;
        std::unique_ptr<SampleBlock> block = std::move(held_.front().block);
        held_.pop_front();
        inbox_.give_back(std::move(block));
    }
}

// The next of the first block that is held.
void ResultWriter::count(std::size_t rows) noexcept {
    try {
        if (options_.counting) options_.counting();
        const Held& held = held_.front();
        aggregator_.counter().new_block();
        for (std::size_t i = done_; i < done_ + rows; ++i) {
            const Sample& sample = held.block->samples()[i];
            KnownTurret& turret = turrets_.by_id(held.turret_ids[i]);
            ++(sample.failed() ? turret.tally.failed : turret.tally.completed);
            aggregator_.counter().add(*held.block, sample, turret.id, turret.record.class_name());
        }
    } catch (...) {
        aggregator_.fail();
    }
}

void ResultWriter::give_up() {
    for (const Held& held : held_)
        for (const std::int64_t id : std::span(held.turret_ids).subspan(std::exchange(done_, 0)))
            ++turrets_.by_id(id).tally.unstored;
    held_.clear();
    given_up_ = true;
}

// After close(): the ledgers and the end of the run, then one portable file. On a disk that is full
// there is the reserve for it, and the log, whose pages have gone to the file before the second
// attempt.
void ResultWriter::settle() {
    writer_->release_reserve();
    if (outcome_) close_accounts();
    writer_->wait_at_most(time_left());
    close();
}

void ResultWriter::close_accounts() {
    turrets_.update(*outcome_);
    for (const auto& [who, count] : refused_)
        turrets_.find_or_add(who.first, who.second).tally.unstored += count;
    write_counts();
    closing_ = closing_facts(run_, turrets_.turrets(), *outcome_);
    closing_kept_ = write_closing();
    say_what_is_lost();
}

void ResultWriter::say_what_is_lost() {
    std::vector<std::string> lost;
    std::uint64_t unstored = 0;
    for (const KnownTurret& turret : turrets_.turrets()) unstored += turret.tally.unstored;
    if (unstored != 0) lost.push_back(fmt::format("{} results", unstored));
    if (!closing_kept_) lost.emplace_back("the end of the run");
    if (!lost.empty())
        log_.error(fmt::format("{}: gave up; {} could not be stored", writer_->file(),
                               fmt::join(lost, " and ")));
}

// Where there is no room for them the report counts the rows; without rows they are lost.
void ResultWriter::write_counts() {
    if (attempt([this] { aggregator_.write(*writer_); })) return;
    if (options_.aggregate.rows_kept) return;
    for (const auto& [id, rows] : aggregator_.counts().turrets_by_id()) {
        turrets_.by_id(id).tally.take_back(rows.completed, rows.failed);
    }
}

bool ResultWriter::write_closing() {
    const auto write = [this] {
        for (const measure::StoredTurret& turret : closing_.turrets) writer_->write(turret);
        writer_->write(closing_.rejected);
        writer_->write(closing_.events);
        writer_->write(closing_.run);
    };
    while (true) {
        writer_->wait_at_most(time_left());
        if (attempt(write)) return true;
        try {
            writer_->make_room();
            if (attempt(write)) return true;
        } catch (const std::exception& error) {
            trouble(error.what());
        }
        if (time_left() == std::chrono::nanoseconds::zero()) return false;
        inbox_.pause(options_.retry_after);
    }
}

void ResultWriter::close() {
    try {
        writer_->close();
    } catch (const std::exception& error) {
        log_.error(error.what());
    }
}

std::unique_ptr<measure::RunReader> ResultWriter::read() const {
    if (closing_kept_ || !outcome_) return writer_->read({});
    return writer_->read(closing_);
}

bool ResultWriter::attempt(const std::function<void()>& write) {
    try {
        writer_->transact(write);
        return true;
    } catch (const std::exception& error) {
        trouble(error.what());
        return false;
    }
}

// Told once, also when it lasts for hours; what happens then is told when it is over.
void ResultWriter::trouble(const std::string& what) {
    if (given_up_) return;
    ++failures_;
    if (!trouble_since_) trouble_since_ = Steady::now();
    if (std::exchange(told_, what) == what) return;
    std::size_t waiting = 0;
    for (const Held& held : held_) waiting += held.block->size();
    log_.warning(fmt::format("{}; {} results wait in memory, and it is tried again", what,
                             waiting - std::min(waiting, done_)));
}

void ResultWriter::trouble_over() {
    if (given_up_) return;
    trouble_since_.reset();
    told_.clear();
    if (failures_ == 0) return;
    const std::uint64_t lost = refused_in_all_;
    log_.warning(
        fmt::format("{}: written again after {} failed attempts, {}", writer_->file(),
                    std::exchange(failures_, 0),
                    lost == 0 ? "nothing is lost" : fmt::format("{} results are lost", lost)));
}

}  // namespace oct::results
