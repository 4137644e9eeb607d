// Rows of `aggregate`, `series`, `histogram`, `points`, `second`, `error` and `turret_results`.
#include "store/aggregate_tables.hpp"

#include <oct/error.hpp>

#include "measure/count_blobs.hpp"

#include <fmt/format.h>

#include <array>

namespace oct::store {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 3> kKinds{"transactions", "lag", "timer"};
constexpr std::int64_t kTransactionsId = 1;
constexpr std::int64_t kLagId = 2;
constexpr std::int64_t kFirstTimerId = 3;

// The columns errors, seconds, buckets.
void read_counts(Statement& row, const std::string& file, measure::IntervalCounts& counts) {
    counts = {};
    Blob seconds;
    Blob buckets;
    row.read(counts.errors, seconds, buckets);
    auto histogram = measure::Histogram::decode(buckets.bytes);
    if (!histogram || !measure::decode(seconds.bytes, counts.seconds))
        throw StoreError(file +
                         ": a histogram in it is damaged; without its table `aggregate` the report "
                         "is made of the rows");
    counts.histogram = std::move(*histogram);
}

// The columns message, count, first_s, last_s, turret.
measure::ErrorGroup error_of(Statement& row) {
    measure::ErrorGroup group;
    row.read(group.message, group.count, group.first, group.last, group.turret);
    return group;
}

constexpr std::string_view kTotals =
    "results, errors, timers, warmup, bad_rows, bad_timers, clocks_off, further_timers, "
    "first_start_s, last_end_s, last_offset_s, first_intended_s";

measure::Totals read_totals_row(const Database& database) {
    std::string columns(kTotals);
    if (!database.has_column("aggregate", "first_intended_s"))  // of an earlier version
        columns.replace(columns.rfind(' ') + 1, std::string::npos, "NULL");
    Statement row = database.prepare(fmt::format("SELECT {} FROM aggregate", columns));
    measure::Totals totals;
    if (row.step())
        row.read(totals.results, totals.errors, totals.timers, totals.warmup, totals.bad_rows,
                 totals.bad_timers, totals.clocks_off, totals.further_timers, totals.first_start_s,
                 totals.last_end_s, totals.last_offset, totals.first_intended);
    return totals;
}

void write_totals_row(Database& database, const measure::AggregateFacts& facts,
                      const measure::Totals& totals) {
    Statement row = database.prepare(fmt::format(
        "INSERT OR REPLACE INTO aggregate (id, interval_s, run_time_s, samples, covers, "
        "covers_warmup, {}) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kTotals));
    row.bind(facts.interval, facts.run_time, facts.rows_kept ? "all" : "summary", facts.covers,
             facts.covers_warmup, totals.results, totals.errors, totals.timers, totals.warmup,
             totals.bad_rows, totals.bad_timers, totals.clocks_off, totals.further_timers,
             totals.first_start_s, totals.last_end_s, totals.last_offset, totals.first_intended);
    row.run();
}

void add_errors(Database& database, const measure::ErrorGroups& errors) {
    Statement known =
        database.prepare("SELECT message, count, first_s, last_s, turret FROM error WHERE id = ?");
    Statement write = database.prepare(
        "INSERT OR REPLACE INTO error (id, message, count, first_s, last_s, turret) "
        "VALUES (?, ?, ?, ?, ?, ?)");
    std::int64_t id = 0;
    for (const measure::ErrorGroup& group : errors.groups()) {
        ++id;
        if (group.count == 0) continue;
        measure::ErrorGroup sum = group;
        if (known.bind(id).step()) sum.merge(error_of(known));
        known.reset();
        write.bind(id, sum.message, sum.count, sum.first, sum.last, sum.turret).run();
    }
}

// The columns turret_id, name, completed, failed, warmup, first_s, last_s.
std::pair<std::int64_t, measure::TurretRows> turret_of(Statement& row) {
    std::pair<std::int64_t, measure::TurretRows> turret;
    auto& [id, rows] = turret;
    row.read(id, rows.name, rows.completed, rows.failed, rows.warmup, rows.first, rows.last);
    return turret;
}

void add_turrets(Database& database, const measure::Aggregate& counts) {
    Statement known = database.prepare(
        "SELECT turret_id, name, completed, failed, warmup, first_s, last_s FROM turret_results "
        "WHERE turret_id = ?");
    Statement write = database.prepare(
        "INSERT OR REPLACE INTO turret_results (turret_id, name, completed, failed, warmup, "
        "first_s, last_s) VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const auto& [id, rows] : counts.turrets_by_id()) {
        measure::TurretRows sum = rows;
        if (known.bind(id).step()) sum.merge(turret_of(known).second);
        known.reset();
        write.bind(id, sum.name, sum.completed, sum.failed, sum.warmup, sum.first, sum.last).run();
    }
}

void add_seconds(Database& database, const measure::Series& transactions) {
    Statement write = database.prepare(
        "INSERT INTO second (second, results, errors) VALUES (?, ?, ?) ON CONFLICT (second) DO "
        "UPDATE SET results = results + excluded.results, errors = errors + excluded.errors");
    for (const auto& [number, counts] : transactions.intervals())
        for (const measure::SecondCount& second : counts.seconds)
            write.bind(second.second, second.all, second.failed).run();
}

std::int64_t last_id(const Database& database, std::string_view table) {
    const auto range = row_range(database, table);
    return range ? range->last : 0;
}

}  // namespace

AggregateWriter::AggregateWriter(Database& database, const measure::AggregateFacts& facts)
    : facts_(facts) {
    write_totals_row(database, facts_, {});
}

void AggregateWriter::add(Database& database, const measure::Aggregate& counts) {
    add_series(database, measure::SeriesKind::Transactions, kTransactionsId, "",
               counts.transactions());
    add_series(database, measure::SeriesKind::Lag, kLagId, "", counts.lag());
    std::int64_t id = kFirstTimerId;
    for (const auto& [name, series] : counts.timers())
        add_series(database, measure::SeriesKind::Timer, id++, name, series);
    add_seconds(database, counts.transactions());
    add_errors(database, counts.errors());
    add_turrets(database, counts);
    measure::Totals totals = read_totals_row(database);
    totals.merge(counts.totals());
    measure::AggregateFacts facts = facts_;
    facts.covers = last_id(database, "result");
    facts.covers_warmup = last_id(database, "warmup_result");
    write_totals_row(database, facts, totals);
}

void AggregateWriter::add_series(Database& database, measure::SeriesKind kind, std::int64_t id,
                                 std::string_view name, const measure::Series& series) {
    if (series.intervals().empty()) return;
    database.prepare("INSERT OR IGNORE INTO series (id, kind, timer) VALUES (?, ?, ?)")
        .bind(id, kKinds[static_cast<std::size_t>(kind)], name)
        .run();
    add_intervals(database, id, series);
    const std::vector<measure::Point> points = series.points();
    if (points.empty()) return;
    const std::string bytes = measure::encode(points);
    database.prepare("INSERT INTO points (series_id, points) VALUES (?, ?)")
        .bind(id, Blob{bytes})
        .run();
}

void AggregateWriter::add_intervals(Database& database, std::int64_t id,
                                    const measure::Series& series) {
    Statement known = database.prepare(
        "SELECT errors, seconds, buckets FROM histogram WHERE series_id = ? AND interval = ?");
    Statement write = database.prepare(
        "INSERT INTO histogram (series_id, interval, count, errors, seconds, buckets) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (series_id, interval) DO UPDATE SET "
        "count = excluded.count, errors = excluded.errors, seconds = excluded.seconds, "
        "buckets = excluded.buckets");
    for (const auto& [number, counts] : series.intervals()) {
        measure::IntervalCounts sum;
        if (known.bind(id, number).step()) read_counts(known, database.file(), sum);
        known.reset();
        sum.merge(counts);
        std::string buckets;
        sum.histogram.encode(buckets);
        const std::string seconds = measure::encode(sum.seconds);
        write.bind(id, number, sum.histogram.count(), sum.errors, Blob{seconds}, Blob{buckets})
            .run();
    }
}

std::optional<measure::AggregateFacts> AggregateReader::facts() const {
    if (!database_.has_table("aggregate")) return std::nullopt;
    Statement row = database_.prepare(
        "SELECT interval_s, run_time_s, samples, covers, covers_warmup FROM aggregate");
    if (!row.step()) return std::nullopt;
    measure::AggregateFacts facts;
    std::string_view samples;
    row.read(facts.interval, facts.run_time, samples, facts.covers, facts.covers_warmup);
    facts.rows_kept = samples != "summary";
    if (facts.interval <= nanoseconds::zero()) return std::nullopt;
    if (!facts.rows_kept || facts.covers == 0) return facts;
    const auto rows = row_range(database_);
    if (!rows || rows->first != 1 || rows->last < facts.covers) return std::nullopt;
    return facts;
}

void AggregateReader::read_totals(measure::Aggregate& into) const {
    into.totals().merge(read_totals_row(database_));
    Statement error =
        database_.prepare("SELECT message, count, first_s, last_s, turret FROM error ORDER BY id");
    while (error.step()) into.merge(error_of(error));
    Statement turret = database_.prepare(
        "SELECT turret_id, name, completed, failed, warmup, first_s, last_s FROM turret_results");
    while (turret.step()) {
        const auto& [id, rows] = turret_of(turret);
        into.merge(id, rows);
    }
}

std::vector<measure::SeriesName> AggregateReader::timers() const {
    Statement row =
        database_.prepare("SELECT timer FROM series WHERE kind = 'timer' ORDER BY timer");
    std::vector<measure::SeriesName> names;
    while (row.step()) names.push_back({measure::SeriesKind::Timer, std::string(row.text(0))});
    return names;
}

void AggregateReader::read_intervals(
    const measure::SeriesName& name,
    const std::function<void(std::int64_t, const measure::IntervalCounts&)>& take) const {
    Statement row = database_.prepare(
        "SELECT interval, errors, seconds, buckets FROM histogram WHERE series_id = (SELECT id "
        "FROM series WHERE kind = ? AND timer = ?) ORDER BY interval");
    row.bind(kKinds[static_cast<std::size_t>(name.kind)], name.timer);
    measure::IntervalCounts counts;
    while (row.step()) {
        std::int64_t interval = 0;
        row.read(interval);
        read_counts(row, database_.file(), counts);
        if (interval >= 0) take(interval, counts);
    }
}

std::vector<measure::Point> AggregateReader::read_points(const measure::SeriesName& name) const {
    Statement row = database_.prepare(
        "SELECT points FROM points WHERE series_id = (SELECT id FROM series WHERE kind = ? AND "
        "timer = ?) ORDER BY id");
    row.bind(kKinds[static_cast<std::size_t>(name.kind)], name.timer);
    std::vector<measure::Point> points;
    while (row.step())
        if (!measure::decode(row.blob(0), points))
            throw StoreError(database_.file() + ": the points of a graph in it are damaged");
    return points;
}

}  // namespace oct::store
