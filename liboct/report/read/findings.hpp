// Everything a report is made of, read from a results database.
#pragma once

#include <oct/log.hpp>
#include <oct/summary.hpp>

#include "report/read/activity.hpp"
#include "report/read/section_builder.hpp"
#include "store/run_facts.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace oct::report {

/// The Summary, and what the page shows beyond it.
struct Findings {
    Summary summary;
    std::vector<GraphData> graphs;  ///< one for each of summary.sections
    GraphData lag;                  ///< of summary.lag
    Activity activity;
    store::RejectedReasons rejected;  ///< messages, by reason
    std::optional<store::RunFacts> run;
};

/// Reads the database; `interval` 0 stands for the one that the run was configured with. Nothing is
/// judged: the summary has neither limits nor a verdict.
///
/// Errors: throws StoreError naming the file. A number that cannot be is left out, and logged.
[[nodiscard]] Findings read_findings(const std::filesystem::path& file,
                                     std::chrono::nanoseconds interval, LogSink& log);

}  // namespace oct::report
