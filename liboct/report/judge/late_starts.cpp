// The lag says how late, the turrets' own health and skips say whose doing it was.
#include "report/judge/late_starts.hpp"

#include <oct/clock.hpp>

#include "base/seconds.hpp"
#include "base/text.hpp"
#include "report/judge/starvation.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

constexpr std::uint64_t kFewest = 100;
constexpr std::chrono::milliseconds kSmallest(10);
constexpr double kPart = 0.25;          // of the response time
constexpr double kOwn = 0.5;            // of the lag
constexpr double kShortestWatch = 0.9;  // s, as for starvation()

bool are_late(const Summary& summary) {
    const Statistics& lag = summary.lag.statistics;
    const Statistics& responses = summary.all().statistics;
    return lag.count >= kFewest && lag.p90 >= kSmallest &&
           base::to_seconds(lag.p90) >= kPart * base::to_seconds(responses.p90);
}

bool of_all(const Summary& summary, bool (*holds)(const TurretRecord&)) {
    return !summary.turrets.empty() &&
           std::all_of(summary.turrets.begin(), summary.turrets.end(), holds);
}

LateStarts for_turns(const std::string& late, const Summary& summary) {
    if (of_all(summary, lacks_cpus_of_program))
        return {LateStarts::Cause::Program,
                late + " because the program that they are a part of kept all of its CPUs busy."};
    return {LateStarts::Cause::Turret,
            late +
                " because a cannon that is free waits for its turn on a loop thread: that much "
                "of the response times is not the target's."};
}

// The turret whose wake-ups came latest; null when none has watched itself.
const TurretRecord* sleepiest(const Summary& summary) {
    const TurretRecord* found = nullptr;
    for (const TurretSummary& turret : summary.turrets) {
        const auto& health = turret.health;
        if (!health || base::to_seconds(health->watched) < kShortestWatch) continue;
        if (found == nullptr || health->wakeup_p99 > found->health->wakeup_p99) found = &turret;
    }
    return found;
}

}  // namespace

LateStarts late_starts_of(const Summary& summary) {
    if (!are_late(summary)) return {};
    const nanoseconds lag = summary.lag.statistics.p90;
    const std::string late =
        fmt::format("One in ten transactions started {} late or later", duration_text(lag));
    for (const TurretSummary& one : summary.turrets)
        if (!starvation(one, summary).empty())
            return {LateStarts::Cause::Turret,
                    fmt::format("{}, and turret {} lacked CPU.", late, one.name)};
    if (of_all(summary, waits_for_its_turn_only)) return for_turns(late, summary);
    const TurretRecord* turret = sleepiest(summary);
    if (turret != nullptr &&
        base::to_seconds(turret->health->wakeup_p99) >= kOwn * base::to_seconds(lag))
        return {
            LateStarts::Cause::Turret,
            fmt::format("{} because turret {} itself came late, for 1 % of the time by {}: that "
                        "much of the response times is not the target's.",
                        late, turret->name, duration_text(turret->health->wakeup_p99))};
    const Ledger& ledger = summary.ledger;
    if (ledger.skipped_late > ledger.skipped_no_cannon)
        return {LateStarts::Cause::Turret,
                fmt::format("{}, and more starts were skipped because the turrets came late than "
                            "because no cannon was free: not all of the response times is the "
                            "target's.",
                            late)};
    if (turret == nullptr && ledger.skipped_no_cannon == 0)
        return {LateStarts::Cause::Unknown,
                late +
                    "; whether the target kept the cannons busy or the turrets came late is "
                    "unknown, because no turret watched itself for a second."};
    return {LateStarts::Cause::Target,
            late +
                " while the turrets were awake in time: their cannons were busy. Response times "
                "count from the intended start, so the wait is in them."};
}

}  // namespace oct::report
