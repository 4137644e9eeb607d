// StatsHandler: what goes in is in the file afterwards, or the ledger says what is not.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "results/result_writer.hpp"
#include "store/row_reader.hpp"
#include "store/stored_run_writer.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <new>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

Summary summary_of(const fs::path& folder) {
    return ReportBuilder(folder, folder / "results.sqlite", config_of()).summarize();
}

// The file may not grow beyond its first pages: the disk is full.
void fill_disk(store::Database& database) {
    database.execute("PRAGMA max_page_count = 10");
}

// Transactions in a write-ahead log: a frame that ends one has the size of the database in bytes 4
// to 7 of its header (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).
int commits_in(const fs::path& log) {
    constexpr std::size_t kHeader = 32;
    constexpr std::size_t kFrameHeader = 24;
    constexpr std::size_t kPage = 4096;
    std::ifstream file(log, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    int commits = 0;
    for (std::size_t frame = kHeader; frame + kFrameHeader < bytes.size();
         frame += kFrameHeader + kPage)
        commits += bytes.substr(frame + 4, 4) != std::string(4, '\0');
    return commits;
}

results::WriterOptions patient() {
    results::WriterOptions options;
    options.retry_after = 0ms;
    options.give_up_after = 30s;
    return options;
}

}  // namespace

TEST_CASE("a finished run is one portable file", "[results]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(120));

    handler.finish(outcome_of({turret_of(120)}));

    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder.path()))
        files.push_back(entry.path().filename());
    CHECK(files == std::vector<std::string>{"results.sqlite"});
    const store::Database database = store::Database::open(handler.database());
    CHECK(query(database, "PRAGMA journal_mode") == "delete");
    CHECK(query(database, "PRAGMA integrity_check") == "ok");
    CHECK(query(database, "PRAGMA application_id") == std::to_string(0x4F435430));
}

TEST_CASE("rows are what was consumed whatever the transaction size is", "[results]") {
    const auto limit = GENERATE(1, 7, 50, 5000);
    const TempDir folder;
    Config config = config_of();
    config.insert_limit = limit;
    StatsHandler handler(folder.path(), config);
    handler.start({"hq", kStart});
    std::uint64_t number = 0;
    for (const int size : {1, 130, 0, 3, 200}) {
        SampleBlock block;
        for (int i = 0; i < size; ++i) add(block, {.service = 1us * ++number});
        handler.consume(block);
    }

    handler.finish(outcome_of({turret_of(number)}));

    CHECK(handler.stored() == number);
    const store::Database database = store::Database::open(handler.database());
    store::RowReader reader(database);
    store::ResultRow row;
    for (std::uint64_t i = 1; i <= number; ++i) {
        REQUIRE(reader.next(row));
        REQUIRE(std::llround(row.service_s * 1e6) == static_cast<long long>(i));
    }
    CHECK_FALSE(reader.next(row));
}

TEST_CASE("the ledger of each turret balances when everything arrived", "[results]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    SampleBlock block = block_of(20);
    for (int i = 0; i < 5; ++i) add(block, {.error = "no", .turret = "two", .uuid = "u2"});
    add(block, {.turret = "two", .uuid = "u2"});
    handler.consume(block);
    TurretRecord two = turret_of(9, "two", "u2");
    two.counts->intended = 11;
    two.counts->skipped = 2;
    two.counts->in_flight = 1;
    two.counts->dropped = 1;
    two.rejected = 1;

    handler.finish(outcome_of({turret_of(20), two}));

    const Summary summary = summary_of(folder.path());
    REQUIRE(summary.turrets.size() == 2);
    CHECK(summary.turrets[0].ledger.completed == 20);
    CHECK(summary.turrets[1].ledger.failed == 5);
    CHECK(summary.turrets[1].ledger.balances());
    CHECK(summary.ledger.balances());
    CHECK(summary.verified);
    CHECK(summary.measurement == Measurement::Whole);
}

TEST_CASE("insert_limit is the number of rows in a transaction", "[results][fault-9]") {
    const auto commits_with = [](int limit) {
        const TempDir folder;
        Config config = config_of();
        config.insert_limit = limit;
        StatsHandler handler(folder.path(), config);
        handler.consume(block_of(100));
        while (handler.stored() < 100) std::this_thread::sleep_for(1ms);
        return commits_in(handler.database().string() + "-wal");
    };

    const int before = commits_with(100);
    CHECK(commits_with(10) == before + 9);
    CHECK(commits_with(1) == before + 99);
}

TEST_CASE("results that never arrived are counted as undelivered and the user is told",
          "[results][fault-13]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(20));
    TurretRecord record = turret_of(23);
    record.undelivered = 3;

    handler.finish(outcome_of({record}));

    const Summary summary = summary_of(folder.path());
    CHECK(summary.ledger.undelivered == 3);
    CHECK(summary.ledger.balances());
    CHECK(summary.results_lost());
}

