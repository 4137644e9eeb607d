// What a configuration says of how a run is kept, and what its start and its end add to that.
#pragma once

#include <oct/config.hpp>
#include <oct/result_sink.hpp>

#include "measure/run_record.hpp"

namespace oct::results {

/// A run that waits for its turrets.
[[nodiscard]] measure::RunFacts facts_of(const Config& config);
void note_start(measure::RunFacts& run, const RunStart& start);
void note_end(measure::RunFacts& run, const RunOutcome& outcome);

/// What is counted: its interval is such that a run has at most 1,000 of them, as a report would.
[[nodiscard]] measure::AggregateFacts counts_of(const Config& config);

}  // namespace oct::results
