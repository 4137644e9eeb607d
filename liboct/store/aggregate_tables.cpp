// Rows of `aggregate`, `series`, `histogram`, `points`, `second`, `error` and `turret_results`.
#include "store/aggregate_tables.hpp"

#include <oct/error.hpp>

#include "measure/buckets.hpp"
#include "measure/count_blobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace oct::store {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 4> kKinds{"transactions", "lag", "timer", "response"};

std::string_view word(measure::SeriesKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

// The columns errors, seconds, buckets, failed; NULL is a histogram of nothing.
void read_counts(Statement& row, const std::string& file, measure::IntervalCounts& counts) {
    counts = {};
    Blob seconds;
    Blob buckets;
    Blob failed;
    row.read(counts.errors, seconds, buckets, failed);
    auto histogram = measure::Buckets::decode(buckets.bytes);
    auto of_failed = failed.bytes.empty() ? Histogram() : measure::Buckets::decode(failed.bytes);
    if (!histogram || !of_failed || !measure::decode(seconds.bytes, counts.seconds))
        throw StoreError(file +
                         ": a histogram in it is damaged; without its table `aggregate` the report "
                         "is made of the rows");
    counts.histogram = std::move(*histogram);
    counts.failed = std::move(*of_failed);
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

constexpr std::string_view kTurretResults =
    "turret_id, name, completed, failed, warmup, first_s, last_s, responses_s";

std::pair<std::int64_t, measure::TurretRows> turret_of(Statement& row) {
    std::pair<std::int64_t, measure::TurretRows> turret;
    auto& [id, rows] = turret;
    row.read(id, rows.name, rows.completed, rows.failed, rows.warmup, rows.first, rows.last,
             rows.responses);
    return turret;
}

void add_turrets(Database& database, const measure::Aggregate& counts) {
    Statement known = database.prepare(
        fmt::format("SELECT {} FROM turret_results WHERE turret_id = ?", kTurretResults));
    Statement write = database.prepare(
        fmt::format("INSERT OR REPLACE INTO turret_results ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    kTurretResults));
    for (const auto& [id, rows] : counts.turrets_by_id()) {
        measure::TurretRows sum = rows;
        if (known.bind(id).step()) sum.merge(turret_of(known).second);
        known.reset();
        write
            .bind(id, sum.name, sum.completed, sum.failed, sum.warmup, sum.first, sum.last,
                  sum.responses)
            .run();
    }
}

void add_seconds(Database& database, const measure::Series& transactions) {
    Statement write = database.prepare(
        "INSERT INTO second (second, results, errors) VALUES (?, ?, ?) ON CONFLICT (second) DO "
        "UPDATE SET results = results + excluded.results, errors = errors + excluded.errors");
    transactions.for_each([&](std::int64_t, const measure::IntervalCounts& counts) {
        for (const measure::SecondCount& second : counts.seconds)
            write.bind(second.second, second.all, second.failed).run();
    });
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
    std::int64_t id = 0;
    for (const measure::NamedSeries& named : counts.series().all()) {
        add_series(database, ++id, named);
        if (named.name.kind == measure::SeriesKind::Transactions)
            add_seconds(database, named.series);
    }
    add_errors(database, counts.errors());
    add_turrets(database, counts);
    measure::Totals totals = read_totals_row(database);
    totals.merge(counts.totals());
    measure::AggregateFacts facts = facts_;
    facts.covers = last_id(database, "result");
    facts.covers_warmup = last_id(database, "warmup_result");
    write_totals_row(database, facts, totals);
}

void AggregateWriter::add_series(Database& database, std::int64_t id,
                                 const measure::NamedSeries& named) {
    const auto& [name, series, response, further] = named;
    if (series.empty()) return;
    database.prepare("INSERT OR IGNORE INTO series (id, class, kind, timer) VALUES (?, ?, ?, ?)")
        .bind(id, name.of_class, word(name.kind), name.timer)
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
        "SELECT errors, seconds, buckets, failed FROM histogram WHERE series_id = ? AND "
        "interval = ?");
    Statement write = database.prepare(
        "INSERT INTO histogram (series_id, interval, count, errors, seconds, buckets, failed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series_id, interval) DO UPDATE SET "
        "count = excluded.count, errors = excluded.errors, seconds = excluded.seconds, "
        "buckets = excluded.buckets, failed = excluded.failed");
    series.for_each([&](std::int64_t number, const measure::IntervalCounts& counts) {
        measure::IntervalCounts sum;
        if (known.bind(id, number).step()) read_counts(known, database.file(), sum);
        known.reset();
        sum.merge(counts);
        std::string buckets;
        measure::Buckets::encode(sum.histogram, buckets);
        std::string failed;
        if (sum.failed.count() != 0) measure::Buckets::encode(sum.failed, failed);
        const std::string seconds = measure::encode(sum.seconds);
        write
            .bind(id, number, sum.histogram.count(), sum.errors, Blob{seconds}, Blob{buckets},
                  failed.empty() ? std::nullopt : std::optional(Blob{failed}))
            .run();
    });
}

// Of version 0.1.0, which knew neither classes nor failed ones apart, all is of one class.
AggregateReader::AggregateReader(const Database& database)
    : database_(database), mixed_(!database.has_column("histogram", "failed")) {}

std::optional<measure::AggregateFacts> AggregateReader::facts() const {
    if (!database_.has_table("aggregate")) return std::nullopt;
    Statement row = database_.prepare(
        "SELECT interval_s, run_time_s, samples, covers, covers_warmup FROM aggregate");
    if (!row.step()) return std::nullopt;
    measure::AggregateFacts facts;
    std::string_view samples;
    row.read(facts.interval, facts.run_time, samples, facts.covers, facts.covers_warmup);
    facts.rows_kept = samples != "summary";
    facts.mixed = mixed_;
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
    std::string columns(kTurretResults);
    if (!database_.has_column("turret_results", "responses_s"))  // of an earlier version
        columns.replace(columns.rfind(' ') + 1, std::string::npos, "NULL");
    Statement turret = database_.prepare(fmt::format("SELECT {} FROM turret_results", columns));
    while (turret.step()) {
        const auto& [id, rows] = turret_of(turret);
        into.merge(id, rows);
    }
}

std::vector<measure::SeriesName> AggregateReader::series() const {
    Statement row = database_.prepare(
        fmt::format("SELECT kind, timer, {} FROM series ORDER BY id", mixed_ ? "''" : "class"));
    std::vector<measure::SeriesName> names;
    while (row.step()) {
        std::string_view kind;
        measure::SeriesName name;
        row.read(kind, name.timer, name.of_class.emplace());
        const auto place = std::find(kKinds.begin(), kKinds.end(), kind);
        if (place == kKinds.end()) continue;
        name.kind = static_cast<measure::SeriesKind>(place - kKinds.begin());
        names.push_back(std::move(name));
    }
    return names;
}

Statement AggregateReader::of_series(std::string_view columns, std::string_view table,
                                     std::string_view order,
                                     const measure::SeriesName& name) const {
    const bool one_class = name.of_class && !mixed_;
    Statement row = database_.prepare(fmt::format(
        "SELECT {} FROM {} WHERE series_id IN (SELECT id FROM series WHERE kind = ? AND "
        "timer = ?{}) ORDER BY {}",
        columns, table, one_class ? " AND class = ?" : "", order));
    row.bind(word(name.kind), name.timer);
    if (one_class) row.bind(word(name.kind), name.timer, *name.of_class);
    return row;
}

void AggregateReader::read_intervals(
    const measure::SeriesName& name,
    const std::function<void(std::int64_t, const measure::IntervalCounts&)>& take) const {
    Statement row = of_series(mixed_ ? "interval, errors, seconds, buckets, NULL"
                                     : "interval, errors, seconds, buckets, failed",
                              "histogram", "interval", name);
    measure::IntervalCounts counts;
    while (row.step()) {
        std::int64_t interval = 0;
        row.read(interval);
        read_counts(row, database_.file(), counts);
        if (interval >= measure::kAfterStop) take(interval, counts);
    }
}

std::vector<measure::Point> AggregateReader::read_points(const measure::SeriesName& name) const {
    Statement row = of_series("points", "points", "id", name);
    std::vector<measure::Point> points;
    while (row.step())
        if (!measure::decode(row.blob(0), points))
            throw StoreError(database_.file() + ": the points of a graph in it are damaged");
    return points;
}

}  // namespace oct::store
