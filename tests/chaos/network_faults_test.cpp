// Networks that are slow, cut connections or turn bits over.
#include "chaos/account.hpp"
#include "chaos/seeds.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

TEST_CASE("far away is neither lost, nor late, nor another time", "[chaos][integration]") {
    const ApartRun run({.turrets = 2, .run_time = "3"});
    for (std::size_t i = 0; i < run.turrets(); ++i) run.network(i).set({.delay = 200ms});

    const int code = run.end();

    CAPTURE(run.output());
    const Summary summary = run.project().summary();
    CHECK(lost_and_told(run, summary) == 0);
    CHECK(summary.verified);
    CHECK(summary.clock_steps.empty());
    CHECK_THAT(run.hq().output(), !Contains(" lost at "));
    CHECK(code == exit_code(summary));
}

TEST_CASE("a narrow path delays results and loses none that the drain deadline waits for",
          "[chaos][integration]") {
    const ApartRun run({.turrets = 2, .run_time = "2"});
    run.network(1).results.set(Way::There, {.bytes_per_second = 20'000});

    const int code = run.end();

    CAPTURE(run.output());
    const Summary summary = run.project().summary();
    CHECK(lost_and_told(run, summary) == 0);
    CHECK(code == exit_code(summary));
}

TEST_CASE("what a path that is too narrow does not deliver is missing, and known to be",
          "[chaos][soak]") {
    const ApartRun run({.turrets = 2, .run_time = "3"});
    run.network(1).results.set(Way::There, {.bytes_per_second = 2'000});

    const int code = run.end();

    CAPTURE(run.output());
    const Summary summary = run.project().summary();
    CHECK(Account(run, 1).lost > 0);
    CHECK(Account(run, 0).lost == 0);
    CHECK(summary.verdict.grade == Grade::Invalid);
    CHECK(has_reason(summary, "drain"));
    CHECK(code == exit_codes::kInvalidRun);
}

TEST_CASE("a connection that ends in the run comes back, and what it took along is counted",
          "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const auto how = GENERATE(Cut::Close, Cut::Reset);
    const ApartRun run({.turrets = 2, .run_time = "2"}, seed);
    wait_up_to(1000ms, seed);

    run.network(1).cut(how);

    const int code = run.end();
    CAPTURE(seed, static_cast<int>(how), run.output());
    const Summary summary = run.project().summary();
    const std::uint64_t lost = lost_and_told(run, summary);
    CHECK(Account(run, 0).lost == 0);
    CHECK(summary_of(summary, 1).verified);
    CHECK(run.network(1).results.connections() >= 2);
    CHECK(code == (lost == 0 ? exit_code(summary) : exit_codes::kInvalidRun));
}

// A batch has no checksum: of its numbers that were turned over some become values. But whatever
// comes, the run ends, and its account with it.
TEST_CASE("bits that are turned over on their way cost no more than results",
          "[chaos][integration]") {
    const auto seed = GENERATE(from_range(seeds()));
    const ApartRun run({.turrets = 2, .run_time = "2"}, seed);
    run.network(1).results.set(Way::There, {.flips_a_byte = 1e-4});

    const int code = run.end();

    CAPTURE(seed, run.output());
    const Summary summary = run.project().summary();
    CHECK(run.network(1).results.flips() > 0);
    CHECK(Account(run, 0).lost == 0);
    CHECK(code == exit_code(summary));
}
