// The counts of the run, then the turrets and their ledgers.
#include "report/read/findings.hpp"

#include <oct/result_sink.hpp>
#include <oct/version.hpp>

#include "base/log.hpp"
#include "base/seconds.hpp"
#include "report/read/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kMessagesShown = 100;

void log_troubles(const measure::Totals& totals, const std::string& file, const base::Log& log) {
    const auto say = [&](std::uint64_t count, std::string_view what) {
        if (count != 0)
            log.warning(fmt::format("{}{}{} {}", file, file.empty() ? "" : ": ", count, what));
    };
    say(totals.bad_rows, "rows left out: a negative time, or one that is no number");
    say(totals.bad_timers, "rows with custom_timers that could not be read, or not wholly");
    say(totals.clocks_off, "rows have an epoch far from the run: they are placed by `elapsed`");
    say(totals.further_timers,
        fmt::format(
            "values of custom timers are counted together as \"{}\": there are more than {} "
            "names",
            measure::SeriesSet::kFurtherTimers, measure::SeriesSet::kMostTimers));
}

// A database without a run was written by the Python version: its rows say when it was.
void set_times(Summary& summary, const std::optional<measure::RunFacts>& run,
               const RunCounts& counts) {
    const measure::Totals& totals = counts.totals();
    const auto wall = [](std::optional<double> seconds) {
        return WallTime(base::from_seconds(seconds.value_or(0)).value_or(nanoseconds::zero()));
    };
    summary.measurement = !run || run->is_over() ? Measurement::Whole : Measurement::Partial;
    summary.lacks_log = run && run->lacks_log;
    summary.interrupted = run && run->state == measure::RunState::Interrupted;
    summary.oct_version = run ? run->oct_version : "";
    summary.started = run && run->started ? *run->started : wall(totals.first_start_s);
    summary.finished = run && run->finished ? *run->finished : wall(totals.last_end_s);
    const bool measured = run && summary.measurement == Measurement::Whole;
    summary.run_time = measured ? run->run_time : totals.last_offset;
    summary.planned_time = counts.planned_time();
    summary.measured_from = counts.window().from;
    summary.measured_to = counts.window().to;
}

// The file is the last word on what is stored: rows that are gone make the ledger say so.
void set_stored(TurretSummary& turret, const measure::TurretRows& rows) {
    turret.first_result = rows.first;
    turret.last_result = rows.last;
    turret.responses = rows.responses;
    turret.ledger.completed = rows.completed;
    turret.ledger.failed = rows.failed;
    turret.ledger.stored = rows.completed + rows.failed;
}

// Without a ledger in the file, what arrived is all that is known.
void set_arrived(TurretSummary& turret) {
    Ledger& ledger = turret.ledger;
    ledger.rejected = turret.rejected;
    ledger.fired = ledger.stored + ledger.rejected;
    ledger.intended = ledger.fired;
}

TurretSummary& named_turret(std::vector<TurretSummary>& turrets, const std::string& name) {
    TurretSummary* only = nullptr;
    std::size_t found = 0;
    for (TurretSummary& turret : turrets) {
        if (turret.name != name) continue;
        only = &turret;
        ++found;
    }
    if (found == 1) return *only;
    TurretSummary& turret = turrets.emplace_back();
    turret.name = name;
    return turret;
}

// Results that name no turret have a row for their account, and are no turret.
bool is_nobody(const TurretSummary& turret) {
    return turret.uuid.empty() && turret.name == kNoName;
}

void set_turrets(Summary& summary, const std::vector<measure::StoredTurret>& stored,
                 const RunCounts& counts) {
    std::vector<TurretSummary>& turrets = summary.turrets;
    std::vector<bool> has_ledger;
    for (const measure::StoredTurret& turret : stored) {
        TurretSummary& out =
            turrets.emplace_back(TurretSummary{turret.record, {}, false, {}, {}, {}});
        out.verified = turret.verified;
        out.ledger = turret.ledger.value_or(Ledger{});
        has_ledger.push_back(turret.ledger.has_value());
        const auto& rows = counts.turrets_by_id();
        const auto found = rows.find(turret.id);
        set_stored(out, found == rows.end() ? measure::TurretRows{} : found->second);
    }
    for (const auto& [name, count] : counts.turrets_by_name())
        set_stored(named_turret(turrets, name), count);
    has_ledger.resize(turrets.size(), false);
    summary.verified = !turrets.empty();
    for (std::size_t i = 0; i < turrets.size(); ++i) {
        if (!has_ledger[i]) set_arrived(turrets[i]);
        summary.ledger += turrets[i].ledger;
        summary.verified = summary.verified && turrets[i].verified;
        if (is_nobody(turrets[i])) summary.nameless += turrets[i].ledger.stored;
    }
    std::erase_if(turrets, is_nobody);
}

std::uint64_t unattributed(const measure::RejectedReasons& reasons,
                           const std::vector<measure::StoredTurret>& turrets) {
    std::uint64_t all = 0;
    std::uint64_t known = 0;
    for (const auto& [reason, count] : reasons)
        if (reason != kOfAnotherRun && reason != kNotStored) all += count;
    for (const measure::StoredTurret& turret : turrets) known += turret.record.rejected;
    return all - std::min(all, known);
}

