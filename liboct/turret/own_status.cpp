// The battery knows what was fired, the sender what became of it, the health what was lacking.
#include "turret/own_status.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {

TurretStatus plain_status(const TurretConfig& config, const std::string& uuid, std::string word) {
    TurretStatus status;
    status.name = config.display_name();
    status.of_class = config.name;
    status.uuid = uuid;
    status.status = std::move(word);
    status.cannons = config.cannons;
    status.rampup = config.rampup;
    status.script = config.script;
    status.load = to_string(config.plan);
    return status;
}

TurretCounts counts_of(const Battery& battery, const Sender& sender, std::uint64_t dropped,
                       bool stuck) {
    const std::uint64_t in_flight = battery.in_flight();  // first: never more than was fired
    const std::uint64_t fired = battery.fired();
    const Skips skips = battery.skips();
    TurretCounts counts{.intended = fired + skips.sum(),
                        .skipped = skips.sum(),
                        .fired = fired,
                        .sent = sender.sent(),
                        .dropped = dropped,
                        .undelivered = sender.undelivered(),
                        .in_flight = in_flight,
                        .skipped_no_cannon = skips.no_cannon,
                        .skipped_late = skips.turret_late,
                        .skipped_at_stop = skips.at_stop};
    // A stuck thread may return at any moment, and where its block could not be taken it holds
    // finished samples: one reading of what is in flight, and the rest of what was fired is
    // undelivered.
    if (stuck) {
        const std::uint64_t known = counts.sent + counts.dropped + counts.in_flight;
        counts.undelivered = fired - std::min(fired, known);
    }
    return counts;
}

void add_run(TurretStatus& status, const Battery& battery, const Health& health) {
    status.work = battery.work();
    TurretHealth& figures = status.health.emplace(health.figures());
    const CannonTime time = battery.time();
    figures.cannon_time = time.there;
    figures.cannon_busy = time.busy;
    figures.backed_off = time.backed_off;
    figures.back_offs = time.back_offs;
    figures.bad_values = battery.bad_values().count();
    status.bad_values = battery.bad_values().by_timer();
    status.remarks = health.remark(battery.armed());
    const std::string more = battery.remarks();
    if (!status.remarks.empty() && !more.empty()) status.remarks += ' ';
    status.remarks += more;
}

}  // namespace oct::turret
