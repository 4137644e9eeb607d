// Each kind of evidence: what the page shows of it, and the sentences it adds to the verdict.
#include "report/judge/checks.hpp"

#include <oct/clock.hpp>

#include "base/text.hpp"
#include "report/read/figures.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace oct::report {
namespace {

using enum Grade;

constexpr std::chrono::milliseconds kLateStop(100);  // less is nothing to speak of

/// Transactions that ran when waiting was over.
struct InFlight {
    std::uint64_t certain = 0;
    std::uint64_t possible = 0;  ///< beyond these, at most: without a final count, cannons may rest
};

InFlight in_flight_of(const Summary& summary) {
    InFlight running;
    for (const TurretSummary& turret : summary.turrets)
        if (!turret.verified) running.possible += turret.ledger.in_flight;
    running.certain =
        summary.ledger.in_flight - std::min(summary.ledger.in_flight, running.possible);
    return running;
}

std::string nothing_text(const Summary& summary) {
    const InFlight running = in_flight_of(summary);
    const std::string certain = base::count_text(running.certain);
    const std::string possible = base::count_text(running.possible);
    if (running.certain != 0 && running.possible != 0)
        return fmt::format(
            "No transaction ended: {} were still running, and {} more may have been.", certain,
            possible);
    if (running.certain != 0)
        return fmt::format("No transaction ended: {} were still running.", certain);
    if (running.possible != 0)
        return fmt::format("No transaction ended: up to {} may still have been running.", possible);
    if (summary.warmup_results == 0) return "No transaction ended, so there is nothing to judge.";
    return fmt::format(
        "All {} transactions were of the warm-up, so nothing was measured: the run has to be "
        "longer than its warm-up.",
        base::count_text(summary.warmup_results));
}

// What is known of the end of a run that did not come to it.
void add_broken_off(const Summary& summary, Judged& run) {
    if (summary.measurement == Measurement::Partial) {
        run.check.value = "incomplete";
        run.check.note = "the headquarters ended before the run did";
        run.add(Suspect, "incomplete",
                "The headquarters ended before the run did, or could not write its end; these are "
                "the results that were stored until then.",
                Bearing::Anything);
    }
    if (summary.lacks_log) {
        const std::string log = summary.database.filename().string() + "-wal";
        run.check.note = log + " is missing";
        run.add(Suspect, "lacks_log",
                fmt::format("The write-ahead log {} is not beside its database. Unless another "
                            "program has opened the database since and taken it in, the results "
                            "that were stored last are missing: copy both files together.",
                            log),
                Bearing::Anything);
    }
}

bool has_version1(const Summary& summary) {
    return std::any_of(summary.turrets.begin(), summary.turrets.end(),
                       [](const TurretRecord& turret) { return !turret.is_version2(); });
}

Judged run_check(const Summary& summary) {
    Judged run{{"Run", Valid, "complete", seconds_text(summary.run_time) + " s"}};
    add_broken_off(summary, run);
    if (summary.stop_late >= kLateStop) {
        run.check.note += ", stopped late";
        run.add(
            Valid, "late_stop",
            fmt::format("The turrets were told to stop {} after the planned end of the run: the "
                        "headquarters came late. {}",
                        duration_text(summary.stop_late),
                        has_version1(summary)
                            ? "Turrets of version 1 went on until then; the others stopped by "
                              "themselves."
                            : "They had stopped by themselves."));
    }
    if (!summary.aborted_by.empty()) {
        run.check.value = "ended early";
        run.check.note = "by the limit " + summary.aborted_by;
        run.add(Valid, "aborted",
                fmt::format("The limit {} ended the run early.", summary.aborted_by));
    } else if (summary.interrupted) {
        run.check.value = "interrupted";
        run.check.note = "stopped before its time was over";
        run.add(Suspect, "interrupted", "The run was stopped before its time was over.",
                Bearing::LessLoad);
    }
    // What was not kept has a sentence of its own.
    if (summary.transactions == 0 && !summary.results_lost()) {
        if (run.reasons.empty()) run.check.value = "no results";
        if (run.reasons.empty()) run.check.note = "not one transaction ended";
        run.add(Invalid, "empty", nothing_text(summary), Bearing::Anything);
    }
    // The figures are whole: what those who looked on did with them is another thing.
    for (const std::string& failure : summary.hook_failures) run.add(Valid, "hook", failure + '.');
    return run;
}

// Transactions that never return are the slowest of all, and in no percentile: so many of them that
// they could be one in a hundred, or keep one cannon in ten.
bool hides_much(const Summary& summary, std::uint64_t running) {
    std::uint64_t cannons = 0;
    for (const TurretSummary& turret : summary.turrets) cannons += turret.cannons;
    return running * 100 >= summary.transactions || (cannons != 0 && running * 10 >= cannons);
}

void add_in_flight(const Summary& summary, Judged& judged) {
    const auto [running, possible] = in_flight_of(summary);
    if (running != 0) {
        const bool many = hides_much(summary, running);
        judged.add(many ? Suspect : Valid, "in_flight",
                   fmt::format(
                       "{} transactions were still running at the end{}", base::count_text(running),
                       many ? ", longer than they were waited for: no figure has them." : "."),
                   many ? Bearing::Hides : Bearing::Nothing);
    }
    if (possible != 0)
        judged.add(
            Valid, "in_flight",
            fmt::format("{} transactions may still have been running at the end: that many "
                        "cannons of turrets that send no final count were not heard of after "
                        "the stop.",
                        base::count_text(possible)));
}

Judged ledger_check(const Summary& summary) {
    if (summary.measurement == Measurement::Partial)
        return {{"Ledger", {}, "not known", "what was fired is not in the file, only what came"}};
    const Ledger& ledger = summary.ledger;
    Judged judged{{"Ledger", Valid, "balanced",
                   fmt::format("{} transactions {}", base::count_text(ledger.fired),
                               summary.verified ? "fired, each accounted for"
                                                : "known to be fired; not all turrets sent a "
                                                  "final count")}};
    const std::int64_t missing = ledger.missing();
    const std::string count = base::grouped(std::to_string(missing < 0 ? -missing : missing));
    if (!ledger.balances()) {
        judged.check.value = missing > 0   ? count + " missing"
                             : missing < 0 ? count + " too many"
                                           : "unbalanced";
        judged.check.note = "fired is not the sum of what became of them";
        judged.add(Invalid, "ledger",
                   missing > 0   ? count + " transactions were fired and never heard of again."
                   : missing < 0 ? count + " more results are stored than were fired."
                                 : "The turrets' own counts do not add up.",
                   Bearing::Anything);
    }
    add_in_flight(summary, judged);
    return judged;
}

Judged turrets_check(const std::vector<TurretSummary>& turrets) {
    Judged judged{
        {"Turrets", Valid,
         base::count_text(turrets.size()) + (turrets.size() == 1 ? " turret" : " turrets"),
         "none was lost, none gave up"}};
    if (turrets.empty()) judged.check.grade.reset();
    std::vector<OfTurret> remarks;
    std::vector<OfTurret> lost;
    std::vector<OfTurret> aborted;
    for (const TurretSummary& turret : turrets) {
        const std::string& name = turret.name;
        if (!turret.remarks.empty())
            remarks.push_back({name, fmt::format("Turret {}: {}", name, turret.remarks)});
        if (turret.lost)
            lost.push_back({name, fmt::format("Turret {} was lost; what it fired after its last "
                                              "status, at {}, is unknown.",
                                              name, local_time_text(turret.updated))});
        else if (gave_up(turret))
            aborted.push_back(
                {name, fmt::format("Turret {} gave up: {}", name,
                                   turret.reason.empty() ? "it did not say why." : turret.reason)});
    }
    const std::size_t gone = lost.size() + aborted.size();
    if (gone != 0) {
        judged.check.value = fmt::format("{} of {}", gone, turrets.size());
        judged.check.note = fmt::format("{} lost, {} gave up; what they fired since is unknown",
                                        lost.size(), aborted.size());
    }
    judged.add_same(Valid, "remark", std::move(remarks));
    judged.add_same(Suspect, "turret", std::move(lost), Bearing::LessLoad);
    judged.add_same(Suspect, "turret", std::move(aborted), Bearing::LessLoad);
    return judged;
}

Judged saturation_check(const Ledger& ledger) {
    if (ledger.skipped == 0)
        return {
            {"Saturation", Valid, "0 skipped", "the turrets started all that the plan asked for"}};
    // What is due in the last moments is not taken any more: that alone is no fault.
    const bool few =
        ledger.skipped == ledger.skipped_at_stop && ledger.skipped * 100 < ledger.intended;
    Judged judged{{"Saturation", few ? Valid : Suspect,
                   percent_text(ledger.skipped, ledger.intended) + " skipped",
                   fmt::format("{} of {} intended transactions were not started: {}",
                               base::count_text(ledger.skipped), base::count_text(ledger.intended),
                               skip_causes_text(ledger))}};
    judged.add(few ? Valid : Suspect, "skipped",
               fmt::format("{} transactions were not started: {}.",
                           base::count_text(ledger.skipped), skip_causes_text(ledger)),
               few ? Bearing::Nothing : Bearing::LessLoad);
    return judged;
}

Judged clock_check(const std::vector<ClockStep>& steps) {
    if (steps.empty())
        return {{"Clock", Valid, "steady", "the HQ's clock was not set during the run"}};
    const auto largest =
        *std::max_element(steps.begin(), steps.end(), [](const ClockStep& a, const ClockStep& b) {
            return std::chrono::abs(a.size) < std::chrono::abs(b.size);
        });
    Judged judged{{"Clock", Suspect,
                   base::count_text(steps.size()) + (steps.size() == 1 ? " step" : " steps"),
                   "durations are right, intervals may not be"}};
    judged.add(
        Suspect, "clock",
        fmt::format(
            "The civil clock was set {} by {}, {} after the start{}: durations are "
            "right, but results may stand in the wrong interval.",
            largest.size.count() < 0 ? "back" : "forward",
            duration_text(std::chrono::abs(largest.size)), duration_text(largest.at),
            steps.size() == 1 ? "" : fmt::format(" (the largest of {} steps)", steps.size())));
    return judged;
}

}  // namespace

std::vector<Judged> run_checks(const Summary& summary) {
    std::vector<Judged> all{run_check(summary),
                            ledger_check(summary),
                            delivery_check(summary),
                            turrets_check(summary.turrets),
                            saturation_check(summary.ledger),
                            load_check(summary),
                            cpu_check(summary)};
    all.push_back(late_starts_check(summary));
    all.push_back(own_cost_check(summary));
    all.push_back(clock_check(summary.clock_steps));
    return all;
}

}  // namespace oct::report
