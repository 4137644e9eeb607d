// What a turret says of itself, what the HQ knows of it, and the account of its transactions.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oct {

/// What a turret has counted itself: its side of the Ledger, in its status messages.
struct TurretCounts {
    std::uint64_t intended = 0;
    std::uint64_t skipped = 0;
    std::uint64_t fired = 0;
    std::uint64_t sent = 0;  ///< handed to the network
    std::uint64_t dropped = 0;
    std::uint64_t undelivered = 0;
    std::uint64_t in_flight = 0;
    std::uint64_t skipped_no_cannon = 0;  ///< of `skipped`: every cannon was busy
    std::uint64_t skipped_late = 0;       ///< of `skipped`: the turret itself came too late
    std::uint64_t skipped_at_stop = 0;    ///< of `skipped`: overdue when the run ended
    bool operator==(const TurretCounts&) const = default;
};

/// What the plan of a turret asks for and what it did of it, without regard to the target: in
/// arrivals of an open load, in cannon-milliseconds of a closed one.
struct TurretWork {
    bool open = false;
    std::uint64_t planned = 0;  ///< until this moment
    std::uint64_t done = 0;     ///< of `planned`: by cannons that are there, and not too late
    std::uint64_t total = 0;    ///< planned for the whole run; `planned` once the plan is fulfilled
    std::uint64_t cut = 0;      ///< the plan has more than fits into the run: not in `total`
    bool operator==(const TurretWork&) const = default;
};

/// What a turret has measured of itself since the start of the run: had it the CPU that it needed?
struct TurretHealth {
    std::chrono::nanoseconds watched{};  ///< how long it has looked
    std::chrono::nanoseconds cpu{};      ///< used by its process, user and system
    /// The threads of this turret, those that fire and its own, on a CPU, added up; what else is in
    /// its process does not count, as it does in `cpu`.
    std::chrono::nanoseconds thread_cpu{};
    std::chrono::nanoseconds run_delay{};  ///< the same, ready to run without a CPU
    /// Its process, of which the HQ is a part and the target may be, had all CPUs that it may use,
    /// and that was not enough: seconds in which its threads waited for a CPU for 10 % and more,
    /// or the cannons of a closed load without pauses for their turn on a loop. What the threads
    /// waited in these is not in `run_delay`.
    std::chrono::nanoseconds crowded{};
    std::chrono::nanoseconds throttled{};  ///< stopped by its cgroup's CPU limit
    std::chrono::nanoseconds steal{};      ///< taken by the hypervisor, from one CPU on average
    std::chrono::nanoseconds blocked{};    ///< the network took no results
    /// Of a thread that sleeps 1 ms again and again: the longest time from one turn to the next.
    std::chrono::nanoseconds largest_gap{};
    /// 99 % of the moments of the run, that thread would have woken no later than this.
    std::chrono::nanoseconds wakeup_p99{};
    std::chrono::nanoseconds cost{};         ///< CPU time of liboct for one transaction
    std::chrono::nanoseconds timer_cost{};   ///< and for one custom timer
    std::chrono::nanoseconds cannon_time{};  ///< its cannons were there, added up
    std::chrono::nanoseconds cannon_busy{};  ///< of that: from setup() to the end of tear_down()
    std::chrono::nanoseconds backed_off{};   ///< of that: waited because they kept failing
    /// From the start of the run until the first of its cannons began, where time ends its plan.
    std::chrono::nanoseconds start_delay{};
    std::uint64_t starved = 0;  ///< seconds in which it waited longer than it ran
    std::uint64_t involuntary_switches = 0;
    std::uint64_t threads = 0;     ///< that `thread_cpu` and `run_delay` are of; 0: it does not say
    std::uint64_t back_offs = 0;   ///< how often a cannon waited because it kept failing
    std::uint64_t bad_values = 0;  ///< values of custom timers that are no times: left out
    bool operator==(const TurretHealth&) const = default;
};

