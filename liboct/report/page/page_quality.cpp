// Run, ledger, delivery, turrets, load, schedule, CPU, clock: always in this order, the good ones
// too.
#include "report/page/page_quality.hpp"

#include "base/text.hpp"
#include "report/judge/late_starts.hpp"
#include "report/judge/starvation.hpp"
#include "report/read/figures.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

QualityCheck run_check(const Summary& summary) {
    if (!summary.complete)
        return {"Run", "suspect", "incomplete", "the headquarters ended before the run did"};
    if (!summary.aborted_by.empty())
        return {"Run", summary.transactions == 0 ? "suspect" : "good", "ended early",
                "by the limit " + summary.aborted_by};
    if (summary.interrupted)
        return {"Run", "suspect", "interrupted", "stopped before its time was over"};
    if (summary.transactions == 0)
        return {"Run", "suspect", "no results", "not one transaction ended"};
    return {"Run", "good", "complete", seconds_text(summary.run_time) + " s"};
}

QualityCheck ledger_check(const Ledger& ledger) {
    if (ledger.balances())
        return {"Ledger", "good", "balanced",
                fmt::format("{} transactions fired, each accounted for",
                            base::count_text(ledger.fired))};
    const std::int64_t missing = ledger.missing();
    const std::string count = base::grouped(std::to_string(std::abs(missing)));
    return {"Ledger", "invalid",
            missing > 0   ? count + " missing"
            : missing < 0 ? count + " too many"
                          : "unbalanced",
            "fired is not the sum of what became of them"};
}

QualityCheck delivery_check(const Summary& summary) {
    const Ledger& ledger = summary.ledger;
    const std::uint64_t lost = ledger.rejected + ledger.dropped + ledger.undelivered;
    const auto verified = static_cast<std::size_t>(
        std::count_if(summary.turrets.begin(), summary.turrets.end(),
                      [](const TurretSummary& turret) { return turret.verified; }));
    const std::string note =
        fmt::format("{} of {} turrets sent a final count", verified, summary.turrets.size());
    if (lost != 0) return {"Delivery", "invalid", base::count_text(lost) + " lost", note};
    if (summary.unattributed != 0)
        return {"Delivery", "suspect", base::count_text(summary.unattributed) + " unreadable",
                note + "; whose messages could not be read is unknown"};
    return {"Delivery", summary.verified ? "good" : "suspect",
            summary.verified ? "verified" : "unverified", note};
}

QualityCheck turret_check(const std::vector<TurretSummary>& turrets) {
    std::size_t lost = 0;
    std::size_t aborted = 0;
    for (const TurretSummary& turret : turrets) {
        lost += turret.record.lost.has_value();
        aborted += base::equal_ignoring_case(turret.record.last.status, "aborted");
    }
    if (lost + aborted == 0)
        return {"Turrets", turrets.empty() ? "unknown" : "good",
                base::count_text(turrets.size()) + (turrets.size() == 1 ? " turret" : " turrets"),
                "none was lost, none gave up"};
    return {"Turrets", "suspect", fmt::format("{} of {}", lost + aborted, turrets.size()),
            fmt::format("{} lost, {} gave up; what they fired since is unknown", lost, aborted)};
}

QualityCheck saturation_check(const Ledger& ledger) {
    if (ledger.skipped == 0)
        return {"Saturation", "good", "0 skipped",
                "the turrets started all that the plan asked for"};
    return {"Saturation", "suspect", percent_text(ledger.skipped, ledger.intended) + " skipped",
            fmt::format("{} of {} intended transactions were not started: {}",
                        base::count_text(ledger.skipped), base::count_text(ledger.intended),
                        skip_causes_text(ledger))};
}

QualityCheck load_check(const Summary& summary) {
    const std::string load = load_text(summary);
    if (load.empty()) return {"Load", "unknown", "not known", "no turret said what starts it"};
    if (load.find("closed load") == std::string::npos)
        return {"Load", "good", load, "transactions started when due, whatever the target did"};
    return {
        "Load", "unknown", load,
        "cannons wait for the target: while it stalls nothing starts, and nobody's wait is seen"};
}

QualityCheck lateness_check(const Summary& summary) {
    const Section& lag = summary.lag;
    const LateStarts lateness = late_starts_of(summary);
    if (lateness.cause != LateStarts::Cause::None)
        return {"Late starts", lateness.cause == LateStarts::Cause::Turret ? "suspect" : "unknown",
                "1 in 10 after " + duration_text(lag.statistics.p90), lateness.text};
    if (lag.statistics.count == 0)
        return {"Late starts", "unknown", "not measured", "no turret sent when it meant to start"};
    if (lag.statistics.max == lag.statistics.max.zero())
        return {"Late starts", "good", "none", "no transaction waited for its turn"};
    return {"Late starts", "good", "99 % within " + duration_text(lag.statistics.p99),
            "the latest " + duration_text(lag.statistics.max) + " behind the plan"};
}

// Of a turret that is neither lost nor aborted a reason is what it says of its own health.
bool complains(const TurretSummary& turret) {
    return !turret.record.lost &&
           !base::equal_ignoring_case(turret.record.last.status, "aborted") &&
           !turret.record.last.reason.empty();
}

// Of the turret that waited longest for its time.
QualityCheck cpu_check(const Summary& summary) {
    const TurretSummary* worst = nullptr;
    bool starved = false;
    for (const TurretSummary& turret : summary.turrets) {
        if (complains(turret))  // it knows best
            return {
                "CPU", "suspect", "told by a turret",
                fmt::format("turret {}: {}", turret.record.last.turret, turret.record.last.reason)};
        const auto& health = turret.record.last.health;
        if (!health || health->watched <= health->watched.zero()) continue;
        if (worst == nullptr ||
            run_delay_share(*health) > run_delay_share(*worst->record.last.health))
            worst = &turret;
        starved = starved || !starvation(turret, summary).empty();
    }
    if (worst == nullptr)
        return {"CPU", "unknown", "not measured", "no turret watched itself for a second"};
    const TurretHealth& health = *worst->record.last.health;
    return {"CPU", starved ? "suspect" : "good", health_text(health),
            fmt::format("turret {}: {}", worst->record.last.turret, health_note(health))};
}

QualityCheck cost_check(const std::optional<OwnCost>& cost) {
    if (!cost) return {"Own cost", "unknown", "not measured", "no turret measured what oct costs"};
    const double percent = cost->of_p50 * 100;
    return {"Own cost", percent < 1 ? "good" : "unknown",
            percent < 0.001 ? std::string("below 0.001 % of the median")
                            : fmt::format("{:.2g} % of the median", percent),
            fmt::format("CPU time of oct: {} a transaction, {} a timer",
                        duration_text(cost->transaction), duration_text(cost->timer))};
}

QualityCheck clock_check(const std::vector<ClockStep>& steps) {
    if (steps.empty())
        return {"Clock", "good", "steady", "the HQ's clock was not set during the run"};
    return {"Clock", "suspect",
            base::count_text(steps.size()) + (steps.size() == 1 ? " step" : " steps"),
            "durations are right, intervals may not be"};
}

}  // namespace

std::vector<QualityCheck> quality_checks(const Summary& summary) {
    return {run_check(summary),
            ledger_check(summary.ledger),
            delivery_check(summary),
            turret_check(summary.turrets),
            saturation_check(summary.ledger),
            load_check(summary),
            lateness_check(summary),
            cpu_check(summary),
            cost_check(summary.own_cost),
            clock_check(summary.clock_steps)};
}

}  // namespace oct::report
