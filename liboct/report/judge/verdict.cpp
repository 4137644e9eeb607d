// The sentences of the verdict: one function for each kind of evidence, called in verdict_of().
#include "report/judge/verdict.hpp"

#include "base/text.hpp"
#include "report/judge/late_starts.hpp"
#include "report/judge/starvation.hpp"
#include "report/read/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {
namespace {

using enum Grade;

void weigh_end(Verdict& verdict, const Summary& summary) {
    if (!summary.complete)
        verdict.add(Suspect, "incomplete",
                    "The headquarters ended before the run did; these are the results that were "
                    "stored until then.");
    if (!summary.aborted_by.empty())
        verdict.add(Valid, "aborted",
                    fmt::format("The limit {} ended the run early.", summary.aborted_by));
    else if (summary.interrupted)
        verdict.add(Suspect, "interrupted", "The run was stopped before its time was over.");
    if (summary.transactions == 0)
        verdict.add(Suspect, "empty", "No transaction ended, so there is nothing to judge.");
}

void weigh_ledger(Verdict& verdict, const Ledger& ledger) {
    const std::int64_t missing = ledger.missing();
    if (missing > 0)
        verdict.add(Invalid, "ledger",
                    fmt::format("{} transactions were fired and never heard of again.",
                                base::count_text(static_cast<std::uint64_t>(missing))));
    else if (missing < 0)
        verdict.add(Invalid, "ledger",
                    fmt::format("{} more results are stored than were fired.",
                                base::count_text(static_cast<std::uint64_t>(-missing))));
    else if (!ledger.balances())
        verdict.add(Invalid, "ledger", "The turrets' own counts do not add up.");
    const std::uint64_t lost = ledger.rejected + ledger.dropped + ledger.undelivered;
    if (lost != 0)
        verdict.add(Invalid, "lost",
                    fmt::format("{} results were lost on their way; the figures are without them.",
                                base::count_text(lost)));
    if (ledger.skipped != 0)
        verdict.add(
            Suspect, "skipped",
            fmt::format("{} transactions were not started: {}.", base::count_text(ledger.skipped),
                        report::skip_causes_text(ledger)));
    if (ledger.in_flight != 0)
        verdict.add(Valid, "in_flight",
                    fmt::format("{} transactions were still running at the end.",
                                base::count_text(ledger.in_flight)));
}

void weigh_turrets(Verdict& verdict, const Summary& summary) {
    std::size_t unverified = 0;
    for (const TurretSummary& turret : summary.turrets) {
        const TurretRecord& record = turret.record;
        if (record.lost)
            verdict.add(Suspect, "turret",
                        fmt::format("Turret {} was lost at {}; what it fired since is unknown.",
                                    record.last.turret, local_time_text(*record.lost)));
        else if (base::equal_ignoring_case(record.last.status, "aborted"))
            verdict.add(Suspect, "turret",
                        fmt::format("Turret {} gave up: {}", record.last.turret,
                                    record.last.reason.empty() ? "it did not say why."
                                                               : record.last.reason));
        else {
            unverified += !turret.verified;
            if (!record.last.reason.empty())  // what it says of its own health
                verdict.add(Suspect, "generator",
                            fmt::format("Turret {}: {}.", record.last.turret, record.last.reason));
        }
    }
    if (unverified != 0)
        verdict.add(Suspect, "unverified",
                    fmt::format("{} of {} turrets sent no final count: whether all their results "
                                "arrived is unverified.",
                                unverified, summary.turrets.size()));
    if (summary.unattributed != 0)
        verdict.add(Suspect, "unattributed",
                    fmt::format("{} messages could not be read, and it is unknown whose they were.",
                                base::count_text(summary.unattributed)));
}

void weigh_generators(Verdict& verdict, const Summary& summary) {
    for (const TurretSummary& turret : summary.turrets)
        if (const std::string starved = report::starvation(turret, summary); !starved.empty())
            verdict.add(Suspect, "generator",
                        fmt::format("Turret {}: {}.", turret.record.last.turret, starved));
}

// A target that keeps its cannons busy is what response times from the intended start are for.
void weigh_late_starts(Verdict& verdict, const Summary& summary) {
    const report::LateStarts lateness = report::late_starts_of(summary);
    if (lateness.cause == report::LateStarts::Cause::None) return;
    const bool own = lateness.cause == report::LateStarts::Cause::Turret;
    const bool said = std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                                  [](const Reason& reason) { return reason.code == "generator"; });
    if (!own || !said) verdict.add(own ? Suspect : Valid, "late_starts", lateness.text);
}

void weigh_clock(Verdict& verdict, const std::vector<ClockStep>& steps) {
    if (steps.empty()) return;
    const auto largest =
        *std::max_element(steps.begin(), steps.end(), [](const ClockStep& a, const ClockStep& b) {
            return std::chrono::abs(a.size) < std::chrono::abs(b.size);
        });
    verdict.add(
        Suspect, "clock",
        fmt::format(
            "The civil clock was set {} by {}, {} after the start{}: durations are "
            "right, but results may stand in the wrong interval.",
            largest.size.count() < 0 ? "back" : "forward",
            duration_text(std::chrono::abs(largest.size)), duration_text(largest.at),
            steps.size() == 1 ? "" : fmt::format(" (the largest of {} steps)", steps.size())));
}

std::string headline(const Verdict& verdict, const Summary& summary) {
    if (summary.transactions == 0) return "No results";
    if (verdict.grade == Invalid) return "These figures are not complete";
    if (verdict.grade == Suspect) return "Read these figures with care";
    return "Every transaction is accounted for";
}

}  // namespace

std::string_view to_string(Grade grade) noexcept {
    return grade == Valid ? "VALID" : grade == Suspect ? "SUSPECT" : "INVALID";
}

void Verdict::add(Grade worst, std::string code, std::string text) {
    grade = std::max(grade, worst);
    reasons.push_back({worst, std::move(code), std::move(text)});
}

namespace report {

Verdict verdict_of(const Summary& summary) {
    Verdict verdict;
    weigh_end(verdict, summary);
    weigh_ledger(verdict, summary.ledger);
    weigh_turrets(verdict, summary);
    weigh_generators(verdict, summary);
    weigh_late_starts(verdict, summary);
    weigh_clock(verdict, summary.clock_steps);
    verdict.headline = headline(verdict, summary);
    return verdict;
}

}  // namespace report

}  // namespace oct
