// Rows of `aggregate`, `series`, `histogram`, `points`, `second`, `error` and `turret_results`.
#include "store/aggregate_tables.hpp"

#include <oct/error.hpp>

#include "base/seconds.hpp"
#include "measure/count_blobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace oct::store {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 3> kKinds{"transactions", "lag", "timer"};
constexpr std::int64_t kTransactionsId = 1;
constexpr std::int64_t kLagId = 2;
constexpr std::int64_t kFirstTimerId = 3;

std::uint64_t count_of(const Statement& row, int column) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(row.integer(column), 0));
}

nanoseconds duration_of(const Statement& row, int column) {
    return base::from_seconds(row.real(column)).value_or(nanoseconds::zero());
}

std::optional<nanoseconds> optional_duration(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return duration_of(row, column);
}

std::optional<double> optional_real(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.real(column);
}

void bind_optional(Statement& statement, int index, std::optional<double> value) {
    if (value)
        statement.bind(index, *value);
    else
        statement.bind_null(index);
}

void bind_optional(Statement& statement, int index, std::optional<nanoseconds> value) {
    bind_optional(statement, index,
                  value ? std::optional(base::to_seconds(*value)) : std::optional<double>());
}

void read_counts(const Statement& row, int first_column, const std::string& file,
                 measure::IntervalCounts& counts) {
    counts = {};
    counts.errors = count_of(row, first_column);
    auto histogram = measure::Histogram::decode(row.blob(first_column + 2));
    if (!histogram || !measure::decode(row.blob(first_column + 1), counts.seconds))
        throw StoreError(file +
                         ": a histogram in it is damaged; without its table `aggregate` the report "
                         "is made of the rows");
    counts.histogram = std::move(*histogram);
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
    if (!row.step()) return totals;
    int column = 0;
    for (std::uint64_t* count :
         {&totals.results, &totals.errors, &totals.timers, &totals.warmup, &totals.bad_rows,
          &totals.bad_timers, &totals.clocks_off, &totals.further_timers})
        *count = count_of(row, column++);
    totals.first_start_s = optional_real(row, column++);
    totals.last_end_s = optional_real(row, column++);
    totals.last_offset = duration_of(row, column++);
    totals.first_intended = optional_duration(row, column);
    return totals;
}

void write_totals_row(Database& database, const AggregateFacts& facts,
                      const measure::Totals& totals) {
    Statement row = database.prepare(fmt::format(
        "INSERT OR REPLACE INTO aggregate (id, interval_s, run_time_s, samples, covers, "
        "covers_warmup, {}) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kTotals));
    row.with(base::to_seconds(facts.interval), base::to_seconds(facts.run_time),
             facts.rows_kept ? std::string_view("all") : std::string_view("summary"), facts.covers,
             facts.covers_warmup, totals.results, totals.errors, totals.timers, totals.warmup,
             totals.bad_rows, totals.bad_timers, totals.clocks_off, totals.further_timers);
    bind_optional(row, 14, totals.first_start_s);
    bind_optional(row, 15, totals.last_end_s);
    row.bind(16, base::to_seconds(totals.last_offset));
    bind_optional(row, 17, totals.first_intended);
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
        if (known.with(id).step())
            sum.merge({group.message, count_of(known, 1), duration_of(known, 2),
                       duration_of(known, 3), std::string(known.text(4))});
        known.reset();
        write
            .with(id, sum.message, sum.count, base::to_seconds(sum.first),
                  base::to_seconds(sum.last), sum.turret)
            .run();
    }
}

measure::TurretRows turret_of(const Statement& row) {
    return {std::string(row.text(1)), count_of(row, 2),          count_of(row, 3),
            count_of(row, 4),         optional_duration(row, 5), optional_duration(row, 6)};
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
        if (known.with(id).step()) sum.merge(turret_of(known));
        known.reset();
        write.with(id, sum.name, sum.completed, sum.failed, sum.warmup);
        bind_optional(write, 6, sum.first);
        bind_optional(write, 7, sum.last);
        write.run();
    }
}

