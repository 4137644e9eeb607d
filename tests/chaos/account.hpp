// What became of the transactions of a turret: by their own traces, and by what the report says.
#pragma once

#include "chaos/apart_run.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>

namespace oct::testing {

/// By the traces and the rows. Each result that is stored was fired, and is there once.
struct Account {
    Account(const ApartRun& run, std::size_t turret) {
        Traces missing = traces_in(run.witness(turret));
        fired = missing.size();
        const auto numbers = stored_numbers(run.database(), ApartRun::name(turret));
        stored = numbers.size();
        const bool each_once = std::all_of(numbers.begin(), numbers.end(),
                                           [&](auto number) { return missing.erase(number) == 1; });
        CHECK(each_once);
        lost = missing.size();
    }

    std::uint64_t fired;
    std::uint64_t stored;
    std::uint64_t lost;
};

inline bool has_reason(const Summary& summary, std::string_view code, std::string_view text = {}) {
    return std::any_of(
        summary.verdict.reasons.begin(), summary.verdict.reasons.end(), [&](const Reason& reason) {
            return reason.code == code && reason.text.find(text) != std::string::npos;
        });
}

inline const TurretSummary& summary_of(const Summary& summary, std::size_t turret) {
    const auto found =
        std::find_if(summary.turrets.begin(), summary.turrets.end(),
                     [&](const auto& one) { return one.name == ApartRun::name(turret); });
    REQUIRE(found != summary.turrets.end());
    return *found;
}

/// Holds the report against what was done, turret by turret; returns how many results are lost.
///
/// What one that said its last word has lost is known to the last result. Of another one the report
/// names the moment since when nothing is known.
inline std::uint64_t lost_and_told(const ApartRun& run, const Summary& summary) {
    CHECK(summary.ledger.balances());
    std::uint64_t lost = 0;
    for (std::size_t i = 0; i < run.turrets(); ++i) {
        const Account account(run, i);
        const TurretSummary& turret = summary_of(summary, i);
        const Ledger& ledger = turret.ledger;
        const std::uint64_t told = ledger.rejected + ledger.dropped + ledger.undelivered;
        CAPTURE(i, account.fired, account.stored, account.lost, to_string(ledger));
        CHECK(ledger.stored == account.stored);
        if (turret.verified) {
            CHECK(ledger.fired == account.fired + ledger.in_flight);
            CHECK(told == account.lost);
        } else {
            CHECK(told <= account.lost);
            CHECK(turret.lost.has_value());
            CHECK(has_reason(summary, "turret",
                             "Turret " + turret.name +
                                 " was lost; what it fired after its last "
                                 "status, at "));
        }
        if (told != 0) CHECK(has_reason(summary, "lost"));
        lost += account.lost;
    }
    if (has_reason(summary, "lost")) CHECK(summary.verdict.grade == Grade::Invalid);
    return lost;
}

}  // namespace oct::testing
