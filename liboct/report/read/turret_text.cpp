// Shares are of the time that the turret watched itself.
#include "report/read/turret_text.hpp"

#include <oct/clock.hpp>

#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <set>

namespace oct::report {
namespace {

double share(std::chrono::nanoseconds part, const TurretHealth& health) noexcept {
    return health.watched > health.watched.zero()
               ? base::to_seconds(part) / base::to_seconds(health.watched)
               : 0;
}

}  // namespace

double run_delay_share(const TurretHealth& health) noexcept {
    return share(health.run_delay, health);
}

std::string share_text(std::chrono::nanoseconds part, const TurretHealth& health) {
    if (health.watched <= health.watched.zero()) return "–";
    return fmt::format("{:.0f} %", share(part, health) * 100);
}

std::string health_text(const TurretHealth& health) {
    return fmt::format("used {:.0f} %, waited {:.0f} %", share(health.cpu, health) * 100,
                       run_delay_share(health) * 100);
}

std::string health_note(const TurretHealth& health) {
    return fmt::format(
        "throttled {:.0f} %, stolen {:.0f} %, {} involuntary switches; 99 % of wake-ups within {} "
        "of "
        "their time, the longest gap {}; sending blocked for {}",
        share(health.throttled, health) * 100, share(health.steal, health) * 100,
        base::count_text(health.involuntary_switches), duration_text(health.wakeup_p99),
        duration_text(health.largest_gap), duration_text(health.blocked));
}

std::string load_text(const Summary& summary) {
    std::set<std::string> seen;
    std::string text;
    for (const TurretSummary& turret : summary.turrets) {
        const std::string& load = turret.load;
        if (load.empty() || !seen.insert(load).second) continue;
        text += (text.empty() ? "" : "; ") + load;
    }
    return text;
}

}  // namespace oct::report
