// Columns of `result` into a ResultRow.
#include "store/row_reader.hpp"

#include <limits>

namespace oct {
namespace {

// SQLite keeps NaN as NULL.
double number(const Statement& row, int column) {
    if (row.is_null(column)) return std::numeric_limits<double>::quiet_NaN();
    return row.real(column);
}

}  // namespace

RowReader::RowReader(const Database& database)
    : rows_(database.prepare(
          database.has_column("result", "turret_id")
              ? "SELECT scriptrun_time, elapsed, epoch, error, custom_timers, turret_name, "
                "turret_id FROM result ORDER BY id"
              : "SELECT scriptrun_time, elapsed, epoch, error, custom_timers, turret_name, 0 "
                "FROM result ORDER BY id")) {}

bool RowReader::next(ResultRow& row) {
    if (!rows_.step()) return false;
    row.service_s = number(rows_, 0);
    row.elapsed_s = number(rows_, 1);
    row.epoch_s = number(rows_, 2);
    row.error = rows_.text(3);
    row.custom_timers = rows_.text(4);
    row.turret_name = rows_.text(5);
    row.turret_id = rows_.integer(6);
    return true;
}

}  // namespace oct
