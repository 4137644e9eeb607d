// How a cannon waits for the moment of its start.
#pragma once

#include <oct/clock.hpp>
#include <oct/plan.hpp>

#include <stop_token>

namespace oct::turret {

/// Who spins is let go this long before the moment: the rest is spun by who starts then, where
/// nothing else is left to do and nothing is cold.
inline constexpr std::chrono::microseconds kLastSpin(2);

/// Who waits so may come so long after the moment, and is not late.
[[nodiscard]] std::chrono::nanoseconds tick_of(Idle idle) noexcept;

/// Waits until `moment` as `idle` says, or until kLastSpin before it; false when stop came first.
bool wait_until(const Clock& clock, SteadyTime moment, const std::stop_token& stop, Idle idle);

/// Lets the calling thread's sleeps end when they should: by default Linux lets them run 50 µs
/// over.
void sleep_precisely() noexcept;

}  // namespace oct::turret
