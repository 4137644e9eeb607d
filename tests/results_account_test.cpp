// Who sent a result, and what its turret's ledger then says.
#include "results/account.hpp"
#include "results/turret_directory.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"

using namespace oct;
using namespace oct::testing;

TEST_CASE("a last word of another run does not verify a turret", "[results]") {
    TurretRecord record = turret_of(10);
    record.hq = "yesterday";
    record.received = 4;

    const results::Account account = results::account_of(record, {.completed = 4}, "today");

    CHECK_FALSE(account.verified);
    CHECK(account.ledger.fired == 4);
    CHECK(account.ledger.balances());
}

TEST_CASE("what a lost turret had sent and never came is undelivered, also without numbers",
          "[results]") {
    TurretRecord record = turret_of(5000);
    record.last_word = false;
    record.counts->sent = 4990;
    record.counts->in_flight = 10;
    record.received = 100;

    const results::Account account = results::account_of(record, {.completed = 100}, "");
    CHECK_FALSE(account.verified);
    CHECK(account.ledger.fired == 4990);
    CHECK(account.ledger.undelivered == 4890);
    CHECK(account.ledger.balances());

    record.undelivered = 4890;  // where results have numbers, the HQ knows: nothing counts twice
    CHECK(results::account_of(record, {.completed = 100}, "").ledger == account.ledger);
    record.hq = "yesterday";
    record.undelivered = 0;
    CHECK(results::account_of(record, {.completed = 100}, "today").ledger.fired == 100);
}

TEST_CASE("results that the disk would not take are rejected ones", "[results]") {
    const results::Account account =
        results::account_of(turret_of(10), {.completed = 6, .failed = 1, .unstored = 3}, "hq");

    CHECK(account.verified);
    CHECK(account.ledger.rejected == 3);
    CHECK(account.ledger.balances());
}

TEST_CASE("a result without a uuid belongs to the only turret of its name", "[results]") {
    results::TurretDirectory directory;
    directory.update(turret_of(0, "one", "u1"));
    directory.update(turret_of(0, "twin", "u2"));
    directory.update(turret_of(0, "twin", "u3"));
    const SampleBlock block = block_of({{.turret = "one", .uuid = ""},
                                        {.turret = "twin", .uuid = ""},
                                        {.turret = "twin", .uuid = "u3"},
                                        {.turret = "new", .uuid = "u3"}});
    directory.new_block(block);

    CHECK(directory.sender(block, block.samples()[0]).id == 1);
    CHECK(directory.sender(block, block.samples()[1]).id == 4);
    CHECK(directory.sender(block, block.samples()[2]).id == 3);
    CHECK(directory.sender(block, block.samples()[3]).id == 3);
    CHECK(directory.turrets().size() == 4);
}

TEST_CASE("what came without a uuid is of the turret that says its uuid later", "[results]") {
    results::TurretDirectory directory;
    const SampleBlock block = block_of({{.turret = "old", .uuid = ""}});
    directory.new_block(block);
    CHECK(directory.sender(block, block.samples()[0]).id == 1);

    directory.update(turret_of(0, "old", "u1"));
    directory.update(turret_of(0, "old", "u2"));

    REQUIRE(directory.turrets().size() == 2);
    CHECK(directory.turrets()[0].record.uuid == "u1");
    CHECK(directory.turrets()[1].record.uuid == "u2");
}

TEST_CASE("a result without a uuid is not of a turret of version 2", "[results]") {
    results::TurretDirectory directory;
    TurretRecord record = turret_of(0, "one", "u1");
    record.hq = "hq";
    directory.update(record);
    const SampleBlock block = block_of({{.turret = "one", .uuid = ""}});
    directory.new_block(block);

    CHECK(directory.sender(block, block.samples()[0]).id == 2);
}

TEST_CASE("what a turret without a last word still fired at the end is in flight", "[results]") {
    TurretRecord record;
    record.received = 100;
    record.in_flight = 2;

    const results::Account account = results::account_of(record, {.completed = 100}, "hq");

    CHECK(account.ledger.fired == 102);
    CHECK(account.ledger.in_flight == 2);
    CHECK(account.ledger.balances());
}
