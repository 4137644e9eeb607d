// What a run's end adds to its results: turrets with accounts, reasons, events.
#pragma once

#include <oct/result_sink.hpp>

#include "measure/run_record.hpp"
#include "results/turret_directory.hpp"

#include <vector>

namespace oct::results {

[[nodiscard]] measure::ClosingFacts closing_facts(const measure::RunFacts& run,
                                                  const std::vector<KnownTurret>& turrets,
                                                  const RunOutcome& outcome);

/// The same when not one of the results that counted as stored can be read.
[[nodiscard]] measure::ClosingFacts without_results(measure::ClosingFacts facts);

}  // namespace oct::results
