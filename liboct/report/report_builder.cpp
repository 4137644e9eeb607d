// ReportBuilder: findings, then the files.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/config_check.hpp"
#include "report/judge/judgement.hpp"
#include "report/report_files.hpp"
#include "store/stored_run.hpp"

#include <system_error>

namespace oct {
namespace {

// The same file, whatever it is called there.
void check_apart(const std::filesystem::path& folder, const std::filesystem::path& database,
                 const std::vector<Output>& outputs) {
    for (const Output& output : outputs) {
        std::error_code none;
        if (std::filesystem::equivalent(folder / output.file, database, none))
            throw ConfigError("output " + output.file.string() +
                              ": is the database that the report is made of: name another file");
    }
}

}  // namespace

ReportBuilder::ReportBuilder(std::filesystem::path results_dir, std::filesystem::path database,
                             const Config& config, std::filesystem::path templates, LogSink& log)
    : results_dir_(std::move(results_dir)),
      database_(std::move(database)),
      templates_(std::move(templates)),
      interval_(config.results_ts_interval),
      limits_(config.limits),
      outputs_(config.outputs),
      log_(log) {
    base::check_report(config);
    check_apart(results_dir_, database_, outputs_);
}

Summary ReportBuilder::summarize() const {
    return report::read_judged(store::StoredRun(database_), interval_, limits_, log_).summary;
}

Summary ReportBuilder::write() const {
    const report::ReportFiles files(results_dir_, templates_, outputs_, log_);
    files.check_template();
    return files.write(report::read_judged(store::StoredRun(database_), interval_, limits_, log_));
}

}  // namespace oct