void add_seconds(Database& database, const measure::Series& transactions) {
    Statement write = database.prepare(
        "INSERT INTO second (second, results, errors) VALUES (?, ?, ?) ON CONFLICT (second) DO "
        "UPDATE SET results = results + excluded.results, errors = errors + excluded.errors");
    for (const auto& [number, counts] : transactions.intervals())
        for (const measure::SecondCount& second : counts.seconds)
            write.with(second.second, second.all, second.failed).run();
}

std::int64_t last_id(const Database& database, std::string_view table) {
    const auto range = row_range(database, table);
    return range ? range->last : 0;
}

}  // namespace

AggregateWriter::AggregateWriter(Database& database, const AggregateFacts& facts) : facts_(facts) {
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
    AggregateFacts facts = facts_;
    facts.covers = last_id(database, "result");
    facts.covers_warmup = last_id(database, "warmup_result");
    write_totals_row(database, facts, totals);
}

void AggregateWriter::add_series(Database& database, measure::SeriesKind kind, std::int64_t id,
                                 std::string_view name, const measure::Series& series) {
    if (series.intervals().empty()) return;
    database.prepare("INSERT OR IGNORE INTO series (id, kind, timer) VALUES (?, ?, ?)")
        .with(id, kKinds[static_cast<std::size_t>(kind)], name)
        .run();
    add_intervals(database, id, series);
    const std::vector<measure::Point> points = series.points();
    if (points.empty()) return;
    const std::string bytes = measure::encode(points);
    Statement write = database.prepare("INSERT INTO points (series_id, points) VALUES (?, ?)");
    write.bind(1, id);
    write.bind_blob(2, bytes);
    write.run();
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
        if (known.with(id, number).step()) read_counts(known, 0, database.file(), sum);
        known.reset();
        sum.merge(counts);
        std::string buckets;
        sum.histogram.encode(buckets);
        const std::string seconds = measure::encode(sum.seconds);
        write.with(id, number, sum.histogram.count(), sum.errors);
        write.bind_blob(5, seconds);
        write.bind_blob(6, buckets);
        write.run();
    }
}

std::optional<AggregateFacts> AggregateReader::facts() const {
    if (!database_.has_table("aggregate")) return std::nullopt;
    Statement row = database_.prepare(
        "SELECT interval_s, run_time_s, samples, covers, covers_warmup FROM aggregate");
    if (!row.step()) return std::nullopt;
    AggregateFacts facts{duration_of(row, 0), duration_of(row, 1), row.text(2) != "summary",
                         row.integer(3), row.integer(4)};
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
    while (error.step())
        into.merge({std::string(error.text(0)), count_of(error, 1), duration_of(error, 2),
                    duration_of(error, 3), std::string(error.text(4))});
    Statement turret = database_.prepare(
        "SELECT turret_id, name, completed, failed, warmup, first_s, last_s FROM turret_results");
    while (turret.step()) into.merge(turret.integer(0), turret_of(turret));
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
    row.with(kKinds[static_cast<std::size_t>(name.kind)], name.timer);
    measure::IntervalCounts counts;
    while (row.step()) {
        read_counts(row, 1, database_.file(), counts);
        if (row.integer(0) < 0) continue;
        take(row.integer(0), counts);
    }
}

std::vector<measure::Point> AggregateReader::read_points(const measure::SeriesName& name) const {
    Statement row = database_.prepare(
        "SELECT points FROM points WHERE series_id = (SELECT id FROM series WHERE kind = ? AND "
        "timer = ?) ORDER BY id");
    row.with(kKinds[static_cast<std::size_t>(name.kind)], name.timer);
    std::vector<measure::Point> points;
    while (row.step())
        if (!measure::decode(row.blob(0), points))
            throw StoreError(database_.file() + ": the points of a graph in it are damaged");
    return points;
}

}  // namespace oct::store
