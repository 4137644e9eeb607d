// A closed load is as large as the number of its cannons that are busy.
#include "base/seconds.hpp"
#include "base/text.hpp"
#include "report/judge/checks.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace oct::report {
namespace {

using enum Grade;

constexpr double kFull = 0.8;
constexpr double kShortest = 1;  // s that a cannon was there on average: of less is little to say

OfTurret not_full(const TurretSummary& turret) {
    const double free = base::to_seconds(turret.health->cannon_time - turret.health->cannon_busy);
    return {turret.name,
            fmt::format("The load was not full: turret {} had {}. The others were free and waited "
                        "for their turn on its loop threads: give it more loop_threads or fewer "
                        "cannons, or spread them over more turrets.",
                        turret.name, busy_text({turret})),
            free};
}

}  // namespace

// Where most of the time went into back-offs, or the program had no CPU left, that is what there is
// to say: the turret's remark does. Less of that time is not held against the load.
bool is_not_full(const TurretSummary& turret) {
    if (!never_pauses(turret) || !turret.health || lacks_cpus_of_program(turret)) return false;
    const TurretHealth& health = *turret.health;
    const double there = base::to_seconds(health.cannon_time);
    const double wanted = there - base::to_seconds(health.backed_off);
    const double had_cpus = wanted * (1 - crowded_share(health));
    return wanted > there / 2 && wanted >= kShortest * static_cast<double>(turret.cannons) &&
           base::to_seconds(health.cannon_busy) < kFull * had_cpus;
}

// Closed load is no fault: the reader only has to know it.
Judged load_check(const Summary& summary) {
    const std::string load = load_text(summary);
    if (load.empty()) return {{"Load", {}, "not known", "no turret said what starts it"}};
    if (load.find("closed load") == std::string::npos)
        return {{"Load", Valid, load, "transactions started when due, whatever the target did"}};
    const std::string busy = busy_text(summary.turrets);
    Judged judged{{"Load",
                   {},
                   load,
                   (busy.empty() ? "" : busy + "; ") +
                       "cannons wait for the target: while it stalls nothing starts, and nobody's "
                       "wait is seen"}};
    std::vector<OfTurret> wanting;
    for (const TurretSummary& turret : summary.turrets)
        if (is_not_full(turret)) wanting.push_back(not_full(turret));
    judged.add_same(Suspect, "not_full", std::move(wanting), Bearing::NotFull);
    return judged;
}

}  // namespace oct::report
