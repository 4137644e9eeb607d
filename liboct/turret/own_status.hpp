// What a turret says of itself in its statuses: who it is, and what its run has come to.
#pragma once

#include <oct/config.hpp>
#include <oct/turret_status.hpp>

#include "turret/battery.hpp"
#include "turret/health.hpp"
#include "turret/sender.hpp"

#include <cstdint>
#include <string>

namespace oct::turret {

/// Who it is, with nothing of a run.
[[nodiscard]] TurretStatus plain_status(const TurretConfig& config, const std::string& uuid,
                                        std::string word);

/// What became of the shots of a run. `dropped`: samples for which there was no room. `stuck`:
/// cannons were given up.
[[nodiscard]] TurretCounts counts_of(const Battery& battery, const Sender& sender,
                                     std::uint64_t dropped, bool stuck);

/// Adds what a turret measured of itself in its run, and what a reader of the figures has to know.
void add_run(TurretStatus& status, const Battery& battery, const Health& health);

}  // namespace oct::turret
