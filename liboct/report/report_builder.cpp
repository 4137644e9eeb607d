// ReportBuilder: findings, then the page.
#include <oct/report_builder.hpp>

#include "report/assets.hpp"
#include "report/findings.hpp"
#include "report/page.hpp"

namespace oct {

ReportBuilder::ReportBuilder(std::filesystem::path results_dir, std::filesystem::path database,
                             const Config& config, std::filesystem::path templates, LogSink& log)
    : results_dir_(std::move(results_dir)),
      database_(std::move(database)),
      templates_(std::move(templates)),
      interval_(config.results_ts_interval),
      log_(log) {}

Summary ReportBuilder::summarize() const {
    return read_findings(database_, interval_, log_).summary;
}

}  // namespace oct
