// Starting turrets: what every engine that can do it has in common.
#pragma once

#include "launch/launched_turret.hpp"
#include "project/config/turret_config.hpp"

#include <chrono>
#include <vector>

namespace oct::launch {

/// Starts the turrets of one run, follows them, and ends them. An engine only runs them: whether
/// they are ready, fire, and have sent everything is between them and their HQ.
///
/// Errors:     start() throws when a turret cannot be started. What becomes of a turret later is a
///             value, never an exception.
/// Threading:  confined to the thread of the HQ.
/// Ownership:  no turret outlives its launcher: the destructor ends at once what still runs.
class Launcher {
public:
    Launcher() = default;
    virtual ~Launcher() = default;
    Launcher(const Launcher&) = delete;
    Launcher& operator=(const Launcher&) = delete;

    /// All turrets that it is to start, from before start() until after the run; as look_after()
    /// saw them last.
    [[nodiscard]] virtual const std::vector<LaunchedTurret>& turrets() const noexcept = 0;
    /// Starts them; once.
    virtual void start(const project::HqEndpoints& hq) = 0;
    /// Looks what has become of them, and returns those that have ended since the last look. Cheap:
    /// the HQ calls it in between.
    virtual std::vector<LaunchedTurret> look_after() = 0;
    /// Waits until all have ended by themselves, but at most for `patience` together, then ends
    /// them; a few seconds later none is left.
    virtual void stop(std::chrono::nanoseconds patience) = 0;
};

}  // namespace oct::launch
