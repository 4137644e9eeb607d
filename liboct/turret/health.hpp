// What a turret measures of itself: whether it could do what its figures say it did.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret_status.hpp>

#include "turret/self_cost.hpp"
#include "turret/thread_times.hpp"
#include "turret/wake_ups.hpp"
#include "turret/watcher.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oct::turret {

/// What this process had and lacked of the machine; all times in seconds.
struct Resources {
    double cpu = 0;        ///< used, user and system
    ThreadTimes own{};     ///< of the turret's threads alone: its I/O thread, and those firing
    double queued = 0;     ///< its cannons waited for their turn on a loop, added up
    double throttled = 0;  ///< by the cgroup's CPU limit
    double stolen = 0;     ///< by the hypervisor, from one CPU of the machine on average
    std::uint64_t switches = 0;  ///< involuntary

    /// Called on the I/O thread; `firing`: the turret's others.
    static Resources read(std::span<const int> firing);
};

/// Whether a second of a run was one in which the turret lacked CPU: its threads waited longer for
/// one than they had one, or its process was throttled, or the hypervisor took the CPU.
[[nodiscard]] bool starved(const Resources& before, const Resources& after, double seconds);
/// Whether it was one in which its threads had to wait for a CPU, or its cannons for their turn on
/// a loop, or the process was throttled, because it had all of its CPUs already: `cpus`, a part of
/// one where it may use no more.
[[nodiscard]] bool crowded(const Resources& before, const Resources& after, double seconds,
                           double cpus);
/// The quota of a process in the cgroup `group`, of the tree at `root`, in CPUs: the smallest of
/// that group and those above it. Infinity: none has one.
[[nodiscard]] double cpu_quota(const std::filesystem::path& root, std::string_view group);

/// Watches one run: the resources second by second, and how late the watcher of the process wakes.
///
/// Threading:  confined to the turret's I/O thread.
class Health {
public:
    /// `shares_process`: with the HQ, and so perhaps with the target. Who then fills all CPUs is
    /// the program itself, and more turrets would be no help.
    Health(const Clock& clock, SelfCost cost, bool shares_process,
           Resources (*read)(std::span<const int>) = &Resources::read)
        : clock_(clock), cost_(cost), shares_process_(shares_process), read_(read) {}

    /// No thread fires yet. `queued`: as Battery::queued(), which a resumed run goes on with.
    /// Errors: throws Error when the system gives no more threads.
    void begin(std::chrono::nanoseconds queued = {});
    /// Looks when a second is over; true when there is a complaint that was not there before.
    /// `firing`: the threads that began to with this run; `queued`: as Battery::queued().
    bool update(std::vector<int> firing, std::chrono::nanoseconds queued = {});
    void end();
    /// Nothing is fired and nothing under way: it may watch for less.
    void set_at_rest(bool at_rest);
    /// The network took no results for so long.
    void add_blocked(std::chrono::nanoseconds time) noexcept { blocked_ += time; }

    /// What it lacked in this run; empty when that was not much. Whether the figures suffered is
    /// the HQ's to judge, which knows them.
    [[nodiscard]] std::string complaint() const;
    /// That the program itself had too few CPUs for its cannons, in a sentence; empty when it had
    /// enough for 90 % of the time.
    [[nodiscard]] std::string remark(std::size_t cannons) const;
    /// Everything measured in this run.
    [[nodiscard]] TurretHealth figures() const;

private:
    const Clock& clock_;
    const SelfCost cost_;
    const bool shares_process_;
    Resources (*const read_)(std::span<const int>);
    std::vector<int> firing_;
    Resources first_, last_;
    double excused_ = 0;            // s of waiting that was in crowded windows
    double excused_throttled_ = 0;  // s of throttling that was
    SteadyTime began_{}, looked_{};
    std::uint64_t windows_ = 0;
    std::uint64_t starved_ = 0;
    std::chrono::nanoseconds blocked_{};
    std::chrono::nanoseconds crowded_{};
    WakeUps wakeups_;
    std::optional<Watch> watch_;  // last: it writes them
};

}  // namespace oct::turret
