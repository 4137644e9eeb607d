// Where everything that speaks for or against a measurement is weighed.
#pragma once

#include <oct/summary.hpp>
#include <oct/verdict.hpp>

namespace oct::report {

/// The verdict on a summary that is complete but for it.
[[nodiscard]] Verdict verdict_of(const Summary& summary);

}  // namespace oct::report
