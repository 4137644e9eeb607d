// Time as the library sees it: injectable, so that tests run on a clock they move by hand.
#pragma once

#include <oct/export.hpp>

#include <chrono>
#include <stop_token>
#include <string>

namespace oct {

/// A moment on the monotonic clock: the only clock that latencies are measured with.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
/// A moment of civil time (UTC): read once per run as an anchor, never for durations.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// A jump of the civil clock while a run lasted.
struct ClockStep {
    std::chrono::nanoseconds at{};    ///< since the start of the run, when it was noticed
    std::chrono::nanoseconds size{};  ///< negative: the clock was set back
};

/// A source of time.
///
/// Threading:  shared; every member may be called from any thread.
class OCT_EXPORT Clock {
public:
    virtual ~Clock() = default;

    [[nodiscard]] virtual SteadyTime now() const noexcept = 0;
    [[nodiscard]] virtual WallTime wall() const noexcept = 0;

    /// Sleeps until `moment` or until stop is requested; true when the moment was reached.
    virtual bool wait_until(SteadyTime moment, std::stop_token stop) const = 0;

    /// The clocks of this machine: CLOCK_MONOTONIC and CLOCK_REALTIME.
    static const Clock& real() noexcept;
};

/// "2015-12-21 18:23:06" in local time.
[[nodiscard]] OCT_EXPORT std::string local_time_text(WallTime time);

/// A duration with its unit, three significant digits: "1.24 ms", "83 ns", "2.5 s".
[[nodiscard]] OCT_EXPORT std::string duration_text(std::chrono::nanoseconds duration);

}  // namespace oct
