// From what a store holds to what is to be thought of it.
#pragma once

#include "report/read/findings.hpp"

#include <vector>

namespace oct::report {

/// Judges the limits that are stored with the run, then `more`, then the measurement itself.
void judge(Findings& findings, const std::vector<Limit>& more);

/// The three answers, and the sentence, of a run whose limits are judged already.
void answer(Summary& summary, std::size_t planned_turrets);

/// read_findings(), judged.
[[nodiscard]] Findings read_judged(const measure::RunReader& reader,
                                   std::chrono::nanoseconds interval,
                                   const std::vector<Limit>& more, LogSink& log);

}  // namespace oct::report
