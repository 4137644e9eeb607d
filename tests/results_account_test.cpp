// Who sent a result, and what its turret's ledger then says.
#include "results/account.hpp"
#include "results/turret_directory.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"

#include <cstdint>
#include <vector>

using namespace oct;
using namespace oct::testing;

namespace {

std::vector<std::int64_t> ids_of(results::TurretDirectory& directory, const SampleBlock& block) {
    std::vector<std::int64_t> ids;
    directory.file(block, ids);
    return ids;
}

}  // namespace

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

TEST_CASE("a result is filed by its uuid, and only without one by its name", "[results]") {
    results::TurretDirectory directory;
    directory.update(turret_of(0, "one", "u1"));
    directory.update(turret_of(0, "twin", "u2"));
    const SampleBlock block = block_of({{.turret = "one", .uuid = ""},
                                        {.turret = "one", .uuid = "u1"},
                                        {.turret = "new", .uuid = "u2"},
                                        {.turret = "new", .uuid = "u3"},
                                        {.turret = "one", .uuid = ""}});

    CHECK(ids_of(directory, block) == std::vector<std::int64_t>{3, 1, 2, 4, 3});
    CHECK(directory.turrets().size() == 4);
}

TEST_CASE("what came without a uuid is of the turret that the HQ says it is of", "[results]") {
    results::TurretDirectory directory;
    const SampleBlock block = block_of({{.turret = "old", .uuid = ""}});
    CHECK(ids_of(directory, block) == std::vector<std::int64_t>{1});
    TurretRecord record = turret_of(0, "old", "u1");

    SECTION("of this one") {
        record.early = 1;
        directory.update(record);
        directory.update(record);
        REQUIRE(directory.turrets().size() == 1);
        CHECK(directory.turrets()[0].record.uuid == "u1");
        CHECK(ids_of(directory, block) == std::vector<std::int64_t>{2});  // these are another's
        directory.update(record);
        CHECK(directory.turrets().size() == 2);
    }
    SECTION("of none") {
        directory.update(record);
        CHECK(directory.turrets().size() == 2);
        CHECK(ids_of(directory, block) == std::vector<std::int64_t>{1});
    }
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
