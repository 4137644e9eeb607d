// Of figures from outside nothing is added as an integer: they may be anything.
#include "report/judge/starvation.hpp"

#include <oct/clock.hpp>

#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

constexpr double kShortest = 0.9;  // s: of less there is too little to say
constexpr double kWaited = 0.1;
constexpr double kThrottled = 0.05;
constexpr double kStolen = 0.1;
constexpr double kPart = 0.25;  // of a figure: so much may not be the turret's own
constexpr std::chrono::milliseconds kSmallest(1);

std::string waited_text(const TurretHealth& health, double watched) {
    const double waited = base::to_seconds(health.run_delay);
    if (health.threads == 0)
        return fmt::format("its threads, added up, waited {:.1f} s for a CPU in {:.1f} s", waited,
                           watched);
    return fmt::format("its {} threads waited {:.1f} s for a CPU in {:.1f} s",
                       base::count_text(health.threads), waited, watched);
}

std::string cause(const TurretHealth& health) {
    const double watched = base::to_seconds(health.watched);
    if (watched < kShortest) return {};
    const auto told = [&](std::chrono::nanoseconds time, double least, std::string_view words) {
        const double share = base::to_seconds(time) / watched;
        return share < least ? std::string()
                             : fmt::format("{} {:.0f} % of the time", words, share * 100);
    };
    std::string text = told(health.throttled, kThrottled, "its CPU limit stopped it for");
    if (text.empty()) text = told(health.steal, kStolen, "the hypervisor took the CPU for");
    if (text.empty() && base::to_seconds(health.run_delay) >= kWaited * watched)
        text = waited_text(health, watched);
    return text;
}

// The figures that a reader sees of its transactions.
const Statistics& responses_of(const TurretSummary& turret, const Summary& summary) {
    for (const ClassSummary& one : summary.classes)
        if (one.name == turret.class_name() && one.sections.front().statistics.count != 0)
            return one.sections.front().statistics;
    return summary.all().statistics;
}

// Databases of 0.1.0 do not know it turret by turret.
double response_seconds(const TurretSummary& turret, const Statistics& responses) {
    if (turret.responses) return base::to_seconds(*turret.responses);
    return base::to_seconds(responses.mean) * static_cast<double>(turret.ledger.stored);
}

std::string effect(const TurretHealth& health, const TurretSummary& turret,
                   const Summary& summary) {
    const Statistics& responses = responses_of(turret, summary);
    // Busy cannons are of the same time as the waits: with setup(), tear_down() and the warm-up.
    const bool busy = health.cannon_busy.count() > 0;
    const double measured =
        busy ? base::to_seconds(health.cannon_busy) : response_seconds(turret, responses);
    const double waited = base::to_seconds(health.run_delay);
    if (measured > 0 && waited > kPart * measured)
        return fmt::format(
            fmt::runtime(busy ? "its threads waited {} in all, and its cannons were busy for {}"
                              : "its threads waited {}, and its response times add up to {}"),
            duration_text(health.run_delay),
            duration_text(base::from_seconds(measured).value_or(std::chrono::nanoseconds::max())));
    const auto matters = [&](std::chrono::nanoseconds time) {
        return time >= kSmallest &&
               base::to_seconds(time) > kPart * base::to_seconds(responses.p99);
    };
    if (matters(health.wakeup_p99))
        return fmt::format("1 % of its wake-ups came {} late or later",
                           duration_text(health.wakeup_p99));
    const auto ran = health.threads != 0 ? health.thread_cpu : health.cpu;
    const bool lacking = health.run_delay > ran || health.throttled > ran;
    const bool alone = summary.turrets.size() == 1;  // the lag is that of all turrets
    if (lacking && alone && matters(summary.lag.statistics.p99))
        return fmt::format("1 % of the transactions started {} late or later",
                           duration_text(summary.lag.statistics.p99));
    return {};
}

}  // namespace

std::string starvation(const TurretSummary& turret, const Summary& summary) {
    const auto& health = turret.health;
    if (!health || turret.ledger.stored == 0) return {};
    if (summary.all().statistics.mean == std::chrono::nanoseconds::zero())
        return {};  // all was warm-up: there is no figure that it could show in
    const std::string why = cause(*health);
    if (why.empty()) return {};
    const std::string what = effect(*health, turret, summary);
    if (what.empty()) return {};
    return fmt::format(
        "it lacked CPU ({}), and it shows in the figures: {}. Give it more CPU, or spread the "
        "load over more turrets",
        why, what);
}

}  // namespace oct::report
