// Whether the load generators themselves were well: CPU, late starts, what they cost.
#include <oct/clock.hpp>

#include "base/seconds.hpp"
#include "base/text.hpp"
#include "report/judge/checks.hpp"
#include "report/judge/late_starts.hpp"
#include "report/judge/starvation.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace oct::report {
namespace {

using enum Grade;

// What a turret says of its own health. In a last word, and of one that went before the end, it is
// why it ended.
std::string complaint(const TurretSummary& turret) {
    const TurretRecord& record = turret;
    const bool ended = record.last_word || record.lost || record.left || gave_up(record);
    return ended ? "" : record.reason;
}

// The turret that waited longest for its time.
const TurretSummary* hungriest(const Summary& summary) {
    const TurretSummary* worst = nullptr;
    for (const TurretSummary& turret : summary.turrets) {
        const auto& health = turret.health;
        if (!health || health->watched <= health->watched.zero()) continue;
        if (worst == nullptr || run_delay_share(*health) > run_delay_share(*worst->health))
            worst = &turret;
    }
    return worst;
}

// What a turret lacked, CPU or loop threads, is said of itself, and does not need a second
// sentence.
bool is_blamed(const TurretSummary& turret, const Summary& summary) {
    return !complaint(turret).empty() || !starvation(turret, summary).empty() ||
           is_not_full(turret);
}

bool is_own(const LateStarts& late) {
    return late.cause == LateStarts::Cause::Turret;
}

Judged late_ones(const std::vector<LateStarts>& all, const Summary& summary) {
    const LateStarts& worst =
        *std::max_element(all.begin(), all.end(), [](const LateStarts& a, const LateStarts& b) {
            return std::pair(is_own(a), a.p90) < std::pair(is_own(b), b.p90);
        });
    Judged judged{{"Late starts", {}, "1 in 10 after " + duration_text(worst.p90), worst.text}};
    if (is_own(worst)) judged.check.grade = Suspect;
    std::vector<OfTurret> own;
    std::vector<OfTurret> others;
    for (const LateStarts& late : all) {
        const OfTurret sentence{late.of_class, late.text, base::to_seconds(late.p90)};
        const bool said =
            std::any_of(late.turrets.begin(), late.turrets.end(),
                        [&](const TurretSummary* turret) { return is_blamed(*turret, summary); });
        // The turrets remark of their program themselves.
        if (!is_own(late) && late.cause != LateStarts::Cause::Program) others.push_back(sentence);
        if (is_own(late) && !said) own.push_back(sentence);
    }
    constexpr Noun kClass{"class", "classes"};
    judged.add_same(Suspect, "late_starts", std::move(own), Bearing::Lengthens, kClass);
    judged.add_same(Valid, "late_starts", std::move(others), Bearing::Nothing, kClass);
    return judged;
}

// A thread that sleeps 1 ms again and again slept that long, and for want of CPU it was not.
std::string standstill(const TurretSummary& turret) {
    constexpr std::chrono::seconds kLong(1);
    if (!turret.health || turret.health->largest_gap < kLong || lacks_cpus_of_program(turret))
        return {};
    return fmt::format(
        "Turret {} stood still for {}: it or its machine was stopped. What it measured meanwhile "
        "is not the target's.",
        turret.name, duration_text(turret.health->largest_gap));
}

}  // namespace

Judged cpu_check(const Summary& summary) {
    Judged judged{{"CPU", {}, "not measured", "no turret watched itself for a second"}};
    if (const TurretSummary* worst = hungriest(summary); worst != nullptr) {
        const TurretHealth& health = *worst->health;
        judged.check.grade = Valid;
        judged.check.value = health_text(health);
        judged.check.note = fmt::format("turret {}: {}", worst->name, health_note(health));
    }
    std::vector<OfTurret> blamed;
    const auto blame = [&](const TurretSummary& turret, const std::string& text) {
        if (!text.empty())
            blamed.push_back({turret.name, fmt::format("Turret {}: {}.", turret.name, text),
                              turret.health ? run_delay_share(*turret.health) : 0});
    };
    for (const TurretSummary& turret : summary.turrets) {
        const std::string own = complaint(turret);
        blame(turret, own);
        if (own.empty()) continue;  // it knows best
        judged.check.value = "told by a turret";
        judged.check.note = fmt::format("turret {}: {}", turret.name, own);
    }
    std::vector<OfTurret> still;
    for (const TurretSummary& turret : summary.turrets) {
        const std::string lacked = starvation(turret, summary);
        blame(turret, lacked);
        const std::string text = standstill(turret);
        if (!lacked.empty() || text.empty()) continue;
        still.push_back({turret.name, text, base::to_seconds(turret.health->largest_gap)});
        judged.check.value = "stood still";
        judged.check.note = text;
    }
    judged.add_same(Suspect, "generator", std::move(blamed), Bearing::Lengthens);
    judged.add_same(Suspect, "stood_still", std::move(still), Bearing::Anything);
    return judged;
}

// A target that keeps its cannons busy is what response times from the intended start are for.
Judged late_starts_check(const Summary& summary) {
    const std::vector<LateStarts> late = late_starts_of(summary);
    if (!late.empty()) return late_ones(late, summary);
    const Statistics& lag = summary.lag.statistics;
    if (lag.count == 0)
        return {{"Late starts", {}, "not measured", "no turret sent when it meant to start"}};
    if (lag.max == lag.max.zero())
        return {{"Late starts", Valid, "none", "no transaction waited for its turn"}};
    return {{"Late starts", Valid, "99 % within " + duration_text(lag.p99),
             "the latest " + duration_text(lag.max) + " behind the plan"}};
}

Judged own_cost_check(const Summary& summary) {
    if (!summary.own_cost)
        return {{"Own cost", {}, "not measured", "no turret measured what oct costs"}};
    const OwnCost& cost = *summary.own_cost;
    const double percent = cost.of_p50.value;
    Judged judged{{"Own cost",
                   {},
                   percent < 0.001 ? std::string("below 0.001 % of the median")
                                   : fmt::format("{:.2g} % of the median", percent),
                   fmt::format("CPU time of oct: {} a transaction, {} a timer",
                               duration_text(cost.transaction), duration_text(cost.timer))}};
    if (percent < 1) judged.check.grade = Valid;
    return judged;
}

}  // namespace oct::report
