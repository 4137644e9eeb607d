// Keeping the results of runs: the store, its report, its rows as CSV.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/result_sink.hpp>
#include <oct/summary.hpp>
#include <oct/version.hpp>

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>

namespace oct {

/// The ResultSink that stores: rows of `result` and `turret`, the run, and its ledger.
///
/// Errors:     the constructor throws StoreError or ConfigError; later trouble with the disk is
///             retried, counted and logged, never thrown. Ignore SIGXFSZ where files may not grow
///             (ulimit -f): the library handles no signals, and that one ends a process.
/// Threading:  confined to the HQ thread; the SQLite connection lives on a thread inside.
class OCT_EXPORT StatsHandler : public ResultSink {
public:
    /// Creates `output_dir`/results.sqlite, and the folder when it is not there.
    StatsHandler(const std::filesystem::path& output_dir, const Config& config,
                 LogSink& log = LogSink::none(), Version compiled = {});
    ~StatsHandler() override;

    void start(const RunStart& run) override;
    void consume(const SampleBlock& block) override;
    void stop(std::chrono::nanoseconds run_time) override;
    void turret(const TurretRecord& turret) override;
    /// Writes what remains, the ledger, and leaves one portable file.
    void finish(const RunOutcome& outcome) override;

    /// After finish(): the run as a summary, judged by the limits of the configuration. Unlike a
    /// ReportBuilder it knows what the disk did not take, also of the end of the run: the ledger is
    /// whole whatever happened to the file. One that cannot be read gives a summary without
    /// results; Summary::report_failure says why.
    [[nodiscard]] Summary summarize() const;
    /// The same, and the files that ReportBuilder::write() writes. What cannot be written is in
    /// Summary::report_failure, too.
    Summary write_report(const std::filesystem::path& templates = {}) const;

    /// Rows committed so far.
    [[nodiscard]] std::uint64_t stored() const noexcept;
    [[nodiscard]] const std::filesystem::path& database() const noexcept;

private:
    struct OCT_NO_EXPORT Parts;
    std::unique_ptr<Parts> parts_;
};

/// Reads results.sqlite and writes results.html with what belongs to it.
///
/// Threading:  confined.
class OCT_EXPORT ReportBuilder {
public:
    /// `templates`: the project's folder with report.html, css/, img/ and scripts/; a template that
    /// is missing there is taken from the library. Judged are the limits that were in force, and
    /// those of `config`.
    ReportBuilder(std::filesystem::path results_dir, std::filesystem::path database,
                  const Config& config, std::filesystem::path templates = {},
                  LogSink& log = LogSink::none());

    /// Reads the store.
    ///
    /// Errors: throws StoreError naming the file.
    [[nodiscard]] Summary summarize() const;

    /// Writes results.html, summary.json, the outputs that the configuration asks for, css/,
    /// scripts/, img/ and the graphs; returns the summary, with paths. What cannot be written is in
    /// Summary::report_failure.
    ///
    /// Errors: throws StoreError when the database cannot be read, and ConfigError naming template
    ///         file, line and column when that one is wrong.
    Summary write() const;

private:
    std::filesystem::path results_dir_;
    std::filesystem::path database_;
    std::filesystem::path templates_;
    std::chrono::nanoseconds interval_;
    std::vector<Limit> limits_;
    std::vector<Output> outputs_;
    LogSink& log_;
};

/// Makes the report again: reads `database`, writes results.html and its graphs into `results_dir`.
///
/// `config` is the run's config.json; the report's template is templates/report.html beside it, or
/// beside the results folder, or the library's own.
/// Errors: throws ConfigError or StoreError naming the file.
OCT_EXPORT Summary rebuild_results(const std::filesystem::path& results_dir,
                                   const std::filesystem::path& database,
                                   const std::filesystem::path& config,
                                   LogSink& log = LogSink::none());

/// How results_to_csv() writes.
struct CsvOptions {
    char delimiter = ';';  ///< no letter, digit or quote, and none of . + - CR LF
    /// False: text that a spreadsheet would take for a formula gets an apostrophe in front, control
    /// characters become spaces. True: texts as they are stored.
    bool raw = false;
};

/// Writes every row of `result` as CSV (RFC 4180), in the order of arrival.
///
/// Columns: elapsed time, epoch (in seconds), turret name, transaction time, error; then each
/// custom timer in the order of first appearance. A timer that a transaction has several times has
/// a column for each time: "name", "name (2)", "name (3)".
/// Memory does not grow with the rows: they are read twice, for the header to be known first.
/// Returns the number of rows.
/// Errors: throws ConfigError for the delimiter, StoreError naming the file, Error when `out`
/// fails.
OCT_EXPORT std::uint64_t results_to_csv(const std::filesystem::path& database, std::ostream& out,
                                        const CsvOptions& options = {});

/// The same into a file, which is there only when it is complete. The rows are read once, unless a
/// timer comes up after the first 10,000 rows.
OCT_EXPORT std::uint64_t results_to_csv(const std::filesystem::path& database,
                                        const std::filesystem::path& file,
                                        const CsvOptions& options = {});

}  // namespace oct
