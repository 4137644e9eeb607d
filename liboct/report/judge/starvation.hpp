// Whether a turret lacked the CPU, and whether that can be seen in what was measured.
#pragma once

#include <oct/summary.hpp>

#include <string>

namespace oct::report {

/// What speaks against the figures of `turret`, as the end of a sentence that begins with its name;
/// empty when nothing does. It takes both, a cause and an effect, of its own threads and its own
/// transactions; what others do in its process is not its lack, and neither (`run_delay` leaves it
/// out) is what it waits for in a program that fills all of its CPUs itself:
///
/// cause    its threads, added up, waited for a CPU for 10 % of the time, or for 5 % it was
///          throttled, or for 10 % the hypervisor took the CPU
/// effect   waiting for a CPU was a quarter of its response times; or its wake-ups came late, or
///          transactions started late while it waited longer than it ran: 99 % within a time that
///          is 1 ms at least and a quarter of the p99 of its class
///
/// Waiting alone is no fault: on a machine shared with the target there is always some.
[[nodiscard]] std::string starvation(const TurretSummary& turret, const Summary& summary);

}  // namespace oct::report
