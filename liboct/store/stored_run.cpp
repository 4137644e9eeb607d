// One transaction around all that is read; rows are counted side by side, then put together.
#include "store/stored_run.hpp"

#include "store/row_scan.hpp"
#include "store/run_events.hpp"
#include "store/run_facts.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <utility>

namespace oct::store {
namespace {

// Of results of the warm-up only the turrets matter: what they fired is in their ledgers.
void add_warmup(const Database& database, std::int64_t behind, measure::Aggregate& into) {
    if (!database.has_table("warmup_result")) return;
    Statement row = database.prepare(
        "SELECT turret_id, turret_name, count(*), sum(error != '') FROM warmup_result "
        "WHERE rowid > ? GROUP BY turret_id, turret_name");
    row.bind(behind);
    while (row.step()) {
        std::int64_t id = 0;
        measure::TurretRows rows;
        row.read(id, rows.name, rows.warmup, rows.failed);
        rows.completed = rows.warmup - rows.failed;
        into.merge(id, rows);
        into.totals().warmup += rows.warmup;
    }
}

}  // namespace

StoredRun::StoredRun(const std::filesystem::path& file,
                     std::optional<measure::ClosingFacts> closing)
    : database_(Database::open(file)),
      snapshot_(database_, Transaction::Kind::Read),
      counts_(database_),
      closing_(std::move(closing)) {
    require_schema(database_);
}

std::optional<measure::RunFacts> StoredRun::run() const {
    auto run = closing_ ? closing_->run : read_run(database_);
    // The end is written last: where it is in the file, all is.
    if (run) run->lacks_log = !run->is_over() && database_.lacks_log();
    return run;
}

std::vector<measure::StoredTurret> StoredRun::turrets() const {
    return closing_ ? closing_->turrets : read_turrets(database_);
}

measure::RejectedReasons StoredRun::rejected() const {
    return closing_ ? closing_->rejected : read_rejected(database_);
}

measure::RunEvents StoredRun::events() const {
    return closing_ ? closing_->events : read_events(database_);
}

std::optional<measure::AggregateFacts> StoredRun::counted() const {
    return counts_.facts();
}

void StoredRun::read_totals(measure::Aggregate& into) const {
    counts_.read_totals(into);
}

std::vector<measure::SeriesName> StoredRun::series() const {
    return counts_.series();
}

void StoredRun::read_intervals(
    const measure::SeriesName& name,
    const std::function<void(std::int64_t, const measure::IntervalCounts&)>& take) const {
    counts_.read_intervals(name, take);
}

std::vector<measure::Point> StoredRun::read_points(const measure::SeriesName& name) const {
    return counts_.read_points(name);
}

measure::Aggregate StoredRun::count_rows(
    const measure::SeriesOptions& options, const measure::Timeline& timeline,
    const std::optional<measure::AggregateFacts>& counted) const {
    measure::Aggregate counts(options);
    if (auto range = row_range(database_)) {
        if (counted) range->first = std::max(range->first, counted->covers + 1);
        RowRules rules{options, timeline, {}};
        for (const measure::StoredTurret& turret : turrets())
            rules.classes.emplace(turret.id, turret.record.class_name());
        counts = scan_rows(database_, *range, rules);
    }
    add_warmup(database_, counted ? counted->covers_warmup : 0, counts);
    return counts;
}

}  // namespace oct::store
