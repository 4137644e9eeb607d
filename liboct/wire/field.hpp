// The keys of results and statuses in JSON.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace oct::wire {

/// The keys that mean something.
enum class Field {  // from Turret on: those of a status
    Other,
    Elapsed,
    Epoch,
    Service,
    Lag,
    Warmup,
    Error,
    Timers,
    TurretName,
    TurretUuid,
    Turret,
    Status,
    Uuid,
    Rampup,
    Script,
    Cannons,
    Class,
    PlannedCannons,
    Load,
    Reason,
    Remarks,
    BadValues,
    Hq,
    Counts,
    Work,
    Health,
    LastSeq,
};

inline constexpr std::array<std::pair<std::string_view, Field>, 26> kFields{{
    {"elapsed", Field::Elapsed},
    {"epoch", Field::Epoch},
    {"scriptrun_time", Field::Service},
    {"error", Field::Error},
    {"custom_timers", Field::Timers},
    {"turret_name", Field::TurretName},
    {"lag", Field::Lag},
    {"turret_uuid", Field::TurretUuid},
    {"warmup", Field::Warmup},
    {"turret", Field::Turret},
    {"status", Field::Status},
    {"uuid", Field::Uuid},
    {"rampup", Field::Rampup},
    {"script", Field::Script},
    {"cannons", Field::Cannons},
    {"class", Field::Class},
    {"planned_cannons", Field::PlannedCannons},
    {"load", Field::Load},
    {"reason", Field::Reason},
    {"remarks", Field::Remarks},
    {"bad_values", Field::BadValues},
    {"hq", Field::Hq},
    {"counts", Field::Counts},
    {"work", Field::Work},
    {"health", Field::Health},
    {"last_seq", Field::LastSeq},
}};

/// Other for a key that is not known.
[[nodiscard]] inline Field field_of(std::string_view key) noexcept {
    for (const auto& [name, field] : kFields)
        if (name == key) return field;
    return Field::Other;
}

}  // namespace oct::wire
