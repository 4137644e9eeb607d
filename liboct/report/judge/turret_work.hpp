// What one turret owed and did of its plan, and when it began and went.
#pragma once

#include <oct/summary.hpp>

#include <chrono>
#include <optional>

namespace oct::report {

/// In the unit of its load: arrivals of an open one, cannon-seconds of a closed one.
struct Work {
    bool open = false;
    double planned = 0;
    double done = 0;
};
[[nodiscard]] Work work_of(const TurretSummary& turret, const Summary& summary);

/// When a turret went before the end of the run; nothing: it stayed. One that fell silent went with
/// its last sign of life, which is before the silence was noticed; a process that ended broke its
/// connection.
[[nodiscard]] std::optional<std::chrono::nanoseconds> went(const TurretSummary& turret,
                                                           const Summary& summary);

/// How long after the start of the run a turret began that was there, and what its closed load
/// lacks for that; it is not in its Work.
struct Lateness {
    std::chrono::nanoseconds delay{};
    double cannon_seconds = 0;
};
[[nodiscard]] Lateness lateness_of(const TurretSummary& turret, const Summary& summary);

}  // namespace oct::report
