// A run that is only counted in memory tells the same as one that is read from a database.
#include <oct/results.hpp>

#include "report/judge/judgement.hpp"
#include "results/run_in_memory.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <random>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using std::chrono::nanoseconds;

namespace {

struct RunOfTest {
    Config config = config_of(5s);
    std::vector<SampleBlock> blocks;
    RunOutcome outcome;
};

std::vector<Shot> random_shots(std::mt19937_64& random, std::size_t count) {
    std::vector<Shot> shots(count);
    for (Shot& shot : shots) {
        shot.elapsed = nanoseconds(random() % 32'000'000'000);
        shot.warmup = shot.elapsed < 3s;
        shot.service = nanoseconds(random() % 3'000'000'000);
        shot.lag = nanoseconds(random() % 40'000'000);
        if (random() % 4 == 0) shot.error = "error " + std::to_string(random() % 3);
        for (std::uint64_t n = random() % 4; n != 0; --n)
            shot.timers.push_back(
                {"timer " + std::to_string(random() % 3), nanoseconds(random() % 1'000'000'000)});
        if (random() % 3 == 0) shot.turret = "two", shot.uuid = "u2";
        if (random() % 9 == 0) shot.turret = "lost", shot.uuid = "u3";
    }
    return shots;
}

TurretRecord skipping(std::uint64_t fired) {
    TurretRecord record = turret_of(fired);
    record.counts->intended += 7;
    record.counts->skipped = 7;
    record.counts->skipped_late = 4;
    record.counts->skipped_no_cannon = 3;
    record.health.emplace();
    record.health->watched = 30s;
    record.health->cpu = 4s;
    record.health->cost = 1us;
    record.health->largest_gap = 3ms;
    return record;
}

TurretRecord lost_turret() {
    TurretRecord record = turret_of(0, "lost", "u3");
    record.last_word = false;
    record.counts->dropped = 5;
    record.lost = kStart + 20s;
    record.rejected = 2;
    return record;
}

RunOfTest run_of(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    RunOfTest run;
    run.config.limits.push_back(Limit::parse("p95 < 50ms", "test"));
    run.config.limits.push_back(Limit::parse("errors < 90%", "test"));
    for (int i = 0; i < 20; ++i) run.blocks.push_back(block_of(random_shots(random, 100)));
    run.outcome = outcome_of({skipping(1200), turret_of(700, "two", "u2"), lost_turret()});
    run.outcome.received = 2000;
    run.outcome.rejected = {{"no message of ours", 3}, {"another reason", 2}};
    run.outcome.clock_steps = {{4s, 2s}};
    return run;
}

void feed(const RunOfTest& run, ResultSink& sink) {
    sink.start(run.outcome.start);
    for (const TurretRecord& record : run.outcome.turrets) sink.turret(record);
    for (const SampleBlock& block : run.blocks) sink.consume(block);
    sink.finish(run.outcome);
}

Summary via_database(const RunOfTest& run) {
    const TempDir folder;
    StatsHandler stats(folder.path(), run.config);
    feed(run, stats);
    Summary summary = ReportBuilder(folder.path(), stats.database(), run.config).summarize();
    summary.database.clear();
    return summary;
}

Summary via_memory(const RunOfTest& run) {
    results::RunInMemory memory(run.config);
    feed(run, memory);
    return report::read_judged(memory, run.config.results_ts_interval, run.config.limits,
                               LogSink::none())
        .summary;
}

}  // namespace

TEST_CASE("a run in memory gives the summary that a database gives, bit for bit", "[results]") {
    const std::uint64_t seed = GENERATE(1U, 2U, 3U);
    RunOfTest run = run_of(seed);
    const Summary memory = via_memory(run);
    CHECK(memory.transactions > 1000);
    CHECK(memory.warmup_results > 100);
    CHECK(memory.turrets.size() == 3);
    CHECK(memory.to_json() == via_database(run).to_json());
}

TEST_CASE("a run in memory that was interrupted or cut off says so like a database", "[results]") {
    RunOfTest run = run_of(4);
    run.outcome.interrupted = true;
    run.outcome.aborted_by = "p95 < 50ms";
    CHECK(via_memory(run).interrupted);
    CHECK(via_memory(run).to_json() == via_database(run).to_json());
}

TEST_CASE("intervals of a long run in memory grow as those of a database do", "[results]") {
    RunOfTest run = run_of(5);
    run.config.results_ts_interval = 1ms;
    const Summary memory = via_memory(run);
    CHECK(memory.interval > 1ms);
    CHECK(memory.to_json() == via_database(run).to_json());
}

TEST_CASE("a run in memory without results is a run", "[results]") {
    RunOfTest run = run_of(6);
    run.blocks.clear();
    CHECK(via_memory(run).to_json() == via_database(run).to_json());
}
