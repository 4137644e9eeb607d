// Writes what the HQ receives into results.sqlite, on a thread of its own.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/result_sink.hpp>
#include <oct/summary.hpp>
#include <oct/version.hpp>

#include <filesystem>
#include <memory>

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

}  // namespace oct
