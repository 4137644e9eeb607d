// Everything a report is made of, read from a run.
#pragma once

#include <oct/log.hpp>
#include <oct/summary.hpp>

#include "measure/run_reader.hpp"
#include "report/read/activity.hpp"
#include "report/read/run_counts.hpp"
#include "report/read/section_builder.hpp"

#include <optional>
#include <string>
#include <vector>

namespace oct::report {

/// The Summary, and what the page shows beyond it.
struct Findings {
    Summary summary;
    std::vector<GraphData> graphs;                     ///< one for each of summary.sections
    std::vector<std::vector<GraphData>> class_graphs;  ///< of the sections of summary.classes
    std::vector<GraphData> response_graphs;            ///< of summary.responses
    GraphData lag;                                     ///< of summary.lag
    Activity activity;
    measure::RejectedReasons rejected;  ///< messages, by reason
    std::optional<measure::RunFacts> run;
};

/// Reads the run. Nothing is judged: the summary has neither limits nor a verdict.
///
/// Errors: throws what the reader does. A number that cannot be is left out, and logged.
[[nodiscard]] Findings read_findings(const measure::RunReader& reader, const Reading& reading,
                                     LogSink& log);

}  // namespace oct::report
