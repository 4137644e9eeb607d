// Counts that have to be exact, by the thousands.
#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace oct;
using namespace oct::testing;

namespace {

/// A run that ends when this many transactions were started.
TestProject project_of(std::uint64_t transactions, const std::string& more) {
    return TestProject(
        "[" +
            entry("web", "nap", 4,
                  ", \"nap_ms\": 0, \"iterations\": " + std::to_string(transactions) + more) +
            "]",
        "60");
}

}  // namespace

TEST_CASE("results whose error has the word status are results", "[chaos][integration]") {
    const TestProject project = project_of(10'000, ", \"fail_every\": 1");

    const Program run = project.run();

    (void)run.wait();
    CAPTURE(run.output());
    const Summary summary = project.summary();
    CHECK(summary.ledger.fired == 10'000);
    CHECK(summary.ledger.stored == 10'000);
    CHECK(summary.ledger.failed == 10'000);
    REQUIRE(summary.error_messages.size() == 1);
    CHECK(summary.error_messages[0].message == "HTTP status 500");
}

TEST_CASE("of a million results that wait when the last one was fired none is lost",
          "[chaos][soak]") {
    const TestProject project = project_of(1'000'000, "");

    const Program run = project.run();

    CHECK(run.wait().code == 0);
    CAPTURE(run.output());
    const Summary summary = project.summary();
    CHECK(summary.ledger.fired == 1'000'000);
    CHECK(summary.ledger.stored == 1'000'000);
    CHECK(summary.verified);
}
