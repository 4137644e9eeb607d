// What became of the shots of a run, as a turret's statuses say it.
#pragma once

#include <oct/turret_status.hpp>

#include "turret/battery.hpp"
#include "turret/sender.hpp"

#include <cstdint>

namespace oct::turret {

/// `dropped`: samples for which there was no room. `stuck`: cannons were given up.
[[nodiscard]] TurretCounts counts_of(const Battery& battery, const Sender& sender,
                                     std::uint64_t dropped, bool stuck);

}  // namespace oct::turret
