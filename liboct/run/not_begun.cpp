// Shaped like any other summary, so that who reads its first section or its verdict may go on.
#include "run/not_begun.hpp"

#include <oct/version.hpp>

namespace oct::run {

Summary not_begun(const Config& config) {
    constexpr auto kText = "The run was stopped before it began: nothing was measured.";
    Summary summary;
    summary.oct_version = version();
    summary.planned_time = config.run_time;
    summary.interval = config.results_ts_interval;
    summary.interrupted = true;
    summary.end = RunEnd::Interrupted;
    summary.sections.emplace_back().name = "All transactions";
    for (const Limit& limit : config.limits)
        summary.limits.push_back({limit, LimitResult::State::Missed, {}, "the run did not begin"});
    summary.verdict.grade = Grade::Invalid;
    summary.verdict.headline = summary.headline = kText;
    summary.verdict.reasons.push_back({Grade::Invalid, "not_begun", kText, Bearing::Anything});
    return summary;
}

}  // namespace oct::run