/// One status message. Status words are free and compare without case.
struct TurretStatus {
    std::string name;      ///< display name
    std::string of_class;  ///< version 2: which transaction it runs: the name of its turret entry
    std::string uuid;
    std::string status;                 ///< as sent: ready, Running, Aborted, …
    std::uint64_t cannons = 0;          ///< that are there
    std::uint64_t planned_cannons = 0;  ///< version 2: asked for; 0: it does not say
    std::chrono::nanoseconds rampup{};
    std::string script;
    std::string load;    ///< version 2: its load model in words, "closed load" or "open load, …"
    std::string reason;  ///< why it was Aborted, or why its figures deserve care; or empty
    /// Version 2: what a reader of its figures has to know, in whole sentences; or empty.
    std::string remarks;
    /// Version 2: values of custom timers that it left out in this run, by the name of the timer,
    /// the most frequent first; of many the rest under one name.
    std::vector<std::pair<std::string, std::uint64_t>> bad_values{};
    std::optional<TurretCounts> counts;  ///< protocol version 2 only
    std::optional<TurretWork> work;      ///< version 2
    std::optional<TurretHealth> health;  ///< version 2, of turrets that watch themselves
    std::string hq;          ///< version 2: the HQ instance that counts and health belong to
    bool last_word = false;  ///< version 2: `counts` are final for this run

    /// True when it has said what only a turret says that has read an HQ's announcement. Until then
    /// one of version 2 looks like one of version 1.
    [[nodiscard]] bool is_version2() const noexcept { return planned_cannons != 0 || !hq.empty(); }
};

/// The last status of a turret, and what the HQ knows of it beside: a line of the workload table.
struct TurretRecord : TurretStatus {
    WallTime joined{};               ///< first message of it
    WallTime updated{};              ///< last status message of it
    std::optional<WallTime> lost{};  ///< when its connection broke or it fell silent during the run
    std::optional<WallTime> left{};  ///< when it said its last word before it was told to stop
    std::string
        end{};  ///< how its process ended, from who started it: "ended by SIGKILL"; or empty
    std::uint64_t received = 0;  ///< results taken from it
    /// Version 1: of `received`, those that came under its name and without a uuid before it had
    /// said who it is. The sinks know them as results of a turret of that name without a uuid.
    std::uint64_t early = 0;
    std::uint64_t rejected = 0;     ///< results of it that came and could not be taken
    std::uint64_t undelivered = 0;  ///< results that it sent and that never came, by their numbers
    std::uint64_t repeated = 0;     ///< results that came again and were taken once
    /// Version 1: transactions that the drain deadline did not wait for; version 2 counts its own.
    std::uint64_t in_flight = 0;

    /// The transaction class that its results belong to: what it said, else its name.
    [[nodiscard]] const std::string& class_name() const noexcept {
        return of_class.empty() ? name : of_class;
    }
};

/// Counts of transactions, of one turret or of a whole run:
///
///     intended = fired + skipped
///     fired    = stored + rejected + dropped + undelivered + in flight at stop
///     stored   = completed + failed
///
/// The left sides are counted by the turret, `stored` and `rejected` by the HQ: the sum can fail.
/// Threading:  value.
struct OCT_EXPORT Ledger {
    std::uint64_t intended = 0;     ///< the plan asked for
    std::uint64_t skipped = 0;      ///< behind schedule, never started
    std::uint64_t fired = 0;        ///< started
    std::uint64_t stored = 0;       ///< committed by the store, or taken by the sinks without one
    std::uint64_t rejected = 0;     ///< arrived, but could not be decoded or stored
    std::uint64_t dropped = 0;      ///< thrown away by the turret because its buffers were full
    std::uint64_t undelivered = 0;  ///< still with the turret when its time was over
    std::uint64_t in_flight = 0;    ///< started, but not finished at the deadline after stop
    std::uint64_t completed = 0;    ///< stored without an error
    std::uint64_t failed = 0;       ///< stored with an error
    /// Why transactions were skipped. What is in `skipped` alone, its turret gave no cause for.
    std::uint64_t skipped_no_cannon = 0;  ///< every cannon was busy
    std::uint64_t skipped_late = 0;       ///< a cannon was free, but the turret came too late
    std::uint64_t skipped_at_stop = 0;    ///< overdue when the run ended

    /// Fired transactions that nobody can account for; negative when more arrived than were fired.
    [[nodiscard]] std::int64_t missing() const noexcept;
    /// True when all three equations hold.
    [[nodiscard]] bool balances() const noexcept;
    Ledger& operator+=(const Ledger& other) noexcept;
    bool operator==(const Ledger&) const = default;
};

/// The three equations with their numbers, in one line, and "balanced" or what is missing.
[[nodiscard]] OCT_EXPORT std::string to_string(const Ledger& ledger);

}  // namespace oct
