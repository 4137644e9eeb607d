// Shaped like any other summary, so that who reads its first section or its verdict may go on.
#include "run/not_begun.hpp"

#include <oct/version.hpp>

#include "report/judge/judgement.hpp"

#include <algorithm>

namespace oct::run {

Summary not_begun(const Config& config) {
    Summary summary;
    summary.oct_version = version();
    summary.planned_time = config.run_time;
    summary.interval = config.results_ts_interval;
    summary.interrupted = true;
    summary.end = RunEnd::Interrupted;
    for (const Limit& limit : config.limits)
        summary.limits.push_back({limit, LimitResult::State::Missed, {}, "the run did not begin"});
    const std::size_t listed = config.turrets.size();
    report::answer(summary, std::max(listed, static_cast<std::size_t>(config.min_turrets)));
    return summary;
}

}  // namespace oct::run
