// One pass over the rows, then the turrets and their ledgers.
#include "report/findings.hpp"

#include <oct/result_sink.hpp>
#include <oct/version.hpp>

#include "base/log.hpp"
#include "report/row_collector.hpp"
#include "store/row_reader.hpp"
#include "store/schema.hpp"
#include "store/seconds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {
namespace {

using std::chrono::nanoseconds;

void log_troubles(const RowCollector::Troubles& troubles, const std::string& file, const Log& log) {
    const auto say = [&](std::uint64_t count, std::string_view what) {
        if (count != 0) log.warning(fmt::format("{}: {} {}", file, count, what));
    };
    say(troubles.rows, "rows left out: a negative time, or one that is no number");
    say(troubles.timers, "rows with custom_timers that could not be read, or not wholly");
    say(troubles.clocks, "rows have an epoch far from the run: they are placed by `elapsed`");
    say(troubles.names, "custom timers left out: more than 200 names");
}

// A database without a run was written by the Python version: its rows say when it was.
void set_times(Summary& summary, const std::optional<RunFacts>& run, const RowCollector& rows) {
    const auto wall = [](std::optional<double> seconds) {
        return WallTime(from_seconds(seconds.value_or(0)).value_or(nanoseconds::zero()));
    };
    summary.complete =
        !run || run->state == RunState::Finished || run->state == RunState::Interrupted;
    summary.interrupted = run && run->state == RunState::Interrupted;
    summary.oct_version = run ? run->oct_version : "";
    summary.started = run && run->started ? *run->started : wall(rows.first_start_s());
    summary.finished = run && run->finished ? *run->finished : wall(rows.last_end_s());
    const bool measured = run && summary.complete;
    summary.run_time = measured ? run->run_time : rows.last_offset();
}

// The file is the last word on what is stored: rows that are gone make the ledger say so.
void set_stored(TurretSummary& turret, const RowCollector::TurretRows& rows) {
    turret.ledger.completed = rows.completed;
    turret.ledger.failed = rows.failed;
    turret.ledger.stored = rows.completed + rows.failed;
}

// Without a ledger in the file, what arrived is all that is known.
void set_arrived(TurretSummary& turret) {
    Ledger& ledger = turret.ledger;
    ledger.rejected = turret.record.rejected;
    ledger.fired = ledger.stored + ledger.rejected;
    ledger.intended = ledger.fired;
}

TurretSummary& named_turret(std::vector<TurretSummary>& turrets, const std::string& name) {
    TurretSummary* only = nullptr;
    std::size_t found = 0;
    for (TurretSummary& turret : turrets) {
        if (turret.record.last.turret != name) continue;
        only = &turret;
        ++found;
    }
    if (found == 1) return *only;
    TurretSummary& turret = turrets.emplace_back();
    turret.record.last.turret = name;
    return turret;
}

void set_turrets(Summary& summary, const std::vector<StoredTurret>& stored,
                 const RowCollector& rows) {
    std::vector<bool> has_ledger;
    for (const StoredTurret& turret : stored) {
        TurretSummary& out = summary.turrets.emplace_back();
        out.record = turret.record;
        out.verified = turret.verified;
        out.ledger = turret.ledger.value_or(Ledger{});
        has_ledger.push_back(turret.ledger.has_value());
        const auto found = rows.rows_by_id().find(turret.id);
        set_stored(out,
                   found == rows.rows_by_id().end() ? RowCollector::TurretRows{} : found->second);
    }
    for (const auto& [name, count] : rows.rows_by_name()) {
        TurretSummary& turret = named_turret(summary.turrets, name);
        set_stored(turret, count);
    }
    has_ledger.resize(summary.turrets.size(), false);
    summary.verified = !summary.turrets.empty();
    for (std::size_t i = 0; i < summary.turrets.size(); ++i) {
        if (!has_ledger[i]) set_arrived(summary.turrets[i]);
        summary.ledger += summary.turrets[i].ledger;
        summary.verified = summary.verified && summary.turrets[i].verified;
    }
}

std::uint64_t unattributed(const RejectedReasons& reasons,
                           const std::vector<TurretSummary>& turrets) {
    std::uint64_t all = 0;
    std::uint64_t known = 0;
    for (const auto& [reason, count] : reasons)
        if (reason != kOfAnotherRun) all += count;
    for (const TurretSummary& turret : turrets) known += turret.record.rejected;
    return all - std::min(all, known);
}

}  // namespace

Findings read_findings(const std::filesystem::path& file, nanoseconds interval, LogSink& sink) {
    const Log log(sink, "oct.report");
    Database database = Database::open(file);
    require_schema(database);
    const auto run = read_run(database);
    if (interval <= interval.zero()) interval = run ? run->interval : interval.zero();
    if (interval <= interval.zero()) interval = std::chrono::seconds(10);
    RowCollector rows(interval, run ? run->started : std::nullopt,
                      run ? run->run_time : nanoseconds::zero());
    RowReader reader(database);
    for (ResultRow row; reader.next(row);) rows.add(row);
    log_troubles(rows.troubles(), database.file(), log);

    Findings findings;
    Summary& summary = findings.summary;
    set_times(summary, run, rows);
    set_turrets(summary, read_turrets(database), rows);
    summary.transactions = rows.transactions();
    summary.timers = rows.timers();
    summary.errors = rows.errors();
    summary.error_messages = rows.error_messages();
    summary.database = database.file();
    findings.rejected = read_rejected(database);
    summary.unattributed = unattributed(findings.rejected, summary.turrets);
    const nanoseconds end = std::max(summary.run_time, rows.last_offset());
    for (const auto& [name, series] : rows.series()) {
        summary.interval = series->interval();
        summary.sections.push_back(series->section(name, end));
        findings.graphs.push_back({series->points(), series->rate()});
    }
    if (summary.interval != interval)
        log.warning(fmt::format("intervals of {} s instead of {} s: there would be more than 1000",
                                to_seconds(summary.interval), to_seconds(interval)));
    return findings;
}

}  // namespace oct