TEST_CASE("the ledger shows what a turret fired and nobody received", "[results][fault-13]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(20));

    handler.finish(outcome_of({turret_of(23)}));

    const Summary summary = summary_of(folder.path());
    CHECK(summary.ledger.missing() == 3);
    CHECK_FALSE(summary.ledger.balances());
}

TEST_CASE("a turret without a last word is counted by what arrived and stays unverified",
          "[results]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    SampleBlock block = block_of(20);
    add(block, {.turret = "Noname", .uuid = ""});
    handler.consume(block);
    TurretRecord killed = turret_of(15);
    killed.last_word = false;
    killed.lost = kStart + 12s;
    killed.received = 20;
    killed.rejected = 2;

    handler.finish(outcome_of({killed}));

    const Summary summary = summary_of(folder.path());
    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].ledger.fired == 22);
    CHECK(summary.turrets[0].lost == kStart + 12s);
    CHECK(summary.nameless == 1);  // no turret, and in the ledger
    CHECK(summary.ledger.fired == 23);
    CHECK(summary.ledger.balances());
    CHECK_FALSE(summary.verified);
}

TEST_CASE("what came before a turret said who it is ends in its account", "[results]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    SampleBlock before;
    add(before, {.turret = "old", .uuid = ""});
    SampleBlock after;
    add(after, {.turret = "old", .uuid = "u1"});
    TurretRecord record;
    record.name = "old";
    record.uuid = "u1";
    record.received = record.early = 1;

    handler.consume(before);
    handler.turret(record);
    handler.consume(after);
    record.received = 2;
    handler.finish(outcome_of({record}));

    const Summary summary = summary_of(folder.path());
    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].uuid == "u1");
    CHECK(summary.turrets[0].ledger.stored == 2);
    CHECK(summary.turrets[0].ledger.fired == 2);
    CHECK(summary.ledger.balances());
}

TEST_CASE("results of nobody that could not be taken are missing as others are", "[results]") {
    const TempDir folder;
    StatsHandler handler(folder.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(20));
    RunOutcome outcome = outcome_of({turret_of(20)});
    outcome.rejected = {{"time that is none", 2}, {"not JSON", 3}};
    outcome.rejected_of_nobody = 2;

    handler.finish(outcome);

    const Summary summary = summary_of(folder.path());
    CHECK(summary.turrets.size() == 1);
    CHECK(summary.ledger.rejected == 2);
    CHECK(summary.ledger.balances());
    CHECK(summary.results_lost());
    CHECK(summary.unattributed == 3);
}

TEST_CASE("results wait in memory while the disk is full and are stored when it is not",
          "[results]") {
    const TempDir folder;
    KeptLog log;
    std::atomic<int> failures = 0;
    results::WriterOptions options = patient();
    auto stored = std::make_unique<store::StoredRunWriter>(folder.path() / "results.sqlite",
                                                           options.aggregate);
    store::Database& database = stored->database();
    fill_disk(database);
    options.trouble = [&] {
        if (++failures == 3) database.execute("PRAGMA max_page_count = 1000000");
    };
    results::ResultWriter writer(std::move(stored), {}, options, log);
    writer.start({"hq", kStart});
    for (int i = 0; i < 20; ++i) writer.consume(block_of(1000));

    writer.finish(outcome_of({turret_of(20000)}));

    CHECK(failures == 3);
    CHECK(writer.stored() == 20000);
    CHECK(summary_of(folder.path()).ledger.balances());
    CHECK_THAT(log.text(), Catch::Contains("full"));
    CHECK_THAT(log.text(), Catch::Contains("written again"));
}

TEST_CASE("a failure behind the end of a transaction neither repeats nor loses its rows",
          "[results]") {
    const TempDir folder;
    results::WriterOptions options = patient();
    options.transaction_rows = 500;
    std::atomic<int> blocks = 0;
    options.counting = [&] {
        if (++blocks == 3) throw std::bad_alloc();
    };
    results::ResultWriter writer(std::make_unique<store::StoredRunWriter>(
                                     folder.path() / "results.sqlite", options.aggregate),
                                 {}, options, LogSink::none());
    writer.start({"hq", kStart});
    for (int i = 0; i < 20; ++i) writer.consume(block_of(100));

    writer.finish(outcome_of({turret_of(2000)}));

    CHECK(blocks >= 3);
    CHECK(writer.stored() == 2000);
    const store::Database database = store::Database::open(folder.path() / "results.sqlite");
    CHECK(query(database, "SELECT count(*) FROM result") == "2000");
    const Summary summary = summary_of(folder.path());
    CHECK(summary.transactions == 2000);
    CHECK(summary.sections[0].statistics.count == 2000);
    CHECK(summary.ledger.balances());
}

