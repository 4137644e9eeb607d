// Opening databases in the states that runs leave them in.
#include <oct/error.hpp>

#include "store/row_writer.hpp"
#include "store/schema.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

TEST_CASE("a database that is there already is not overwritten", "[store]") {
    const TempDir folder;
    const auto file = folder.path() / "results.sqlite";
    std::ofstream(file) << "mine";

    CHECK_THROWS_AS(store::Database::create(file), StoreError);

    CHECK(fs::file_size(file) == 4);
}

TEST_CASE("the error about a file that is no database names it", "[store]") {
    const TempDir folder;
    const auto file = folder.path() / "odd ?#% name";
    std::ofstream(file) << std::string(4096, 'x');

    CHECK_THROWS_WITH(store::Database::open(file), Catch::Contains(file.string()));
    CHECK_THROWS_WITH(store::Database::open(folder.path() / "none"), Catch::Contains("no such"));
}

TEST_CASE("the documented columns come first and in their order", "[store]") {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);

    const auto columns = [&](const std::string& table) {
        return query(database, "SELECT group_concat(name) FROM pragma_table_info('" + table + "')");
    };

    CHECK_THAT(
        columns("result"),
        Catch::StartsWith("id,error,scriptrun_time,elapsed,epoch,custom_timers,turret_name"));
    CHECK_THAT(columns("turret"),
               Catch::StartsWith("id,name,uuid,cannons,script,rampup,status,updated_at"));
}

TEST_CASE("a later schema is refused with a sentence", "[store]") {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    database.execute("PRAGMA user_version = 99");

    CHECK_THROWS_WITH(store::require_schema(database), Catch::Contains("later version"));
}

namespace {

/// The folder of a database as kill -9 leaves it: `rows` rows are in the log, not in the file yet.
class KilledRun {
public:
    explicit KilledRun(std::size_t rows, bool with_log = true) {
        const TempDir folder;
        store::Database writer = store::Database::create(folder.path() / "results.sqlite");
        store::create_schema(writer);
        if (!with_log) writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        store::RowWriter writing(writer, "result");
        const SampleBlock block = block_of(rows);
        for (const Sample& sample : block.samples()) writing.add(block, sample, 1);
        writing.flush();
        for (const auto& file : fs::directory_iterator(folder.path()))
            if (with_log || file.path().extension() == ".sqlite")
                fs::copy(file, copy_.path() / file.path().filename());
    }
    [[nodiscard]] const fs::path& folder() const { return copy_.path(); }
    [[nodiscard]] fs::path file() const { return folder() / "results.sqlite"; }

private:
    TempDir copy_;
};

std::string rows_in(const fs::path& file) {
    return query(store::Database::open(file), "SELECT count(*) FROM result");
}

}  // namespace

TEST_CASE("a database that was copied without its log says so, however often it is read",
          "[store]") {
    const KilledRun run(60, false);
    for (int i = 0; i < 2; ++i) {
        const store::Database database = store::Database::open(run.file());
        CHECK(query(database, "SELECT count(*) FROM result") == "0");
        CHECK(database.lacks_log());
    }
}

TEST_CASE("what a crash left in the log is in the file once it was read", "[store]") {
    const KilledRun run(60);

    CHECK_FALSE(store::Database::open(run.file()).lacks_log());

    CHECK_FALSE(fs::exists(run.file().string() + "-wal"));
    const TempDir elsewhere;
    fs::copy(run.file(), elsewhere.path() / "results.sqlite");
    CHECK(rows_in(elsewhere.path() / "results.sqlite") == "60");
    CHECK_FALSE(store::Database::open(elsewhere.path() / "results.sqlite").lacks_log());
}

TEST_CASE("who reads a database while it is written leaves its log alone", "[store]") {
    const TempDir folder;
    const auto file = folder.path() / "results.sqlite";
    store::Database writer = store::Database::create(file);
    store::create_schema(writer);

    CHECK_FALSE(store::Database::open(file).lacks_log());

    CHECK(fs::exists(file.string() + "-wal"));
    CHECK(query(writer, "PRAGMA journal_mode") == "wal");
}

TEST_CASE("rows that are only in the log are read from a folder that is read-only", "[store]") {
    const KilledRun run(60);
    for (const auto& entry : fs::directory_iterator(run.folder()))
        fs::permissions(entry.path(), fs::perms(0444));
    fs::permissions(run.folder(), fs::perms(0555));

    const pid_t child = ::fork();
    if (child == 0) {
        // Root may write anywhere: the child becomes somebody who may not.
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
        try {
            ::_exit(rows_in(run.file()) == "60" ? 0 : 1);
        } catch (const std::exception&) {
            ::_exit(2);
        }
    }
    int status = -1;
    ::waitpid(child, &status, 0);

    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    fs::permissions(run.folder(), fs::perms(0755));
}

TEST_CASE("texts are UTF-8 whatever the encoding of the database and the type of the value",
          "[store]") {
    const auto* encoding = GENERATE("UTF-8", "UTF-16le", "UTF-16be");
    store::Database database = store::Database::in_memory();
    database.execute("PRAGMA encoding = '" + std::string(encoding) + "'");
    database.execute("CREATE TABLE t (a, b, c, d, e)");
    database.execute("INSERT INTO t VALUES ('a \u00e9', '', NULL, 17, x'6162')");

    store::Statement row = database.prepare("SELECT a, b, c, d, e FROM t");

    REQUIRE(row.step());
    CHECK(row.text(0) == "a \u00e9");
    CHECK(row.text(1).empty());
    CHECK(row.text(2).empty());
    CHECK(row.text(3) == "17");
    CHECK(row.text(4) == "ab");
}
