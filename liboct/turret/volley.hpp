// What the cannons of a turret share during a run, and what comes of the starts that they do not
// take.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>

#include "turret/pacer.hpp"

#include <atomic>
#include <cstdint>

namespace oct::turret {

/// Whoever is there when the run begins has its whole share of an open load; this is the time that
/// the command and the threads may take. Who comes later begins with what is due then.
inline constexpr std::chrono::seconds kBeginning(1);

/// Starts that were intended and never came, by cause.
struct Skips {
    std::uint64_t no_cannon = 0;    ///< every cannon was busy at the moment
    std::uint64_t turret_late = 0;  ///< a cannon was free, but the turret itself came too late
    std::uint64_t at_stop = 0;      ///< overdue when the run ended
    [[nodiscard]] std::uint64_t sum() const noexcept { return no_cannon + turret_late + at_stop; }
    Skips& operator+=(const Skips& other) noexcept {
        no_cannon += other.no_cannon;
        turret_late += other.turret_late;
        at_stop += other.at_stop;
        return *this;
    }
};

/// Skips while they are counted.
///
/// Threading:  one thread counts, any reads.
class SkipCounts {
public:
    void no_cannon() noexcept { add(no_cannon_, 1); }
    void turret_late() noexcept { add(turret_late_, 1); }
    void at_stop(std::uint64_t starts = 1) noexcept { add(at_stop_, starts); }
    void clear() noexcept { no_cannon_ = turret_late_ = at_stop_ = 0; }
    [[nodiscard]] Skips read() const noexcept { return {no_cannon_, turret_late_, at_stop_}; }

private:
    using Count = std::atomic<std::uint64_t>;
    static void add(Count& count, std::uint64_t starts) noexcept {
        count.store(count.load(std::memory_order_relaxed) + starts, std::memory_order_release);
    }
    Count no_cannon_ = 0;
    Count turret_late_ = 0;
    Count at_stop_ = 0;
};

/// What the cannons of one turret share during a run.
///
/// Threading:  shared.
struct Volley {
    static constexpr std::int64_t kNoStop = std::int64_t{1} << 62;

    /// Of a turret that starts now. `resumed`: it has started in this run before, and fired
    /// `fired` transactions.
    Volley(RunAnchor run, SteadyTime now, const Pacer& pacer, bool resumed, std::uint64_t fired);

    const RunAnchor anchor;
    const SteadyTime start;                   ///< of this turret
    std::atomic<std::uint64_t> claimed{0};    ///< arrivals, or iterations, that a cannon has taken
    std::atomic<std::int64_t> stop{kNoStop};  ///< ns of the steady clock: later starts never were

    [[nodiscard]] bool intended(SteadyTime moment) const noexcept {
        return moment.time_since_epoch().count() < stop.load(std::memory_order_relaxed);
    }
    /// When the first start of cannon `k` can be due.
    [[nodiscard]] SteadyTime first_start(const Pacer& pacer, std::uint32_t k) const noexcept {
        return pacer.plan().open() ? anchor.start : start + pacer.start_of(k);
    }
    /// Open load: arrivals due before the stop that no cannon had taken; 0 before the stop.
    [[nodiscard]] std::uint64_t overdue_at_stop(const Pacer& pacer) const;
};

/// Closed load: from when on cannon `k` starts nothing more, because the run cools down.
[[nodiscard]] SteadyTime moment_of_leaving(const Pacer& pacer, std::uint32_t k,
                                           const RunAnchor& anchor);

}  // namespace oct::turret
