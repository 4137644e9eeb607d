// A run of made-up results, read from wherever it may be kept.
#pragma once

#include <oct/results.hpp>

#include "report/judge/judgement.hpp"
#include "results/run_in_memory.hpp"
#include "store/stored_run.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <vector>

namespace oct::testing {

/// What is known of the run when it is read.
enum class Kept {
    Counts,  ///< a database, its counts
    Rows,    ///< a database, its rows
    Memory
};

struct CountedRun {
    Config config = config_of(std::chrono::seconds(1));
    std::vector<Shot> shots;
    std::vector<TurretRecord> turrets{};  ///< "navigation" where nothing is said
    RunEnd end = RunEnd::TimeOver;
    std::chrono::nanoseconds stopped{};  ///< 0: when its time was over
};

inline void feed(const CountedRun& run, ResultSink& sink) {
    const auto run_time = run.stopped.count() == 0 ? run.config.run_time : run.stopped;
    auto turrets = run.turrets;
    if (turrets.empty()) turrets.push_back(turret_of(run.shots.size()));
    SampleBlock before;
    SampleBlock after;
    for (const Shot& shot : run.shots) add(shot.elapsed < run_time ? before : after, shot);
    sink.start({"hq", kStart});
    for (const TurretRecord& turret : turrets) sink.turret(turret);
    sink.consume(before);
    sink.stop(run_time);
    sink.consume(after);
    RunOutcome outcome = outcome_of(turrets, run_time);
    outcome.end = run.end;
    sink.finish(outcome);
}

inline report::Findings findings_of(const CountedRun& run, Kept kept) {
    const auto read = [&](const measure::RunReader& reader) {
        return report::read_judged(reader, run.config.results_ts_interval, run.config.limits,
                                   LogSink::none());
    };
    if (kept == Kept::Memory) {
        results::RunInMemory memory(run.config);
        feed(run, memory);
        return read(memory);
    }
    const TempDir folder;
    {
        StatsHandler stats(folder.path(), run.config);
        feed(run, stats);
    }
    if (kept == Kept::Rows) forget_aggregates(folder.path() / "results.sqlite");
    return read(store::StoredRun(folder.path() / "results.sqlite"));
}

}  // namespace oct::testing
