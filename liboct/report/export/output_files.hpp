// Files for other programs, written beside the report.
#pragma once

#include <oct/output.hpp>

#include "report/read/findings.hpp"

#include <filesystem>
#include <vector>

namespace oct::report {

/// Writes summary.json, and `outputs`; relative paths are relative to `folder`.
///
/// Errors: throws StoreError naming the file.
void write_outputs(const Findings& findings, const std::vector<Output>& outputs,
                   const std::filesystem::path& folder);

}  // namespace oct::report
