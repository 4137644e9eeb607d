// The same facts for a run in a file and for one in memory.
#include "results/run_settings.hpp"

#include <oct/version.hpp>

#include "base/limit_json.hpp"
#include "measure/aggregate.hpp"

#include <fmt/format.h>

#include <sys/utsname.h>
#include <thread>

namespace oct::results {
namespace {

using std::chrono::nanoseconds;

// "shop-7, Linux 6.1.0 x86_64, 8 CPUs"
std::string host_text() {
    utsname system{};
    if (::uname(&system) != 0) return {};
    return fmt::format("{}, {} {} {}, {} CPUs", system.nodename, system.sysname, system.release,
                       system.machine, std::thread::hardware_concurrency());
}

nanoseconds stored_interval(nanoseconds interval, nanoseconds run_time) {
    while (run_time / interval > measure::Aggregate::kMostIntervals) interval *= 2;
    return interval;
}

}  // namespace

measure::RunFacts facts_of(const Config& config) {
    measure::RunFacts run;
    run.oct_version = version();
    run.configuration = base::with_limits(config.json, config.limits);
    run.host = host_text();
    run.interval = config.results_ts_interval;
    run.planned_time = config.run_time;
    return run;
}

void note_start(measure::RunFacts& run, const RunStart& start) {
    run.hq = start.hq;
    run.started = start.started;
    run.state = measure::RunState::Running;
}

void note_end(measure::RunFacts& run, const RunOutcome& outcome) {
    run.hq = outcome.start.hq;
    run.started = outcome.start.started;
    run.finished = outcome.finished;
    run.run_time = outcome.run_time;
    run.state = outcome.interrupted ? measure::RunState::Interrupted : measure::RunState::Finished;
    run.received = outcome.received;
    run.received_failed = outcome.received_failed;
}

measure::AggregateFacts counts_of(const Config& config) {
    measure::AggregateFacts facts;
    facts.interval = stored_interval(config.results_ts_interval, config.run_time);
    facts.run_time = config.run_time;
    facts.rows_kept = config.samples == Samples::All;
    facts.responses = measure::responses_of(config.limits);
    return facts;
}

}  // namespace oct::results
