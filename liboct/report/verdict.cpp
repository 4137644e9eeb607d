// The sentences of the verdict.
#include "report/verdict.hpp"

#include "base/text.hpp"
#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {
namespace {

class Judge {
public:
    void say(Verdict::Grade grade, std::string reason) {
        verdict_.grade = std::max(verdict_.grade, grade);
        verdict_.reasons.push_back(std::move(reason));
    }

    void account(const Ledger& ledger) {
        using enum Verdict::Grade;
        if (ledger.missing() > 0)
            say(Invalid, fmt::format("{} transactions were fired and never heard of again.",
                                     count_text(static_cast<std::uint64_t>(ledger.missing()))));
        else if (ledger.missing() < 0)
            say(Invalid, fmt::format("{} more results are stored than were fired.",
                                     count_text(static_cast<std::uint64_t>(-ledger.missing()))));
        else if (!ledger.balances())
            say(Invalid, "The turrets' own counts do not add up.");
        const std::uint64_t lost = ledger.rejected + ledger.dropped + ledger.undelivered;
        if (lost != 0)
            say(Invalid, fmt::format("{} results were lost on their way; the figures are without "
                                     "them.",
                                     count_text(lost)));
        if (ledger.skipped != 0)
            say(Suspect, fmt::format("{} transactions were not started: the turrets could not keep "
                                     "to the plan.",
                                     count_text(ledger.skipped)));
        if (ledger.in_flight != 0)
            say(Good, fmt::format("{} transactions were still running at the end.",
                                  count_text(ledger.in_flight)));
    }

    void turrets(const std::vector<TurretSummary>& turrets) {
        using enum Verdict::Grade;
        std::size_t unverified = 0;
        for (const TurretSummary& turret : turrets) {
            const TurretRecord& record = turret.record;
            if (record.lost)
                say(Suspect,
                    fmt::format("Turret {} was lost at {}; what it fired since is unknown.",
                                record.last.turret, local_time_text(*record.lost)));
            else if (equal_ignoring_case(record.last.status, "aborted"))
                say(Suspect, fmt::format("Turret {} gave up: {}", record.last.turret,
                                         record.last.reason.empty() ? "it did not say why."
                                                                    : record.last.reason));
            else {
                unverified += !turret.verified;
                if (!record.last.reason.empty())
                    say(Suspect,
                        fmt::format("Turret {}: {}.", record.last.turret, record.last.reason));
            }
        }
        if (unverified != 0)
            say(Suspect, fmt::format("{} of {} turrets sent no final count: whether all their "
                                     "results arrived is unverified.",
                                     unverified, turrets.size()));
    }

    Verdict& verdict() { return verdict_; }

private:
    Verdict verdict_;
};

}  // namespace

Verdict verdict_of(const Summary& summary) {
    using enum Verdict::Grade;
    Judge judge;
    if (!summary.complete)
        judge.say(Suspect,
                  "The headquarters ended before the run did; these are the results that "
                  "were stored until then.");
    if (summary.interrupted) judge.say(Suspect, "The run was stopped before its time was over.");
    judge.account(summary.ledger);
    judge.turrets(summary.turrets);
    if (summary.unattributed != 0)
        judge.say(Suspect, fmt::format("{} messages could not be read, and it is unknown whose "
                                       "they were.",
                                       count_text(summary.unattributed)));
    Verdict& verdict = judge.verdict();
    if (summary.transactions == 0) verdict.grade = Empty;
    switch (verdict.grade) {
        case Good:
            verdict.headline = "Every transaction is accounted for";
            break;
        case Suspect:
            verdict.headline = "Read these figures with care";
            break;
        case Invalid:
            verdict.headline = "These figures are not complete";
            break;
        case Empty:
            verdict.headline = "No results";
            break;
    }
    return verdict;
}

}  // namespace oct
