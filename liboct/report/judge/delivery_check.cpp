// Whether all results arrived, and could be taken.
#include "base/text.hpp"
#include "report/judge/checks.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace oct::report {
namespace {

using enum Grade;

std::string lost_text(const Summary& summary) {
    const Ledger& ledger = summary.ledger;
    std::string where;
    const auto add = [&](std::uint64_t count, std::string_view words) {
        if (count != 0)
            where +=
                fmt::format("{}{} {}", where.empty() ? "" : ", ", base::count_text(count), words);
    };
    add(ledger.rejected - std::min(ledger.rejected, summary.unstored), "were rejected");
    add(summary.unstored, "could not be stored");
    add(ledger.dropped, "were dropped by their turret, whose buffers were full");
    add(ledger.undelivered, "never arrived");
    return fmt::format("{} results are missing, and the figures are without them: {}.",
                       base::count_text(ledger.rejected + ledger.dropped + ledger.undelivered),
                       where);
}

// Its last word had not come when waiting was over. Turrets of version 1 have none.
bool is_owing(const TurretSummary& turret) {
    const TurretRecord& record = turret;
    return record.work && !record.last_word && !record.lost && record.end.empty() &&
           !gave_up(turret);
}

std::string bad_value_text(const std::string& timer, std::uint64_t count) {
    const std::string values = count == 1 ? "1 value" : base::count_text(count) + " values";
    const std::string_view were = count == 1 ? "was" : "were";
    if (timer.empty())
        return fmt::format("{} {} left out: the name of the custom timer is empty or too long.",
                           values, were);
    return fmt::format("{} of {} {} left out: below 0, no number, or too many in one transaction.",
                       values,
                       timer == base::kFurtherTimers ? "further custom timers"
                                                     : "the custom timer \"" + timer + '"',
                       were);
}

// What came and could not be taken is told once, whoever sent it.
void add_remarks(const Summary& summary, Judged& judged) {
    constexpr std::size_t kMost = 5;
    const auto& bad = summary.bad_values;
    for (std::size_t i = 0; i < std::min(bad.size(), kMost); ++i) {
        const auto& [timer, count] = bad[i];
        judged.add(Valid, "bad_values", bad_value_text(timer, count));
    }
    if (bad.size() > kMost)
        judged.add(Valid, "bad_values",
                   fmt::format("The same is true of {} more custom timers.", bad.size() - kMost));
    if (summary.unattributed == 0) return;
    judged.check.note += fmt::format("; {} unreadable messages are charged to none",
                                     base::count_text(summary.unattributed));
    judged.add(
        Valid, "unattributed",
        fmt::format("{} messages could not be read. No result of a turret is known to be missing "
                    "for them.",
                    base::count_text(summary.unattributed)));
}

}  // namespace

Judged delivery_check(const Summary& summary) {
    const auto& turrets = summary.turrets;
    const auto verified = static_cast<std::size_t>(std::count_if(
        turrets.begin(), turrets.end(), [](const auto& turret) { return turret.verified; }));
    // Lost ones and those that gave up have a sentence of their own.
    const auto unverified = static_cast<std::size_t>(std::count_if(
        turrets.begin(), turrets.end(),
        [](const auto& turret) { return !turret.verified && !turret.lost && !gave_up(turret); }));
    const std::uint64_t lost =
        summary.ledger.rejected + summary.ledger.dropped + summary.ledger.undelivered;
    Judged judged{{"Delivery", summary.verified ? Valid : Suspect,
                   summary.verified ? "verified" : "unverified",
                   fmt::format("{} of {} turrets sent a final count", verified, turrets.size())}};
    if (turrets.empty()) judged.check.grade.reset();
    if (unverified != 0)
        judged.add(Suspect, "unverified",
                   fmt::format("{} of {} turrets sent no final count: whether all their results "
                               "arrived is unverified.",
                               unverified, turrets.size()));
    else if (summary.nameless != 0)
        judged.add(Suspect, "nameless",
                   fmt::format("{} results name no turret: whether more of them were sent is "
                               "unknown.",
                               base::count_text(summary.nameless)));
    const bool owing = std::any_of(turrets.begin(), turrets.end(), is_owing);
    if (summary.drain_passed)
        judged.add(owing ? Invalid : Suspect, "drain",
                   fmt::format("Waiting for the turrets' last results was given up at the drain "
                               "deadline: what had not arrived by then {} missing.",
                               owing ? "is" : "may be"),
                   Bearing::Anything);
    if (lost != 0) {
        judged.check.value = base::count_text(lost) + " lost";
        judged.add(Invalid, "lost", lost_text(summary), Bearing::Anything);
    }
    add_remarks(summary, judged);
    return judged;
}

}  // namespace oct::report