TEST_CASE("a disk that stays full shows as rejected results in the ledger", "[results]") {
    const TempDir folder;
    KeptLog log;
    results::WriterOptions options;
    options.retry_after = 0ms;
    options.give_up_after = 0ms;
    options.transaction_rows = 100;
    auto stored = std::make_unique<store::StoredRunWriter>(folder.path() / "results.sqlite",
                                                           options.aggregate);
    stored->database().execute("PRAGMA max_page_count = 60");
    results::ResultWriter writer(std::move(stored), {}, options, log);
    writer.start({"hq", kStart});
    for (int i = 0; i < 100; ++i) writer.consume(block_of(100));

    writer.finish(outcome_of({turret_of(10000)}));

    const Summary summary = summary_of(folder.path());
    CHECK(writer.stored() > 0);
    CHECK(summary.ledger.stored == writer.stored());
    CHECK(summary.ledger.stored < 10000);
    CHECK(summary.ledger.rejected == 10000 - summary.ledger.stored);
    CHECK(summary.ledger.balances());
    CHECK(summary.measurement == Measurement::Whole);
    CHECK_THAT(log.text(), Catch::Contains("could not be stored"));
}

TEST_CASE("results beyond the bound on memory are refused and counted", "[results]") {
    const TempDir folder;
    results::WriterOptions options = patient();
    options.queue_bytes = 1;
    options.give_up_after = 0ms;
    auto stored = std::make_unique<store::StoredRunWriter>(folder.path() / "results.sqlite",
                                                           options.aggregate);
    fill_disk(stored->database());
    results::ResultWriter writer(std::move(stored), {}, options, LogSink::none());
    writer.start({"hq", kStart});
    for (int i = 0; i < 5; ++i) writer.consume(block_of(1000));

    writer.finish(outcome_of({turret_of(5000)}));

    const Summary summary = summary_of(folder.path());
    CHECK(summary.ledger.rejected == 5000 - writer.stored());
    CHECK(summary.ledger.balances());
}

TEST_CASE("a killed writer leaves a database that a report can be made of", "[results]") {
    const TempDir folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        Config config = config_of();
        config.insert_limit = 10;
        StatsHandler handler(folder.path(), config);
        handler.start({"hq", kStart});
        while (true) {
            handler.consume(block_of(100));
            if (handler.stored() > 500 && ::write(ready[1], "!", 1) != 1) ::_exit(1);
        }
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);

    const Summary summary = summary_of(folder.path());

    CHECK(summary.measurement == Measurement::Partial);
    CHECK(summary.transactions > 500);
    CHECK(summary.ledger.stored == summary.transactions);
    const store::Database database = store::Database::open(folder.path() / "results.sqlite");
    CHECK(query(database, "PRAGMA integrity_check") == "ok");
}

TEST_CASE("another database than SQLite is a configuration error", "[results]") {
    const TempDir folder;
    Config config = config_of();
    config.db_uri = "postgresql://host/db";

    CHECK_THROWS_AS(StatsHandler(folder.path(), config), ConfigError);
    CHECK_THROWS_AS(StatsHandler("/proc/none", config_of()), StoreError);
}

TEST_CASE("a StatsHandler stores one run and refuses a second one", "[results]") {
    const TempDir folder;
    StatsHandler stats(folder.path(), config_of());
    stats.start({"hq", kStart});

    CHECK_THROWS_WITH(stats.start({"other", kStart}),
                      "this StatsHandler has stored a run: make another one for the next run");
}

TEST_CASE("a report of a database that was copied without its log says what may be missing",
          "[results]") {
    const TempDir folder;
    const TempDir copy;
    store::StoredRunWriter writer(folder.path() / "results.sqlite", {});
    measure::RunFacts run;
    run.state = measure::RunState::Running;
    const SampleBlock block = block_of(60);
    const std::vector<std::int64_t> ids(60, 1);
    writer.transact([&] {
        writer.write(run);
        writer.add(block, block.samples(), ids);
    });
    writer.make_room();
    writer.transact([&] { writer.add(block, block.samples(), ids); });
    fs::copy_file(writer.file(), copy.path() / "results.sqlite");

    const Summary summary = summary_of(copy.path());

    CHECK(summary.transactions == 60);
    CHECK(summary.measurement == Measurement::Partial);
    CHECK(summary.lacks_log);
    CHECK(summary.verdict.grade == Grade::Suspect);
    const auto& reasons = summary.verdict.reasons;
    const auto reason = std::find_if(reasons.begin(), reasons.end(),
                                     [](const Reason& one) { return one.code == "lacks_log"; });
    REQUIRE(reason != reasons.end());
    CHECK_THAT(reason->text, Catch::StartsWith("The write-ahead log results.sqlite-wal is not "));
}
