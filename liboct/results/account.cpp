// The ledger of one turret.
#include "results/account.hpp"

#include <algorithm>

namespace oct::results {

namespace {

// By a status: transactions that were not under way any more.
std::uint64_t ended(const TurretCounts& counts) {
    return std::max(counts.fired - std::min(counts.fired, counts.in_flight),
                    counts.sent + counts.dropped);
}

}  // namespace

Account account_of(const TurretRecord& record, const TurretTally& tally, std::string_view hq) {
    Account account;
    Ledger& ledger = account.ledger;
    ledger.completed = tally.completed;
    ledger.failed = tally.failed;
    ledger.stored = tally.stored();
    ledger.rejected = record.rejected + tally.unstored;
    const bool of_this_run = record.hq.empty() || hq.empty() || record.hq == hq;
    account.verified = record.last_word && record.counts.has_value() && of_this_run;
    if (account.verified) {
        ledger.intended = record.counts->intended;
        ledger.skipped = record.counts->skipped;
        ledger.fired = record.counts->fired;
        ledger.dropped = record.counts->dropped;
        ledger.undelivered = record.counts->undelivered + record.undelivered;
        ledger.in_flight = record.counts->in_flight;
        ledger.skipped_no_cannon = record.counts->skipped_no_cannon;
        ledger.skipped_late = record.counts->skipped_late;
        ledger.skipped_at_stop = record.counts->skipped_at_stop;
    } else {
        ledger.undelivered = record.undelivered;
        if (record.counts && of_this_run) {  // what it had already given up, by its last status
            ledger.dropped = record.counts->dropped;
            ledger.undelivered += record.counts->undelivered;
        }
        const std::uint64_t handed_over = tally.stored() + tally.unstored;
        ledger.fired = std::max(record.received, handed_over) + record.rejected + ledger.dropped +
                       ledger.undelivered;
        // What had ended by then and is nowhere never came.
        const std::uint64_t known = of_this_run && record.counts ? ended(*record.counts) : 0;
        if (known > ledger.fired) ledger.undelivered += known - ledger.fired;
        ledger.in_flight = record.in_flight;
        ledger.fired = std::max(ledger.fired, known) + ledger.in_flight;
        ledger.intended = ledger.fired;
    }
    return account;
}

}  // namespace oct::results
