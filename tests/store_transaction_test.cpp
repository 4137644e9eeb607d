// What of a transaction stays, whatever ends it.
#include <oct/error.hpp>

#include "store/transaction.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <stdexcept>

using namespace oct;
using namespace oct::testing;
using store::Transaction;

namespace {

store::Database numbers() {
    store::Database database = store::Database::in_memory();
    database.execute("CREATE TABLE number (n UNIQUE)");
    return database;
}

std::string count(const store::Database& database) {
    return query(database, "SELECT count(*) FROM number");
}

}  // namespace

TEST_CASE("what is committed stays", "[store]") {
    store::Database database = numbers();
    {
        Transaction transaction(database);
        database.execute("INSERT INTO number VALUES (1)");
        transaction.commit();
    }
    CHECK(count(database) == "1");
}

TEST_CASE("an exception takes all changes of a transaction back, and another may begin",
          "[store]") {
    store::Database database = numbers();

    CHECK_THROWS_AS(
        [&] {
            const Transaction transaction(database);
            database.execute("INSERT INTO number VALUES (1)");
            throw std::runtime_error("not by the database");
        }(),
        std::runtime_error);

    CHECK(count(database) == "0");
    Transaction again(database);
    database.execute("INSERT INTO number VALUES (2)");
    again.commit();
    CHECK(count(database) == "1");
}

TEST_CASE("a commit that fails has changed nothing and can be tried again", "[store]") {
    store::Database database = numbers();
    database.execute("PRAGMA foreign_keys = ON");
    database.execute(
        "CREATE TABLE of_number (n REFERENCES number (n) DEFERRABLE INITIALLY DEFERRED)");
    {
        Transaction transaction(database);
        database.execute("INSERT INTO of_number VALUES (1)");
        CHECK_THROWS_WITH(transaction.commit(), Catch::Contains("FOREIGN KEY"));
    }
    CHECK(query(database, "SELECT count(*) FROM of_number") == "0");

    Transaction again(database);
    database.execute("INSERT INTO of_number VALUES (1)");
    database.execute("INSERT INTO number VALUES (1)");
    again.commit();
    CHECK(query(database, "SELECT count(*) FROM of_number") == "1");
}

TEST_CASE("a database that is full ends the transaction without its changes", "[store]") {
    store::Database database = numbers();
    database.execute("PRAGMA max_page_count = 20");
    {
        const Transaction transaction(database);
        database.execute("INSERT INTO number VALUES (1)");
        CHECK_THROWS_WITH(database.execute("INSERT INTO number VALUES (zeroblob(1000000))"),
                          Catch::Contains("full"));
    }
    CHECK(count(database) == "0");
    Transaction again(database);
    database.execute("INSERT INTO number VALUES (1)");
    again.commit();
    CHECK(count(database) == "1");
}

TEST_CASE("a reading transaction sees nothing of what is written meanwhile", "[store]") {
    const TempDir folder;
    store::Database writer = store::Database::create(folder.path() / "results.sqlite");
    writer.execute("PRAGMA journal_mode = WAL");
    writer.execute("CREATE TABLE number (n)");
    const store::Database reader = store::Database::open(folder.path() / "results.sqlite");
    {
        const Transaction snapshot(reader, Transaction::Kind::Read);
        CHECK(count(reader) == "0");
        writer.execute("INSERT INTO number VALUES (1)");
        CHECK(count(reader) == "0");
    }
    CHECK(count(reader) == "1");
}
