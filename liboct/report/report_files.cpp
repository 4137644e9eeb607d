// The page first, then the others: each is tried, whatever became of the ones before.
#include "report/report_files.hpp"

#include "base/text_file.hpp"
#include "report/export/output_files.hpp"
#include "report/page/page.hpp"
#include "report/page/page_template.hpp"

#include <fmt/format.h>

#include <exception>
#include <functional>
#include <utility>

namespace oct::report {

ReportFiles::ReportFiles(std::filesystem::path folder, std::filesystem::path templates,
                         std::vector<Output> outputs, LogSink& log)
    : folder_(std::move(folder)),
      assets_(std::move(templates)),
      outputs_(std::move(outputs)),
      log_(log) {}

void ReportFiles::check_template() const {
    (void)PageTemplate(assets_.text("report.html"), assets_.origin("report.html"));
}

Summary ReportFiles::write(Findings findings) const {
    std::string& failure = findings.summary.report_failure;
    const auto attempt = [&](const std::function<void()>& write) {
        try {
            write();
        } catch (const std::exception& error) {
            if (failure.empty())
                failure = fmt::format("{}; then `oct rebuild-results {}` makes the report",
                                      error.what(), folder_.string());
        }
    };
    attempt([&] { write_page(findings); });
    attempt([&] { write_summary(findings, folder_); });
    for (const Output& output : outputs_) attempt([&] { write_output(findings, output, folder_); });
    return std::move(findings.summary);
}

// The page itself comes last: where there is a results.html, all that belongs to it is there too.
void ReportFiles::write_page(Findings& findings) const {
    const Page page = render_page(findings, assets_, log_);
    assets_.copy_to(folder_);
    for (const auto& [name, svg] : page.graphs) base::write_text_file(folder_ / name, svg);
    const auto file = folder_ / "results.html";
    base::write_text_file(file, page.html);
    findings.summary.report = file.string();
}

}  // namespace oct::report
