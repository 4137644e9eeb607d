// The thread that owns the writer of a run and hands it what comes through the Inbox.
#pragma once

#include <oct/log.hpp>
#include <oct/result_sink.hpp>

#include "base/log.hpp"
#include "measure/run_writer.hpp"
#include "results/aggregator.hpp"
#include "results/inbox.hpp"
#include "results/turret_directory.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace oct::results {

/// How a ResultWriter writes; tests choose other values than runs do.
struct WriterOptions {
    std::size_t transaction_rows = 5000;
    std::size_t queue_bytes = 64U << 20U;
    std::chrono::nanoseconds flush_after = std::chrono::milliseconds(250);
    std::chrono::nanoseconds retry_after = std::chrono::seconds(1);
    std::chrono::nanoseconds give_up_after = std::chrono::seconds(10);
    measure::AggregateFacts aggregate{std::chrono::seconds(10)};
    std::chrono::nanoseconds count_period = std::chrono::seconds(1);
    std::function<void()> trouble;   ///< on the writer's thread, after a failed transaction
    std::function<void()> counting;  ///< on the writer's thread, before a block is counted
};

/// Writes rows, turrets, the run and its ledgers.
///
/// What is committed is never written again, whatever fails behind it. When results cannot be
/// counted, the stored counts are taken back: the report is made of the rows.
/// A failed transaction is rolled back and tried again as a whole. Once finish() was called, all is
/// given up when for `give_up_after` nothing could be written; those rows count as not stored.
/// Errors:     the constructor throws StoreError; later trouble is logged when it begins and when
///             it ends, and counted.
/// Threading:  confined to one thread; the RunWriter belongs to the thread inside.
class ResultWriter {
public:
    ResultWriter(std::unique_ptr<measure::RunWriter> writer, measure::RunFacts run,
                 WriterOptions options, LogSink& log);
    /// Writes what is left; without finish() the run stays unfinished.
    ~ResultWriter();

    void start(const RunStart& start);
    void consume(const SampleBlock& block);
    void turret(const TurretRecord& record) { inbox_.put(record); }
    /// The run is stopped: what ends later counts in no rate.
    void stopped(std::chrono::nanoseconds run_time) { inbox_.put_stop(run_time); }
    void finish(const RunOutcome& outcome);

    [[nodiscard]] std::uint64_t stored() const noexcept { return stored_; }

    /// After finish(): the run as it was written; what could not be of its end is from memory.
    ///
    /// Errors: throws StoreError when it cannot be read.
    [[nodiscard]] std::unique_ptr<measure::RunReader> read() const;
    /// After finish(): what the end of the run added to it, wherever that is.
    [[nodiscard]] const measure::ClosingFacts& closing() const noexcept { return closing_; }

private:
    /// A block that is not wholly written.
    struct Held {
        std::unique_ptr<SampleBlock> block;
        std::vector<std::int64_t> turret_ids;  // of its samples
    };

    void work();
    void receive(Inbox::Work& work);
    bool write_all(bool closed);
    bool write_transaction();
    std::size_t add_rows();
    void committed(std::size_t rows) noexcept;
    void count(std::size_t rows) noexcept;
    void give_up();
    void settle();
    void close_accounts();
    void write_counts();
    bool write_closing();
    void say_what_is_lost();
    void close();
    bool attempt(const std::function<void()>& write);
    void trouble(const std::string& what);
    void trouble_over();
    [[nodiscard]] std::chrono::nanoseconds time_left() const;
    void stop();

    const WriterOptions options_;
    base::Log log_;
    const std::unique_ptr<measure::RunWriter> writer_;
    Inbox inbox_;
    std::atomic<std::uint64_t> stored_ = 0;

    // Of the HQ's thread until stop() has returned or finish() has closed the inbox.
    measure::RunFacts run_;
    std::optional<RunOutcome> outcome_;
    std::map<std::pair<std::string, std::string>, std::uint64_t> refused_;  // by name and uuid
    bool refusing_ = false;
    std::atomic<std::uint64_t> refused_in_all_ = 0;

    // Of the writer's thread.
    TurretDirectory turrets_;
    Aggregator aggregator_;
    std::deque<Held> held_;
    std::size_t done_ = 0;  // rows of held_.front() that are committed
    bool run_changed_ = false;
    measure::RunFacts stored_run_;
    std::optional<SteadyTime> trouble_since_;  // nothing could be written from then on
    std::uint64_t failures_ = 0;               // transactions in a row that failed
    std::string told_;                         // the trouble that was logged last
    bool given_up_ = false;                    // what is written from then on is no recovery
    measure::ClosingFacts closing_;
    bool closing_kept_ = false;

    std::jthread thread_;
};

}  // namespace oct::results
