// Disks that are really full, and files that may not grow: rows wait, and nothing is lost silently.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "report/judge/judgement.hpp"
#include "results/result_writer.hpp"
#include "store/stored_run_writer.hpp"
#include "store/transaction.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/small_disk.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <thread>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

Summary summary_of(const fs::path& folder) {
    return ReportBuilder(folder, folder / "results.sqlite", config_of()).summarize();
}

/// Files of this process may not grow beyond `bytes`: writing then fails as on a broken disk.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit now{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FileLimit() {
        lift();
        std::signal(SIGXFSZ, handler_);
    }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;
    void lift() const { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
    void (*handler_)(int);
};

results::WriterOptions patient() {
    results::WriterOptions options;
    options.transaction_rows = 1000;
    options.retry_after = 1ms;
    options.give_up_after = 60s;
    return options;
}

}  // namespace

TEST_CASE("a run goes on while its disk is full and all is stored when there is room again",
          "[results]") {
    const SmallDisk disk(32);
    if (!disk.mounted()) {
        WARN("no file system can be mounted here: nothing was tested");
        return;
    }
    KeptLog log;
    std::atomic<int> failures = 0;
    results::WriterOptions options = patient();
    options.trouble = [&] {
        if (++failures == 3) disk.make_room();
    };
    auto stored =
        std::make_unique<store::StoredRunWriter>(disk.path() / "results.sqlite", options.aggregate);
    disk.fill_up(500);
    results::ResultWriter writer(std::move(stored), {}, options, log);
    writer.start({"hq", kStart});
    for (int i = 0; i < 50; ++i) writer.consume(block_of(1000));

    writer.finish(outcome_of({turret_of(50'000)}));

    CHECK(failures >= 3);
    CHECK(writer.stored() == 50'000);
    const Summary summary = summary_of(disk.path());
    CHECK(summary.ledger.stored == 50'000);
    CHECK(summary.ledger.balances());
    CHECK(summary.measurement == Measurement::Whole);
    CHECK_FALSE(summary.results_lost());
    CHECK_THAT(log.text(), Catch::Contains("full") && Catch::Contains("written again"));
    CHECK(query(store::Database::open(disk.path() / "results.sqlite"), "PRAGMA integrity_check") ==
          "ok");
}

TEST_CASE("what a disk that stays full did not take is told to the user", "[results][fault-13]") {
    const SmallDisk disk(32);
    if (!disk.mounted()) {
        WARN("no file system can be mounted here: nothing was tested");
        return;
    }
    KeptLog log;
    results::WriterOptions options = patient();
    options.give_up_after = 0ms;
    auto stored =
        std::make_unique<store::StoredRunWriter>(disk.path() / "results.sqlite", options.aggregate);
    disk.fill_up(1500);
    results::ResultWriter writer(std::move(stored), {}, options, log);
    writer.start({"hq", kStart});
    for (int i = 0; i < 100; ++i) writer.consume(block_of(1000));

    writer.finish(outcome_of({turret_of(100'000)}));

    CHECK(writer.stored() > 0);
    CHECK(writer.stored() < 100'000);
    CHECK_THAT(log.text(), Catch::Contains("could not be stored"));
    const Summary summary = summary_of(disk.path());
    CHECK(summary.ledger.stored == writer.stored());
    CHECK(summary.ledger.rejected == 100'000 - writer.stored());
    CHECK(summary.ledger.balances());
    CHECK(summary.measurement == Measurement::Whole);
    CHECK(summary.results_lost());
    CHECK(summary.unattributed == 0);
    const store::Database database = store::Database::open(disk.path() / "results.sqlite");
    CHECK(query(database, "SELECT count FROM rejected WHERE reason LIKE '%disk%'") ==
          std::to_string(100'000 - writer.stored()));
}

TEST_CASE("an error of the disk is survived as a full one is", "[results]") {
    const TempDir folder;
    KeptLog log;
    std::atomic<int> failures = 0;
    const FileLimit limit(600'000);
    results::WriterOptions options = patient();
    options.trouble = [&] {
        if (++failures == 3) limit.lift();
    };
    results::ResultWriter writer(std::make_unique<store::StoredRunWriter>(
                                     folder.path() / "results.sqlite", options.aggregate),
                                 {}, options, log);
    writer.start({"hq", kStart});
    for (int i = 0; i < 50; ++i) writer.consume(block_of(1000));

    writer.finish(outcome_of({turret_of(50'000)}));

    CHECK(failures >= 3);
    CHECK(summary_of(folder.path()).ledger.stored == 50'000);
    CHECK_THAT(log.text(), Catch::Contains("written again"));
}

TEST_CASE("results that found no room while the disk was full are lost, and the log says so",
          "[results]") {
    const TempDir folder;
    KeptLog log;
    std::atomic<int> failures = 0;
    const FileLimit limit(600'000);
    results::WriterOptions options = patient();
    options.queue_bytes = 1;
    options.give_up_after = 0ms;
    options.trouble = [&] { ++failures; };
    results::ResultWriter writer(std::make_unique<store::StoredRunWriter>(
                                     folder.path() / "results.sqlite", options.aggregate),
                                 {}, options, log);
    writer.start({"hq", kStart});
    writer.consume(block_of(50'000));
    while (failures == 0) std::this_thread::sleep_for(1ms);
    writer.consume(block_of(1000));
    limit.lift();
    while (writer.stored() < 50'000) std::this_thread::sleep_for(1ms);

    writer.finish(outcome_of({turret_of(51'000)}));

    CHECK_THAT(log.text(), Catch::Contains("more are lost from now on"));
    CHECK_THAT(log.text(),
               Catch::Contains("written again") && Catch::Contains("1000 results are lost"));
    CHECK_THAT(log.text(), !Catch::Contains("nothing is lost"));
    const Summary summary = summary_of(folder.path());
    CHECK(summary.ledger.stored == 50'000);
    CHECK(summary.ledger.rejected == 1000);
    CHECK(summary.ledger.balances());
}

TEST_CASE("the account of a run is whole also where the disk does not take its end", "[results]") {
    const TempDir folder;
    results::WriterOptions options = patient();
    options.give_up_after = 0ms;
    results::ResultWriter writer(std::make_unique<store::StoredRunWriter>(
                                     folder.path() / "results.sqlite", options.aggregate),
                                 {}, options, LogSink::none());
    writer.start({"hq", kStart});
    writer.consume(block_of(1000));
    while (writer.stored() < 1000) std::this_thread::sleep_for(1ms);
    {
        const FileLimit limit(1);
        writer.consume(block_of(500));
        writer.finish(outcome_of({turret_of(1500)}));
    }

    const Summary whole = report::read_judged(*writer.read(), {}, {}, LogSink::none()).summary;
    CHECK(whole.measurement == Measurement::Whole);
    CHECK(whole.ledger.fired == 1500);
    CHECK(whole.ledger.stored == 1000);
    CHECK(whole.ledger.rejected == 500);
    CHECK(whole.ledger.balances());
    CHECK(whole.unattributed == 0);
    CHECK(whole.verdict.grade == Grade::Invalid);

    const Summary by_file = summary_of(folder.path());
    CHECK(by_file.measurement == Measurement::Partial);
    CHECK(by_file.ledger.stored == 1000);
    CHECK(by_file.verdict.grade == Grade::Suspect);
}

TEST_CASE("results that cannot be read any more were not stored", "[results]") {
    const TempDir folder;
    StatsHandler stats(folder.path(), config_of());
    stats.start({"hq", kStart});
    stats.consume(block_of(1000));
    stats.finish(outcome_of({turret_of(1000)}));
    CHECK(stats.summarize().ledger.stored == 1000);

    SECTION("because the database is gone") {
        fs::remove(stats.database());
    }
    SECTION("because it is another one") {
        fs::rename(stats.database(), folder.path() / "mine");
        StatsHandler other(folder.path(), config_of());
        other.finish(outcome_of({}));
    }
    SECTION("because it is broken") {
        std::ofstream(stats.database(), std::ios::in | std::ios::binary) << std::string(8192, 'x');
    }
    const Summary summary = stats.write_report();

    CHECK(summary.measurement == Measurement::Unread);
    CHECK(summary.all().ended() == 0);
    CHECK(summary.ledger.fired == 1000);
    CHECK(summary.ledger.stored == 0);
    CHECK(summary.ledger.rejected == 1000);
    CHECK(summary.verdict.grade == Grade::Invalid);
    CHECK_THAT(summary.report_failure, Catch::StartsWith(stats.database().string() + ": "));
    CHECK(fs::exists(summary.report));
}

TEST_CASE("a commit that the disk refuses has changed nothing and can be tried again", "[store]") {
    const TempDir folder;
    store::Database database = store::Database::create(folder.path() / "results.sqlite");
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("CREATE TABLE t (a)");
    const auto insert = [&] { database.execute("INSERT INTO t VALUES (zeroblob(500000))"); };
    {
        const FileLimit limit(100'000);
        store::Transaction transaction(database);
        insert();
        CHECK_THROWS_AS(transaction.commit(), StoreError);
    }
    CHECK(query(database, "SELECT count(*) FROM t") == "0");

    store::Transaction again(database);
    insert();
    again.commit();
    CHECK(query(database, "SELECT count(*) FROM t") == "1");
    CHECK(query(database, "PRAGMA integrity_check") == "ok");
}