std::vector<ErrorCount> most_frequent(const std::vector<measure::ErrorGroup>& groups) {
    std::vector<ErrorCount> sorted;
    for (const measure::ErrorGroup& group : groups)
        if (group.count != 0)
            sorted.push_back({group.message, group.count, group.first, group.last, group.turret});
    std::sort(sorted.begin(), sorted.end(), [](const ErrorCount& a, const ErrorCount& b) {
        return a.count != b.count ? a.count > b.count : a.message < b.message;
    });
    if (sorted.size() > kMessagesShown) sorted.resize(kMessagesShown);
    return sorted;
}

void set_counts(Summary& summary, const RunCounts& counts) {
    const measure::Totals& totals = counts.totals();
    summary.transactions = totals.results;
    summary.timers = totals.timers;
    summary.errors = totals.errors;
    summary.warmup_results = totals.warmup;
    summary.error_messages = most_frequent(counts.errors().groups());
    summary.interval = counts.interval();
    summary.mixed = counts.mixed();
}

void add_section(const RunCounts& counts, const measure::SeriesName& name,
                 std::vector<Section>& sections, std::vector<GraphData>& graphs) {
    Section& section = sections.emplace_back();
    section.name = name.kind == measure::SeriesKind::Transactions ? "All transactions" : name.timer;
    section.of_class = name.of_class.value_or(std::string());
    counts.build(name, section, graphs.emplace_back());
}

// A class whose turrets had no results is there too: that it did nothing is what has to be seen.
std::vector<std::string> classes_of(const RunCounts& counts,
                                    const std::vector<TurretSummary>& turrets) {
    if (counts.mixed()) return {};  // version 0.1.0 knew none
    std::vector<std::string> classes = counts.classes();
    for (const TurretSummary& turret : turrets)
        if (classes.size() < measure::SeriesSet::kMostClasses)
            classes.push_back(turret.class_name());
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    return classes;
}

void set_sections(Findings& findings, const RunCounts& counts) {
    Summary& summary = findings.summary;
    summary.sections.clear();
    for (const measure::SeriesName& name : counts.sections())
        add_section(counts, name, summary.sections, findings.graphs);
    Section& all = summary.sections.front();
    summary.rate = all.rate;
    if (summary.mixed)
        all.errors_within += all.ended() - std::min(all.ended(), summary.transactions);
    for (const measure::SeriesName& name : counts.responses())
        add_section(counts, name, summary.responses, findings.response_graphs);
    summary.lag.name = "Lag";
    counts.build({measure::SeriesKind::Lag, ""}, summary.lag, findings.lag);
    const std::vector<std::string> classes = classes_of(counts, summary.turrets);
    if (classes.size() < 2) return;
    for (const std::string& name : classes) {
        ClassSummary& of = summary.classes.emplace_back();
        of.name = name;
        of.lag.name = summary.lag.name;
        of.lag.of_class = name;
        GraphData unshown;
        counts.build({measure::SeriesKind::Lag, "", name}, of.lag, unshown);
        of.lag.intervals.clear();
        std::vector<GraphData>& graphs = findings.class_graphs.emplace_back();
        for (const measure::SeriesName& section : counts.sections(name))
            add_section(counts, section, of.sections, graphs);
    }
}

// Of several turrets the dearest: the report is then right for each.
std::optional<OwnCost> own_cost(const Summary& summary) {
    std::optional<OwnCost> most;
    for (const TurretSummary& turret : summary.turrets) {
        const auto& health = turret.health;
        if (!health || health->cost == nanoseconds::zero()) continue;
        if (!most) most.emplace();
        most->transaction = std::max(most->transaction, health->cost);
        most->timer = std::max(most->timer, health->timer_cost);
    }
    const Statistics& all = summary.all().statistics;
    if (!most || all.p50 == nanoseconds::zero()) return most;
    const double timers =
        static_cast<double>(summary.timers) / static_cast<double>(summary.transactions);
    most->of_p50 = {100 *
                    (base::to_seconds(most->transaction) + base::to_seconds(most->timer) * timers) /
                    base::to_seconds(all.p50)};
    return most;
}

}  // namespace

Findings read_findings(const measure::RunReader& reader, const Reading& reading, LogSink& sink) {
    const base::Log log(sink, "oct.report");
    const auto run = reader.run();
    const measure::RunEvents events = reader.events();
    const RunCounts counts(reader, run, events.end, reading);
    log_troubles(counts.totals(), reader.file(), log);

    Findings findings;
    Summary& summary = findings.summary;
    summary.database = reader.file();
    set_times(summary, run, counts);
    set_counts(summary, counts);
    const std::vector<measure::StoredTurret> turrets = reader.turrets();
    set_turrets(summary, turrets, counts);
    findings.rejected = reader.rejected();
    findings.run = run;
    summary.unattributed = unattributed(findings.rejected, turrets);
    for (const auto& [reason, count] : findings.rejected)
        if (reason == kNotStored) summary.unstored += count;
    set_sections(findings, counts);
    summary.aborted_by = events.aborted_by;
    summary.end = events.end;
    summary.stopped_by = events.stopped_by;
    summary.drain_passed = events.drain_passed;
    summary.stop_late = events.stop_late;
    summary.clock_steps = events.clock_steps;
    summary.hook_failures = events.hook_failures;
    summary.bad_values = events.bad_values;
    make_printable(findings);
    summary.own_cost = own_cost(summary);
    findings.activity =
        activity_of(summary.turrets, std::max(summary.run_time, counts.totals().last_offset));
    if (counts.interval() != counts.wanted())
        log.warning(fmt::format("intervals of {} s instead of {} s: {}",
                                base::to_seconds(counts.interval()),
                                base::to_seconds(counts.wanted()), counts.reason()));
    return findings;
}

}  // namespace oct::report
