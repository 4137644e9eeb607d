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

TEST_CASE("rows that are only in the log are read from a folder that is read-only", "[store]") {
    const TempDir folder;
    const auto file = folder.path() / "results.sqlite";
    store::Database writer = store::Database::create(file);
    store::create_schema(writer);
    store::RowWriter rows(writer, "result");
    const SampleBlock block = block_of(60);
    for (const Sample& sample : block.samples()) rows.add(block, sample, 1);
    rows.flush();
    const TempDir copy;  // as kill -9 leaves it: the log is not in the file yet
    for (const auto& entry : fs::directory_iterator(folder.path())) {
        fs::copy(entry, copy.path() / entry.path().filename());
        fs::permissions(copy.path() / entry.path().filename(), fs::perms(0444));
    }
    fs::permissions(copy.path(), fs::perms(0555));

    const pid_t child = ::fork();
    if (child == 0) {
        // Root may write anywhere: the child becomes somebody who may not.
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
        try {
            const store::Database reader = store::Database::open(copy.path() / "results.sqlite");
            ::_exit(query(reader, "SELECT count(*) FROM result") == "60" ? 0 : 1);
        } catch (const std::exception&) {
            ::_exit(2);
        }
    }
    int status = -1;
    ::waitpid(child, &status, 0);

    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    fs::permissions(copy.path(), fs::perms(0755));
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
