// Files for other programs that a report can write beside its own.
#pragma once

#include <oct/export.hpp>

#include <filesystem>
#include <string_view>

namespace oct {

/// A file to write with a report, beside the summary.json that is always there.
///
/// Threading:  value.
struct OCT_EXPORT Output {
    enum class Format {
        JUnit,     ///< limits, figures and plan as test cases
        Markdown,  ///< the summary of a CI job
        HdrLog,    ///< HdrHistogram log 1.3: one histogram for each interval and timer, nanoseconds
        HdrPercentiles  ///< HdrHistogram percentile tables, milliseconds, one file for each timer
    };

    Format format = Format::JUnit;
    std::filesystem::path file;  ///< relative to the results folder
    bool strict = false;         ///< JUnit: a suspect measurement fails, too

    /// Reads "junit", "markdown", "hlog" or "hgrm", each with or without "=FILE".
    ///
    /// Errors: throws ConfigError naming `origin` and the formats there are.
    static Output parse(std::string_view text, std::string_view origin = "output");
};

}  // namespace oct
