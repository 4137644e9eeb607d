// A turret's health in words.
#pragma once

#include <oct/turret_status.hpp>

#include <chrono>
#include <string>

namespace oct {

/// Time that its threads waited for a CPU, added up, by time watched; 0 when it did not watch.
[[nodiscard]] double run_delay_share(const TurretHealth& health) noexcept;

/// "34 %" of the time watched; "–" when it did not watch.
[[nodiscard]] std::string share_text(std::chrono::nanoseconds part, const TurretHealth& health);
/// "used 34 %, waited 2 %", of one CPU.
[[nodiscard]] std::string health_text(const TurretHealth& health);
/// The rest of it.
[[nodiscard]] std::string health_note(const TurretHealth& health);

}  // namespace oct
