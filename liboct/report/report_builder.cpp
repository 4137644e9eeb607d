// ReportBuilder: findings, then the page.
#include <oct/report_builder.hpp>

#include "base/text_file.hpp"
#include "report/export/output_files.hpp"
#include "report/judge/judgement.hpp"
#include "report/page/assets.hpp"
#include "report/page/page.hpp"
#include "store/stored_run.hpp"

namespace oct {

ReportBuilder::ReportBuilder(std::filesystem::path results_dir, std::filesystem::path database,
                             const Config& config, std::filesystem::path templates, LogSink& log)
    : results_dir_(std::move(results_dir)),
      database_(std::move(database)),
      templates_(std::move(templates)),
      interval_(config.results_ts_interval),
      limits_(config.limits),
      outputs_(config.outputs),
      log_(log) {}

Summary ReportBuilder::summarize() const {
    return report::read_judged(store::StoredRun(database_), interval_, limits_, log_).summary;
}

// The page comes last: where there is a results.html, all that belongs to it is there too.
Summary ReportBuilder::write() const {
    report::Findings findings =
        report::read_judged(store::StoredRun(database_), interval_, limits_, log_);
    const report::Assets assets(templates_);
    const report::Page page = report::render_page(findings, assets, log_);
    assets.copy_to(results_dir_);
    for (const auto& [name, svg] : page.graphs) base::write_text_file(results_dir_ / name, svg);
    const auto file = results_dir_ / "results.html";
    base::write_text_file(file, page.html);
    findings.summary.report = file.string();
    report::write_outputs(findings, outputs_, results_dir_);
    return std::move(findings.summary);
}

}  // namespace oct
