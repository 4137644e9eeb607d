// Every single write of a run of a thousand rows is refused, once or from then on.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "report/judge/judgement.hpp"
#include "results/result_writer.hpp"
#include "store/stored_run_writer.hpp"
#include "support/catch.hpp"
#include "support/faulty_disk.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;

namespace {

constexpr std::uint64_t kRows = 1000;

/// A run whose write number `number` fails.
class BrokenRun {
public:
    BrokenRun(std::uint64_t number, FaultyDisk::Fault fault) : disk_(number, fault) {
        results::WriterOptions options;
        options.transaction_rows = 500;
        options.flush_after = 1ms;
        options.retry_after = 1ms;
        options.give_up_after = fault == FaultyDisk::Fault::Once ? 60s : 0s;
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
        failed_ = disk_.failed();
        disk_.mend();
    }

    /// Why it did not begin; empty: it did.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    /// It has that many writes.
    [[nodiscard]] bool failed() const { return failed_; }
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
    FaultyDisk disk_;
    KeptLog log_;
    std::unique_ptr<results::ResultWriter> writer_;
    std::string refusal_;
    bool failed_ = true;
};

}  // namespace

TEST_CASE("a write that fails once costs no result, whichever it is", "[results]") {
    std::uint64_t number = 1;
    for (;; ++number) {
        CAPTURE(number);
        BrokenRun run(number, FaultyDisk::Fault::Once);
        if (!run.refusal().empty()) {
            CHECK_THAT(run.refusal(), Catch::Contains("results.sqlite: disk I/O error"));
            continue;
        }
        const Summary summary = run.summary();
        CHECK(summary.ledger.stored == kRows);
        CHECK(summary.ledger.balances());
        CHECK(summary.verdict.grade == Grade::Valid);
        CHECK(run.rows() == std::to_string(kRows));
        if (!run.failed()) break;
    }
    CHECK(number > 50);  // there were so many to be refused
}

TEST_CASE("a disk that breaks for good leaves a true account, whenever that is", "[results]") {
    std::uint64_t number = 1;
    for (;; ++number) {
        CAPTURE(number);
        BrokenRun run(number, FaultyDisk::Fault::Lasting);
        if (!run.refusal().empty()) continue;
        const Summary summary = run.summary();
        CHECK(summary.ledger.fired == kRows);
        CHECK(summary.ledger.stored == run.stored());
        CHECK(summary.ledger.rejected == kRows - run.stored());
        CHECK(summary.ledger.balances());
        CHECK(summary.verdict.grade == (run.stored() == kRows ? Grade::Valid : Grade::Invalid));
        CHECK(run.rows() == std::to_string(run.stored()));
        if (!run.failed()) break;
        CHECK_THAT(run.log(), Catch::Contains("Input/output error"));
    }
    CHECK(number > 50);
}
