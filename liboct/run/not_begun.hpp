// A run that was stopped before it began.
#pragma once

#include <oct/config.hpp>
#include <oct/summary.hpp>

namespace oct::run {

/// Its summary: nothing was measured, so no limit was kept.
[[nodiscard]] Summary not_begun(const Config& config);

}  // namespace oct::run
