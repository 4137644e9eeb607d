// Columns of `result` into a ResultRow.
#include "store/row_reader.hpp"

#include <fmt/format.h>

#include <charconv>

namespace oct::store {
namespace {

// SQLite reads as 0 what is no number, and of "0.5 s" the beginning; NaN it keeps as NULL.
double number(const Statement& row, int column) {
    if (row.is_number(column)) return row.real(column);
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const std::string_view text = row.text(column);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    return whole ? value : kNone;
}

// The rowid, not `id`: a table that somebody copied may have lost its primary key.
std::string select(const Database& database, RowColumns columns) {
    const auto column = [&](std::string_view name) -> std::string_view {
        return database.has_column("result", name) ? name : "NULL";
    };
    return fmt::format(
        "SELECT scriptrun_time, {}, {}, {}, {}, {}{} FROM result "
        "WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
        column("elapsed"), column("epoch"), column("error"), column("custom_timers"),
        column("turret_name"),
        columns == RowColumns::All ? fmt::format(", {}, {}", column("lag"), column("turret_id"))
                                   : "");
}

}  // namespace

RowReader::RowReader(const Database& database, RowRange range, RowColumns columns)
    : columns_(columns), rows_(database.prepare(select(database, columns))) {
    rows_.bind(range.first, range.last);
}

bool RowReader::next(ResultRow& row) {
    if (!rows_.step()) return false;
    row.service_s = number(rows_, 0);
    row.elapsed_s = number(rows_, 1);
    row.epoch_s = number(rows_, 2);
    rows_.from(3).read(row.error, row.custom_timers, row.turret_name);
    if (columns_ == RowColumns::All) rows_.read(row.lag_s, row.turret_id);
    return true;
}

std::optional<RowRange> row_range(const Database& database, std::string_view table) {
    // Two queries: SQLite finds one end of a table without reading the rest, not both at once.
    Statement first = database.prepare(fmt::format("SELECT min(rowid) FROM {}", table));
    Statement last = database.prepare(fmt::format("SELECT max(rowid) FROM {}", table));
    if (!first.step() || !last.step() || first.is_null(0)) return std::nullopt;
    return RowRange{first.integer(0), last.integer(0)};
}

}  // namespace oct::store
