// Did the target keep its limits, and does the run allow to say so?
#pragma once

#include <oct/summary.hpp>

#include <string>

namespace oct::report {

/// Gives each limit its doubt: a reason why it was missed, or kept, that is not the target's. The
/// summary has its verdict and its plan.
///
/// What lengthens durations may have caused a miss, though no error; what took load from the target
/// may hide one. A rate is the other way round: less load may have caused a miss of its lower
/// bound.
void doubt_limits(Summary& summary);

/// Why that was missed, or kept, for a reason that is not the target's; empty: for none.
[[nodiscard]] std::string doubt_of(const Verdict& verdict, const Fulfilment& plan,
                                   const LimitResult& result);

/// Of limits with their doubts.
[[nodiscard]] Outcome outcome_of(const Summary& summary);

}  // namespace oct::report
