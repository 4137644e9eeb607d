// By its last status, and for the time after that by its rate until then.
#include "report/judge/turret_work.hpp"

#include "base/seconds.hpp"
#include "report/read/turret_text.hpp"

#include <algorithm>

namespace oct::report {

using std::chrono::nanoseconds;

namespace {

nanoseconds planned_end(const Summary& summary) {
    return std::max(summary.planned_time, summary.run_time);
}

/// Which part of what is planned from `from` on falls due before `to`.
double share(nanoseconds from, nanoseconds to, const Summary& summary) {
    const nanoseconds end = planned_end(summary);
    if (end <= from) return 0;
    return std::clamp(base::to_seconds(to - from) / base::to_seconds(end - from), 0.0, 1.0);
}

}  // namespace

std::optional<nanoseconds> went(const TurretSummary& turret, const Summary& summary) {
    const TurretRecord& record = turret;
    const auto clamped = [&](nanoseconds since) {
        return std::clamp(since, nanoseconds::zero(), summary.run_time);
    };
    const bool gone = record.lost || gave_up(turret) || !record.end.empty();
    if (!record.left && (!gone || record.last_word)) return std::nullopt;
    if (record.left) return clamped(*record.left - summary.started);
    if (record.lost && !record.end.empty()) return clamped(*record.lost - summary.started);
    return clamped(std::max<nanoseconds>(record.updated - summary.started,
                                         turret.last_result.value_or(nanoseconds::zero())));
}

Work work_of(const TurretSummary& turret, const Summary& summary) {
    const std::optional<nanoseconds> gone = went(turret, summary);
    if (!turret.work) {  // of version 1: its cannons are all that is known
        const auto cannons = static_cast<double>(turret.cannons);
        return {false, cannons * base::to_seconds(summary.run_time),
                cannons * base::to_seconds(gone.value_or(summary.run_time))};
    }
    const TurretWork& work = *turret.work;
    const double scale = work.open ? 1 : 1e-3;
    const auto planned = static_cast<double>(work.planned);
    const auto done = static_cast<double>(work.done);
    if (!gone || work.total <= work.planned) return {work.open, planned * scale, done * scale};
    const double rest = static_cast<double>(work.total) - planned;
    const nanoseconds told =
        std::clamp<nanoseconds>(turret.updated - summary.started, nanoseconds::zero(), *gone);
    // A run that ended for want of turrets owes all of it.
    const nanoseconds end =
        summary.end == RunEnd::NoTurretLeft ? planned_end(summary) : summary.run_time;
    const double owed = planned + rest * share(told, end, summary);
    // Results that came after its last status say that it went on until then.
    const double went_on = rest * share(told, *gone, summary) * (planned > 0 ? done / planned : 1);
    return {work.open, owed * scale, (done + went_on) * scale};
}

// One that came later is not late: nobody waited for it.
Lateness lateness_of(const TurretSummary& turret, const Summary& summary) {
    if (!turret.work || turret.work->open || !turret.health || turret.joined > summary.started)
        return {};
    const nanoseconds delay = std::min(turret.health->start_delay, summary.run_time);
    const auto cannons = static_cast<double>(std::max(turret.planned_cannons, turret.cannons));
    return {delay, cannons * base::to_seconds(delay)};
}

}  // namespace oct::report
