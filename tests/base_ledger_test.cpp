// The account of a run: it can balance, and it can fail to.
#include <oct/turret_status.hpp>

#include "support/catch.hpp"

using Catch::Matchers::Contains;

namespace {

oct::Ledger balanced() {
    return {.intended = 110,
            .skipped = 10,
            .fired = 100,
            .stored = 90,
            .rejected = 1,
            .dropped = 2,
            .undelivered = 3,
            .in_flight = 4,
            .completed = 80,
            .failed = 10};
}

}  // namespace

TEST_CASE("a ledger balances when every fired transaction is somewhere", "[base]") {
    CHECK(balanced().balances());
    CHECK(to_string(balanced()) ==
          "intended 110 = fired 100 + skipped 10; fired 100 = stored 90 + rejected 1 + dropped 2 + "
          "undelivered 3 + in flight 4; stored 90 = completed 80 + failed 10: balanced");
}

TEST_CASE("a lost result unbalances the ledger and is counted", "[base]") {
    auto ledger = balanced();
    ledger.stored -= 1;
    ledger.completed -= 1;

    CHECK(ledger.missing() == 1);
    CHECK_FALSE(ledger.balances());
    CHECK_THAT(to_string(ledger), Contains("NOT BALANCED: 1 missing"));
}

TEST_CASE("a result stored twice unbalances the ledger too", "[base]") {
    auto ledger = balanced();
    ledger.stored += 1;
    ledger.failed += 1;

    CHECK(ledger.missing() == -1);
    CHECK_THAT(to_string(ledger), Contains("1 too many"));
}

TEST_CASE("ledgers of turrets add up to the ledger of the run", "[base]") {
    auto sum = balanced();
    sum += balanced();

    CHECK(sum.fired == 200);
    CHECK(sum.in_flight == 8);
    CHECK(sum.balances());
}
