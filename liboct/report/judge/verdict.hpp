// Where everything that speaks for or against a measurement is weighed.
#pragma once

#include <oct/summary.hpp>
#include <oct/verdict.hpp>

namespace oct::report {

/// The verdict on a summary that is complete but for it.
[[nodiscard]] Verdict verdict_of(const Summary& summary);

/// The first reason that makes the grade what it is; null: none does.
[[nodiscard]] const Reason* worst_reason(const Verdict& verdict) noexcept;

}  // namespace oct::report
