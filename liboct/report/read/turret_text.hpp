// What turrets say of themselves, in words: their health, and what starts their transactions.
#pragma once

#include <oct/summary.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace oct::report {

/// How long its threads waited for a CPU, added up, by the watched time: 2 where two did all the
/// time. 0 when it did not watch itself.
[[nodiscard]] double run_delay_share(const TurretHealth& health) noexcept;

/// "34 %" of the time watched; "–" when it did not watch.
[[nodiscard]] std::string share_text(std::chrono::nanoseconds part, const TurretHealth& health);
/// "used 134 %, waited 2 %": its process and its threads, added up, of one CPU.
[[nodiscard]] std::string health_text(const TurretHealth& health);
/// What else is known: throttling, steal, wake-ups, blocked sends.
[[nodiscard]] std::string health_note(const TurretHealth& health);

/// The load model of a run, as its turrets name it: "closed load"; of turrets that differ each
/// model once, in their order. Empty when no turret said.
[[nodiscard]] std::string load_text(const Summary& summary);

/// It said that it cannot go on.
[[nodiscard]] bool gave_up(const TurretRecord& turret);

/// A closed load whose starts follow the end of the cannon's last transaction: a start that is late
/// has waited for its turn, not for the target.
[[nodiscard]] bool waits_for_its_turn_only(const TurretRecord& turret);
/// A closed load whose cannons start again at once.
[[nodiscard]] bool never_pauses(const TurretRecord& turret);
/// Of the time: its program had all CPUs and lacked some.
[[nodiscard]] double crowded_share(const TurretHealth& health) noexcept;
/// For more than half of the time its program had all CPUs and lacked some: what its cannons waited
/// for is a CPU, which neither more loop threads nor another turret in it would have given them.
[[nodiscard]] bool lacks_cpus_of_program(const TurretRecord& turret);
/// How many cannons of closed loads were busy: "1,000 cannons, 460 busy on average", of the time
/// that each was there. Empty when no turret measured it.
[[nodiscard]] std::string busy_text(const std::vector<TurretSummary>& turrets);

}  // namespace oct::report
