// What a turret measures of itself: whether it could do what its figures say it did.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret_status.hpp>

#include "turret/self_cost.hpp"
#include "turret/wake_ups.hpp"
#include "turret/watcher.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace oct::turret {

/// What this process had and lacked of the machine; all times in seconds.
struct Resources {
    double cpu = 0;        ///< used, user and system
    double waited = 0;     ///< its threads were ready to run and had no CPU (/proc/…/schedstat)
    double throttled = 0;  ///< by the cgroup's CPU limit
    double stolen = 0;     ///< by the hypervisor, from one CPU of the machine on average
    std::uint64_t switches = 0;  ///< involuntary

    static Resources read();
};

/// What the threads in `tasks` (/proc/self/task) waited for a CPU so far. Of more than 256 an even
/// part is read, the same ones each time, and stands for all.
[[nodiscard]] double waited_seconds(const std::filesystem::path& tasks);

/// Whether a second of a run was one in which the process lacked CPU.
[[nodiscard]] bool starved(const Resources& before, const Resources& after, double seconds);

/// Watches one run: the resources second by second, and how late the watcher of the process wakes.
///
/// Threading:  confined to the turret's I/O thread.
class Health {
public:
    Health(const Clock& clock, SelfCost cost) : clock_(clock), cost_(cost) {}

    /// Errors: throws Error when the system gives no more threads.
    void begin();
    /// Looks when a second is over; true when there is a complaint that was not there before.
    bool update();
    void end();
    /// Nothing is fired and nothing under way: it may watch for less.
    void set_at_rest(bool at_rest);
    /// The network took no results for so long.
    void add_blocked(std::chrono::nanoseconds time) noexcept { blocked_ += time; }

    /// What it lacked in this run; empty when that was not much. Whether the figures suffered is
    /// the HQ's to judge, which knows them.
    [[nodiscard]] std::string complaint() const;
    /// Everything measured in this run.
    [[nodiscard]] TurretHealth figures() const;

private:
    const Clock& clock_;
    const SelfCost cost_;
    Resources first_, last_;
    SteadyTime began_{}, looked_{};
    std::uint64_t windows_ = 0;
    std::uint64_t starved_ = 0;
    std::chrono::nanoseconds blocked_{};
    WakeUps wakeups_;
    std::optional<Watch> watch_;  // last: it writes them
};

}  // namespace oct::turret
