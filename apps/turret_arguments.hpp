// What a turret program is told: by its command line, and by a job scheduler.
#pragma once

#include <oct/config.hpp>

#include <string>

namespace oct::apps {

class Arguments;

/// What the command line says over the configuration, with --index and --of from the environment of
/// Slurm, Open MPI or Kubernetes where they are not given.
///
/// Errors: throws ConfigError naming the flag or the variable and what was expected.
[[nodiscard]] TurretOverrides overrides_of(const Arguments& arguments);

}  // namespace oct::apps
