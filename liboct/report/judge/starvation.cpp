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
    if (text.empty())
        text = told(health.run_delay, kWaited, "its threads, added up, waited for a CPU for");
    return text;
}

std::string effect(const TurretHealth& health, const TurretSummary& turret,
                   const Summary& summary) {
    const Statistics& responses = summary.all().statistics;
    const double measured =
        base::to_seconds(responses.mean) * static_cast<double>(turret.ledger.stored);
    const double waited = base::to_seconds(health.run_delay);
    if (waited > kPart * measured)
        return fmt::format("waiting for a CPU took {:.1f} s of {:.1f} s of response times", waited,
                           measured);
    const auto matters = [&](std::chrono::nanoseconds time) {
        return time >= kSmallest &&
               base::to_seconds(time) > kPart * base::to_seconds(responses.p99);
    };
    if (matters(health.wakeup_p99))
        return fmt::format("1 % of its wake-ups came {} late or later",
                           duration_text(health.wakeup_p99));
    const bool lacking = waited > base::to_seconds(health.cpu) || health.throttled > health.cpu;
    if (lacking && matters(summary.lag.statistics.p99))
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
