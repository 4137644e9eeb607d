// Makes the report of a results folder: reads the store only, so a rebuild is the same code.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include <filesystem>
#include <memory>

namespace oct {

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

}  // namespace oct
