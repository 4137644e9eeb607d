// Files for other programs, written beside the report.
#pragma once

#include <oct/config.hpp>

#include "report/read/findings.hpp"

#include <filesystem>

namespace oct::report {

/// Writes summary.json.
///
/// Errors: throws Error naming the file; so does the other one.
void write_summary(const Findings& findings, const std::filesystem::path& folder);
/// Writes one of the files that were asked for; a relative path is relative to `folder`.
void write_output(const Findings& findings, const Output& output,
                  const std::filesystem::path& folder);

}  // namespace oct::report
