// What became of a turret of a run that ended before its time, in words.
#pragma once

#include <oct/turret_status.hpp>

#include <string>
#include <vector>

namespace oct::hq {

/// "web left (was told to leave)", "web ended by SIGKILL (signal 9)", "web is lost".
[[nodiscard]] std::string fate_of(const TurretRecord& record);
/// Those of all in a line; of more than five the rest as a number.
[[nodiscard]] std::string fates_of(const std::vector<TurretRecord>& records);
/// The same of their names alone: "web, pay, and 3 more".
[[nodiscard]] std::string names_of(const std::vector<TurretRecord>& records);

}  // namespace oct::hq
