// Whether transactions started late, and who kept them waiting.
#pragma once

#include <oct/summary.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace oct::report {

/// What came of looking at the lag of a class whose starts were late.
struct LateStarts {
    enum class Cause {
        Target,   ///< the turrets were awake in time: their cannons were busy
        Turret,   ///< a turret itself came late
        Program,  ///< turrets and target, or whatever else it does, had too few CPUs for all
        Unknown,  ///< no turret has watched itself long enough to tell
    };
    Cause cause = Cause::Unknown;
    std::string text;      ///< one sentence for people
    std::string of_class;  ///< empty where all turrets are of one
    std::chrono::nanoseconds p90{};
    std::vector<const TurretSummary*> turrets{};  ///< of the class, in the Summary
};

/// Class by class, for the wake-ups of one turret say nothing of the starts of another. Late are
/// the starts when one in ten of at least 100 lagged by 10 ms and by a quarter of the
/// response time that one in ten exceeds: less is what every machine does now and then.
///
/// The turret is the cause when its load is closed and without pauses, where a cannon waits for
/// nothing but its turn on the loop; when it lacked CPU (starvation.hpp), when the wake-ups that it
/// watched came half as late, or when it skipped more starts because it came late itself than
/// because no cannon was free. Where the turrets' program had all CPUs while free cannons waited
/// for their turn, it lacked CPUs and no turret did anything wrong. Else the target kept the
/// cannons busy, and response times, which count from the intended start, say by how much.
[[nodiscard]] std::vector<LateStarts> late_starts_of(const Summary& summary);

}  // namespace oct::report
