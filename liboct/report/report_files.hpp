// The files of a report: the page with what belongs to it, and what programs read.
#pragma once

#include <oct/config.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include "report/page/assets.hpp"
#include "report/read/findings.hpp"

#include <filesystem>
#include <vector>

namespace oct::report {

/// Where the files of a report go, and which.
///
/// Errors:     a file that cannot be written costs no result: Summary::report_failure names the
///             first one.
/// Threading:  confined.
class ReportFiles {
public:
    ReportFiles(std::filesystem::path folder, std::filesystem::path templates,
                std::vector<Output> outputs, LogSink& log);

    /// Throws ConfigError naming template file, line and column when that one is wrong.
    void check_template() const;

    /// Writes what can be; returns the summary, with the path of the page when that is whole.
    [[nodiscard]] Summary write(Findings findings) const;

private:
    void write_page(Findings& findings) const;

    std::filesystem::path folder_;
    Assets assets_;
    std::vector<Output> outputs_;
    LogSink& log_;
};

}  // namespace oct::report
