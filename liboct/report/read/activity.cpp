// Activity from the results of each turret, so that it is known of every database.
#include "report/read/activity.hpp"

#include <algorithm>
#include <cmath>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t kMostSteps = 600;

std::uint64_t cannons_at(const TurretStatus& turret, nanoseconds since_start) {
    const double rampup_ns = static_cast<double>(turret.rampup.count());
    if (!(rampup_ns > 0)) return turret.cannons;
    const double share = static_cast<double>(since_start.count()) / rampup_ns;
    if (share >= 1 || turret.cannons == 0) return turret.cannons;
    const double started = std::floor(share * static_cast<double>(turret.cannons)) + 1;
    return std::min(turret.cannons, static_cast<std::uint64_t>(started));
}

}  // namespace

Activity activity_of(const std::vector<TurretSummary>& turrets, nanoseconds end) {
    using std::chrono::seconds;
    Activity activity;
    for (const TurretSummary& turret : turrets)
        if (turret.last_result) end = std::max(end, *turret.last_result);
    activity.step = seconds(end / seconds(kMostSteps) + 1);
    activity.steps.resize(static_cast<std::size_t>(end / activity.step) + 1);
    for (const TurretSummary& turret : turrets) {
        if (!turret.first_result || !turret.last_result) continue;
        const auto first = *turret.first_result / activity.step;
        for (auto i = first; i <= *turret.last_result / activity.step; ++i) {
            Activity::Step& step = activity.steps[static_cast<std::size_t>(i)];
            ++step.turrets;
            const nanoseconds since =
                std::min(activity.step * (i + 1), *turret.last_result) - *turret.first_result;
            step.cannons += cannons_at(turret, std::max(since, nanoseconds::zero()));
        }
    }
    return activity;
}

}  // namespace oct::report
