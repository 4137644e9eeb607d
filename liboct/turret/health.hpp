// What a turret measures of itself: whether it could do what its figures say it did.
#pragma once

#include <oct/clock.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace oct::turret {

/// What this process had and lacked of the machine; all times in seconds.
struct Resources {
    double cpu = 0;        ///< used, user and system
    double waited = 0;     ///< its threads were ready to run and had no CPU (/proc/…/schedstat)
    double throttled = 0;  ///< by the cgroup's CPU limit
    double stolen = 0;     ///< from the whole machine, by the hypervisor
    std::uint64_t switches = 0;  ///< involuntary

    static Resources read();
};

/// Whether a second of a run was one in which the process lacked CPU.
[[nodiscard]] bool starved(const Resources& before, const Resources& after, double seconds);

/// What the library itself costs, by firing transactions that do nothing.
struct SelfCost {
    std::chrono::nanoseconds transaction{};
    std::chrono::nanoseconds timer{};

    static SelfCost measure();
};

/// Watches one run: the resources second by second, and a thread that sleeps 1 ms again and again.
///
/// Threading:  confined to the turret's I/O thread.
class Health {
public:
    explicit Health(const Clock& clock) : clock_(clock) {}

    void begin();
    /// Looks when a second is over; true when there is a complaint that was not there before.
    bool update();
    void end();
    /// The network took no results for so long.
    void add_blocked(std::chrono::nanoseconds time) noexcept { blocked_ += time; }

    /// Why the figures of this run deserve care; empty when nothing is known against them.
    [[nodiscard]] std::string complaint() const;
    /// Everything measured in this run, as a JSON object.
    [[nodiscard]] std::string to_json() const;

private:
    const Clock& clock_;
    SelfCost cost_{};
    Resources first_, last_;
    SteadyTime began_{}, looked_{};
    int windows_ = 0;
    int starved_ = 0;
    std::chrono::nanoseconds blocked_{};
    std::atomic<std::int64_t> largest_gap_ns_ = 0;
    std::jthread watchdog_;  // last: it writes the gap
};

}  // namespace oct::turret
