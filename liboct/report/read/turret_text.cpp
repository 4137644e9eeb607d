// Shares are of the time that the turret watched itself.
#include "report/read/turret_text.hpp"

#include <oct/clock.hpp>

#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <string_view>

namespace oct::report {
namespace {

double share(std::chrono::nanoseconds part, const TurretHealth& health) noexcept {
    return health.watched > health.watched.zero()
               ? base::to_seconds(part) / base::to_seconds(health.watched)
               : 0;
}

bool is_closed(const TurretRecord& turret) {
    return turret.load.starts_with("closed load");
}

bool says(const TurretRecord& turret, std::string_view words) {
    return turret.load.find(words) != std::string::npos;
}

// 460, 4.6: of few cannons the part of one matters.
std::string few_digits(double count) {
    return count < 9.95 ? fmt::format("{:.2g}", count)
                        : base::count_text(static_cast<std::uint64_t>(std::llround(count)));
}

// Several threads together may wait for longer than the time that they were watched.
std::string waited_text(const TurretHealth& health) {
    if (share(health.run_delay, health) <= 1) return share_text(health.run_delay, health);
    return fmt::format("{:.1f} s in {:.1f} s for a CPU, added up over {} threads",
                       base::to_seconds(health.run_delay), base::to_seconds(health.watched),
                       health.threads == 0 ? "its" : base::count_text(health.threads));
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
    return fmt::format("used {}, waited {}", share_text(health.cpu, health), waited_text(health));
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

bool gave_up(const TurretRecord& turret) {
    return base::equal_ignoring_case(turret.status, "aborted");
}

bool waits_for_its_turn_only(const TurretRecord& turret) {
    return is_closed(turret) && !says(turret, "pacing");
}

bool never_pauses(const TurretRecord& turret) {
    return waits_for_its_turn_only(turret) && !says(turret, "think time");
}

double crowded_share(const TurretHealth& health) noexcept {
    return share(health.crowded, health);
}

bool lacks_cpus_of_program(const TurretRecord& turret) {
    return turret.health && crowded_share(*turret.health) > 0.5;
}

std::string busy_text(const std::vector<TurretSummary>& turrets) {
    std::uint64_t cannons = 0;
    double busy = 0;
    for (const TurretSummary& turret : turrets) {
        if (!is_closed(turret) || !turret.health || turret.health->cannon_time.count() <= 0)
            continue;
        cannons += turret.cannons;
        busy +=
            static_cast<double>(turret.cannons) * (base::to_seconds(turret.health->cannon_busy) /
                                                   base::to_seconds(turret.health->cannon_time));
    }
    if (cannons == 0) return {};
    return fmt::format("{} {}, {} busy on average", base::count_text(cannons),
                       cannons == 1 ? "cannon" : "cannons", few_digits(busy));
}

}  // namespace oct::report
