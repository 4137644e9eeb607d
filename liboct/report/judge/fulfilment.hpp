// Whether a run did what was planned, apart from what the target made of it.
#pragma once

#include <oct/summary.hpp>

#include <cstddef>

namespace oct::report {

/// Weighs what the turrets say that their plans asked for against what they did: cannon-seconds of
/// closed loads, arrivals of open ones. Of a turret that went before its time, the rest of its plan
/// is missing; what it had planned by then is known, and grows evenly to the end of the run.
///
/// `planned_turrets`: how many the configuration of the run has; 0: not known.
[[nodiscard]] Fulfilment fulfilment_of(const Summary& summary, std::size_t planned_turrets);

/// How many turrets a stored configuration asks for: min_turrets where that is more than the 1 that
/// it is by default, else its list; 0 when it cannot be read.
[[nodiscard]] std::size_t planned_turrets(const std::string& configuration);

}  // namespace oct::report
