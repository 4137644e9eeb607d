// Accounts are made once, whether a file takes them or memory.
#include "results/closing_facts.hpp"

#include "results/account.hpp"

#include <algorithm>

namespace oct::results {
namespace {

void add_unstored(measure::RejectedReasons& reasons, std::uint64_t count) {
    const auto known = std::find_if(reasons.begin(), reasons.end(),
                                    [](const auto& reason) { return reason.first == kNotStored; });
    if (known != reasons.end())
        known->second += count;
    else if (count != 0)
        reasons.emplace_back(kNotStored, count);
    std::sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
}

}  // namespace

measure::ClosingFacts closing_facts(const measure::RunFacts& run,
                                    const std::vector<KnownTurret>& turrets,
                                    const RunOutcome& outcome) {
    measure::ClosingFacts facts{
        run,
        {},
        outcome.rejected,
        {outcome.aborted_by, outcome.end, outcome.stopped_by, outcome.drain_passed,
         outcome.stop_late, outcome.clock_steps, outcome.hook_failures, outcome.bad_values}};
    std::uint64_t unstored = 0;
    for (const KnownTurret& turret : turrets) {
        unstored += turret.tally.unstored;
        const Account account = account_of(turret.record, turret.tally, run.hq);
        facts.turrets.push_back({turret.id, turret.record, account.ledger, account.verified});
    }
    add_unstored(facts.rejected, unstored);
    return facts;
}

measure::ClosingFacts without_results(measure::ClosingFacts facts) {
    std::uint64_t unstored = 0;
    for (measure::StoredTurret& turret : facts.turrets) {
        if (!turret.ledger) continue;
        unstored += turret.ledger->stored;
        turret.ledger->rejected += turret.ledger->stored;
        turret.ledger->stored = turret.ledger->completed = turret.ledger->failed = 0;
    }
    add_unstored(facts.rejected, unstored);
    return facts;
}

}  // namespace oct::results
