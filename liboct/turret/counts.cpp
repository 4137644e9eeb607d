// The battery knows what was fired, the sender what became of it.
#include "turret/counts.hpp"

namespace oct::turret {

TurretCounts counts_of(const Battery& battery, const Sender& sender, std::uint64_t dropped,
                       bool stuck) {
    const std::uint64_t fired = battery.fired();
    const Skips skips = battery.skips();
    TurretCounts counts{.intended = fired + skips.sum(),
                        .skipped = skips.sum(),
                        .fired = fired,
                        .sent = sender.sent(),
                        .dropped = dropped,
                        .undelivered = sender.undelivered(),
                        .in_flight = battery.in_flight(),
                        .skipped_no_cannon = skips.no_cannon,
                        .skipped_late = skips.turret_late,
                        .skipped_at_stop = skips.at_stop};
    // A stuck thread may return at any moment, and where its block could not be taken it holds
    // finished samples: one reading of what is in flight, and the rest of what was fired is
    // undelivered.
    if (stuck) counts.undelivered = fired - counts.sent - counts.dropped - counts.in_flight;
    return counts;
}

}  // namespace oct::turret
