// The figures of a turret's health by name: one list for messages, store and summary.json.
#pragma once

#include <oct/turret_status.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace oct::base {

using HealthTime = std::pair<std::string_view, std::chrono::nanoseconds TurretHealth::*>;
using HealthCount = std::pair<std::string_view, std::uint64_t TurretHealth::*>;

inline constexpr std::array<HealthTime, 16> kHealthTimes{{
    {"watched", &TurretHealth::watched},
    {"cpu", &TurretHealth::cpu},
    {"thread_cpu", &TurretHealth::thread_cpu},
    {"run_delay", &TurretHealth::run_delay},
    {"crowded", &TurretHealth::crowded},
    {"throttled", &TurretHealth::throttled},
    {"steal", &TurretHealth::steal},
    {"blocked", &TurretHealth::blocked},
    {"largest_gap", &TurretHealth::largest_gap},
    {"wakeup_p99", &TurretHealth::wakeup_p99},
    {"cost", &TurretHealth::cost},
    {"timer_cost", &TurretHealth::timer_cost},
    {"cannon_time", &TurretHealth::cannon_time},
    {"cannon_busy", &TurretHealth::cannon_busy},
    {"backed_off", &TurretHealth::backed_off},
    {"start_delay", &TurretHealth::start_delay},
}};

inline constexpr std::array<HealthCount, 5> kHealthCounts{{
    {"starved", &TurretHealth::starved},
    {"involuntary_switches", &TurretHealth::involuntary_switches},
    {"threads", &TurretHealth::threads},
    {"back_offs", &TurretHealth::back_offs},
    {"bad_values", &TurretHealth::bad_values},
}};

}  // namespace oct::base
