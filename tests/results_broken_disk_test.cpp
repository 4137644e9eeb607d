// Every single write of a run of a thousand rows is refused, once or from then on; and memory.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "report/judge/judgement.hpp"
#include "results/result_writer.hpp"
#include "store/stored_run_writer.hpp"
#include "support/catch.hpp"
#include "support/faulty_disk.hpp"
#include "support/faulty_memory.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;

namespace {

constexpr std::uint64_t kRows = 1000;

/// A run of a thousand rows on whatever is broken then.
class BrokenRun {
public:
    explicit BrokenRun(std::chrono::nanoseconds give_up_after) {
        results::WriterOptions options;
        options.transaction_rows = 500;
        options.flush_after = 1ms;
        options.retry_after = 1ms;
        options.give_up_after = give_up_after;
        try {
            auto stored = std::make_unique<store::StoredRunWriter>(file(), options.aggregate);
            writer_ = std::make_unique<results::ResultWriter>(std::move(stored),
                                                              measure::RunFacts{}, options, log_);
        } catch (const StoreError& error) {
            refusal_ = error.what();
            return;
        }
        writer_->start({"hq", kStart});
        for (std::uint64_t rows = 0; rows < kRows; rows += 250) writer_->consume(block_of(250));
        writer_->finish(outcome_of({turret_of(kRows)}));
    }

    /// Why it did not begin; empty: it did.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    [[nodiscard]] std::uint64_t stored() const { return writer_->stored(); }
    [[nodiscard]] std::string rows() const {
        return query(store::Database::open(file()), "SELECT count(*) FROM result");
    }
    [[nodiscard]] Summary summary() const {
        return report::read_judged(*writer_->read(), {}, {}, LogSink::none()).summary;
    }
    [[nodiscard]] std::string log() { return log_.text(); }

private:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "results.sqlite"; }

    // In memory: there is no need to wait for a real disk, too.
    TempDir folder_{std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp"};
    KeptLog log_;
    std::unique_ptr<results::ResultWriter> writer_;
    std::string refusal_;
};

void check_whole(const BrokenRun& run) {
    const Summary summary = run.summary();
    CHECK(summary.ledger.stored == kRows);
    CHECK(summary.ledger.balances());
    CHECK(summary.verdict.grade == Grade::Valid);
    CHECK(run.rows() == std::to_string(kRows));
}

}  // namespace

TEST_CASE("a write that fails once costs no result, whichever it is", "[results]") {
    bool failed = true;
    std::uint64_t number = 0;
    while (failed) {
        CAPTURE(++number);
        FaultyDisk disk(number, FaultyDisk::Fault::Once);
        const BrokenRun run(60s);
        failed = disk.failed();
        if (run.refusal().empty())
            check_whole(run);
        else
            CHECK_THAT(run.refusal(), Catch::Contains("results.sqlite: disk I/O error"));
    }
    CHECK(number > 50);  // there were so many to be refused
}

TEST_CASE("a disk that breaks for good leaves a true account, whenever that is", "[results]") {
    bool failed = true;
    std::uint64_t number = 0;
    while (failed) {
        CAPTURE(++number);
        FaultyDisk disk(number, FaultyDisk::Fault::Lasting);
        BrokenRun run(0s);
        failed = disk.failed();
        if (!run.refusal().empty()) continue;
        disk.mend();
        const Summary summary = run.summary();
        CHECK(summary.ledger.fired == kRows);
        CHECK(summary.ledger.stored == run.stored());
        CHECK(summary.ledger.rejected == kRows - run.stored());
        CHECK(summary.ledger.balances());
        CHECK(summary.verdict.grade == (run.stored() == kRows ? Grade::Valid : Grade::Invalid));
        CHECK(run.rows() == std::to_string(run.stored()));
        if (failed) CHECK_THAT(run.log(), Catch::Contains("Input/output error"));
    }
    CHECK(number > 50);
}

// One in so many: there are thousands.
TEST_CASE("SQLite without memory for a moment costs no result", "[results]") {
    constexpr std::uint64_t kStep = 29;
    bool failed = true;
    std::uint64_t number = 1;
    for (; failed; number += kStep) {
        CAPTURE(number);
        FaultyMemory memory(number);
        const BrokenRun run(60s);
        failed = memory.failed();
        memory.mend();
        if (run.refusal().empty())
            check_whole(run);
        else
            CHECK_THAT(run.refusal(), Catch::Contains("results.sqlite: out of memory"));
    }
    CHECK(number > 20 * kStep);
}
