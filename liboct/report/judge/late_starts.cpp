// The lag says how late, the turrets' own health and skips say whose doing it was.
#include "report/judge/late_starts.hpp"

#include <oct/clock.hpp>

#include "base/seconds.hpp"
#include "base/text.hpp"
#include "report/judge/starvation.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;
using Cause = LateStarts::Cause;

constexpr std::uint64_t kFewest = 100;
constexpr std::chrono::milliseconds kSmallest(10);
constexpr double kPart = 0.25;          // of the response time
constexpr double kOwn = 0.5;            // of the lag
constexpr double kShortestWatch = 0.9;  // s, as for starvation()

/// The turrets of one class and what their transactions did.
struct Group {
    const Summary& summary;
    std::string_view of_class;  // empty: all are of one
    const Statistics& lag;
    const Statistics& responses;
    std::vector<const TurretSummary*> turrets{};
    Ledger ledger{};
};

std::vector<Group> groups_of(const Summary& summary) {
    std::vector<Group> groups;
    for (const ClassSummary& one : summary.classes)
        groups.push_back({summary, one.name, one.lag.statistics, one.sections.front().statistics});
    if (groups.empty())
        groups.push_back({summary, {}, summary.lag.statistics, summary.all().statistics});
    for (Group& group : groups)
        for (const TurretSummary& turret : summary.turrets) {
            if (!summary.classes.empty() && turret.class_name() != group.of_class) continue;
            group.turrets.push_back(&turret);
            group.ledger += turret.ledger;
        }
    if (summary.classes.empty()) groups.front().ledger = summary.ledger;
    return groups;
}

bool are_late(const Group& group) {
    return group.lag.count >= kFewest && group.lag.p90 >= kSmallest &&
           base::to_seconds(group.lag.p90) >= kPart * base::to_seconds(group.responses.p90);
}

bool of_all(const Group& group, bool (*holds)(const TurretRecord&)) {
    return !group.turrets.empty() &&
           std::all_of(group.turrets.begin(), group.turrets.end(),
                       [&](const TurretSummary* one) { return holds(*one); });
}

// The turret whose wake-ups came latest; null when none has watched itself.
const TurretSummary* sleepiest(const Group& group) {
    const TurretSummary* found = nullptr;
    for (const TurretSummary* turret : group.turrets) {
        const auto& health = turret->health;
        if (!health || base::to_seconds(health->watched) < kShortestWatch) continue;
        if (found == nullptr || health->wakeup_p99 > found->health->wakeup_p99) found = turret;
    }
    return found;
}

std::string late_text(const Group& group) {
    return fmt::format("{} started {} late or later",
                       group.of_class.empty()
                           ? "One in ten transactions"
                           : fmt::format("Of class {} one in ten transactions", group.of_class),
                       duration_text(group.lag.p90));
}

std::pair<Cause, std::string> cause_of(const Group& group) {
    for (const TurretSummary* one : group.turrets)
        if (!starvation(*one, group.summary).empty())
            return {Cause::Turret, fmt::format(", and turret {} lacked CPU.", one->name)};
    if (of_all(group, lacks_cpus_of_program))
        return {Cause::Program,
                " because the program that they are a part of kept all of its CPUs busy."};
    if (of_all(group, waits_for_its_turn_only))
        return {Cause::Turret,
                " because a cannon that is free waits for its turn: that much of the response "
                "times is not the target's."};
    const TurretSummary* turret = sleepiest(group);
    if (turret != nullptr &&
        base::to_seconds(turret->health->wakeup_p99) >= kOwn * base::to_seconds(group.lag.p90))
        return {Cause::Turret,
                fmt::format(" because turret {} itself came late, for 1 % of the time by {}: that "
                            "much of the response times is not the target's.",
                            turret->name, duration_text(turret->health->wakeup_p99))};
    const Ledger& ledger = group.ledger;
    if (ledger.skipped_late > ledger.skipped_no_cannon)
        return {Cause::Turret,
                ", and more starts were skipped because the turrets came late than because no "
                "cannon was free: not all of the response times is the target's."};
    if (turret == nullptr && ledger.skipped_no_cannon == 0)
        return {Cause::Unknown,
                "; whether the target kept the cannons busy or the turrets came late is unknown, "
                "because no turret watched itself for a second."};
    return {Cause::Target,
            " while the turrets were awake in time: their cannons were busy. Response times count "
            "from the intended start, so the wait is in them."};
}

}  // namespace

std::vector<LateStarts> late_starts_of(const Summary& summary) {
    std::vector<LateStarts> all;
    for (Group& group : groups_of(summary)) {
        if (!are_late(group)) continue;
        auto [cause, why] = cause_of(group);
        all.push_back({cause, late_text(group) + why, std::string(group.of_class), group.lag.p90,
                       std::move(group.turrets)});
    }
    return all;
}

}  // namespace oct::report
