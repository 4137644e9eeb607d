// How a cannon waits for the moment of its start.
#pragma once

#include <oct/clock.hpp>
#include <oct/plan.hpp>

#include <stop_token>

namespace oct::turret {

/// Waits until `moment` as `idle` says; true when it was reached, false when stop came first.
bool wait_until(const Clock& clock, SteadyTime moment, const std::stop_token& stop, Idle idle);

/// Lets the calling thread's sleeps end when they should: by default Linux lets them run 50 µs
/// over.
void sleep_precisely() noexcept;

}  // namespace oct::turret
