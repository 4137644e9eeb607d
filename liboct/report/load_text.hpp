// The load model of a run, as its turrets name it.
#pragma once

#include <oct/summary.hpp>

#include <string>

namespace oct {

/// "closed load"; of turrets that differ each model once, in their order. Empty when no turret
/// said.
[[nodiscard]] std::string load_text(const Summary& summary);

}  // namespace oct
