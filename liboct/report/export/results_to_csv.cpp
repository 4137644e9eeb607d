// Rows as lines; a stream that cannot go back has to know all timers before the first one.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/text.hpp"
#include "report/export/csv_text.hpp"
#include "report/export/csv_timers.hpp"
#include "store/aggregate_tables.hpp"
#include "store/row_reader.hpp"
#include "store/schema.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <cctype>
#include <fstream>
#include <optional>
#include <ostream>
#include <string_view>
#include <system_error>

namespace oct {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = 256U << 10U;
constexpr int kNanoseconds = 9;
constexpr int kMicroseconds = 6;  // a double has no more of the seconds since 1970

void check_delimiter(char c) {
    constexpr std::string_view kTaken = "\".+-\r\n";
    const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (word || c == '\0' || static_cast<unsigned char>(c) >= 0x80 || kTaken.find(c) != kTaken.npos)
        throw ConfigError(fmt::format(
            "delimiter \"{}\": expected one character that no number and no quoted text "
            "needs, like ; or ,",
            base::sanitized(std::string_view(&c, 1), 8)));
}

// All passes see the same rows, even while a run adds some.
constexpr auto kSnapshot = store::Transaction::Kind::Read;

constexpr std::int64_t kAllRows = -1;        // SQLite's word for it
constexpr std::int64_t kFirstRows = 10'000;  // most runs have shown all their timers by then

report::CsvTimers find_timers(const store::Database& database, std::int64_t most_rows) {
    report::CsvTimers timers;
    if (!database.has_column("result", "custom_timers")) return timers;
    store::Statement rows =
        database.prepare("SELECT custom_timers FROM result ORDER BY rowid LIMIT ?");
    rows.bind(most_rows);
    while (rows.step()) timers.read(rows.text(0));
    return timers;
}

/// Rows as lines, through a buffer of its own.
class CsvOutput {
public:
    CsvOutput(std::ostream& out, const CsvOptions& options) : out_(out), options_(options) {}

    void header(const report::CsvTimers& timers) {
        report::append_cell(buffer_, "elapsed time", options_.delimiter);
        for (const std::string_view title :
             {"epoch (in seconds)", "turret name", "transaction time", "error"})
            report::append_cell(next(), title, options_.delimiter);
        for (std::size_t column = 0; column < timers.columns(); ++column)
            report::append_cell(next(), safe(timers.title(column)), options_.delimiter);
        end_line();
    }

    void row(const store::ResultRow& row, const report::CsvTimers& timers) {
        report::append_seconds_cell(buffer_, row.elapsed_s, kNanoseconds);
        report::append_seconds_cell(next(), row.epoch_s, kMicroseconds);
        next().append(turret(row.turret_name));
        report::append_seconds_cell(next(), row.service_s, kNanoseconds);
        next();
        if (!row.error.empty()) report::append_cell(buffer_, safe(row.error), options_.delimiter);
        for (std::size_t column = 0; column < timers.columns(); ++column)
            next().append(timers.value(column));
        end_line();
    }

    void flush() {
        out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        buffer_.clear();
        if (!out_.flush()) throw Error("CSV: cannot be written; is the disk full?");
    }

private:
    std::string& next() {
        buffer_.push_back(options_.delimiter);
        return buffer_;
    }
    void end_line() {
        buffer_.append("\r\n");
        if (buffer_.size() >= kBuffer) flush();
    }
    std::string safe(std::string_view text) const {
        return options_.raw ? std::string(text) : report::defused(text);
    }
    // Most rows have the turret of the row before.
    const std::string& turret(std::string_view name) {
        if (name != turret_ || turret_cell_.empty()) {
            turret_ = name;
            turret_cell_.clear();
            report::append_cell(turret_cell_, safe(name), options_.delimiter);
        }
        return turret_cell_;
    }

    std::ostream& out_;
    const CsvOptions& options_;
    std::string buffer_;
    std::string turret_;
    std::string turret_cell_;
};

store::Database open_rows(const fs::path& file) {
    store::Database database = store::Database::open(file);
    store::require_schema(database);
    const auto counts = store::AggregateReader(database).facts();
    if (counts && !counts->rows_kept)
        throw StoreError(
            fmt::format("{}: this run kept histograms only (\"samples\": \"summary\"): "
                        "there are no results to write as CSV",
                        file.string()));
    return database;
}

// How many rows were written; nothing when one of them has a timer without a column.
std::optional<std::uint64_t> write_rows(const store::Database& database, std::ostream& out,
                                        const CsvOptions& options, report::CsvTimers timers) {
    CsvOutput csv(out, options);
    csv.header(timers);
    const std::size_t columns = timers.columns();
    store::RowReader reader(database, {}, store::RowColumns::Documented);
    store::ResultRow row;
    std::uint64_t rows = 0;
    for (; reader.next(row); ++rows) {
        timers.read(row.custom_timers);
        if (timers.columns() != columns) return std::nullopt;
        csv.row(row, timers);
    }
    csv.flush();
    return rows;
}

// Two passes: which timers there are, then the rows.
std::uint64_t write_in_order(const store::Database& database, std::ostream& out,
                             const CsvOptions& options) {
    return write_rows(database, out, options, find_timers(database, kAllRows)).value();
}

// One pass, if the first rows have shown all timers. Otherwise it begins again: with more columns
// the file only becomes longer, so nothing of the first attempt stays.
std::uint64_t write_from_start(const store::Database& database, std::ostream& out,
                               const CsvOptions& options) {
    const auto rows = write_rows(database, out, options, find_timers(database, kFirstRows));
    if (rows) return *rows;
    out.seekp(0);
    return write_in_order(database, out, options);
}

}  // namespace

std::uint64_t results_to_csv(const fs::path& file, std::ostream& out, const CsvOptions& options) {
    check_delimiter(options.delimiter);
    const store::Database database = open_rows(file);
    const store::Transaction snapshot(database, kSnapshot);
    return write_in_order(database, out, options);
}

// What is no regular file (a pipe, /dev/stdout) is written as it is.
std::uint64_t results_to_csv(const fs::path& file, const fs::path& csv, const CsvOptions& options) {
    check_delimiter(options.delimiter);
    const store::Database database = open_rows(file);
    std::error_code error;
    if (fs::equivalent(file, csv, error))
        throw ConfigError(fmt::format(
            "{}: is the database itself: choose another name for the CSV file", csv.string()));
    const store::Transaction snapshot(database, kSnapshot);
    const bool special = fs::exists(csv, error) && !fs::is_regular_file(csv, error);
    const fs::path draft = special ? csv : fs::path(csv.string() + ".part");
    std::ofstream out(draft, std::ios::binary);
    if (!out) throw Error(fmt::format("{}: cannot be written", csv.string()));
    try {
        const auto rows = special ? write_in_order(database, out, options)
                                  : write_from_start(database, out, options);
        out.close();
        if (!special) fs::rename(draft, csv);
        return rows;
    } catch (...) {
        if (!special) fs::remove(draft, error);
        throw;
    }
}

}  // namespace oct
