// What a cannon does from its start to the end of the run: takes its next start, waits, fires.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>

#include "turret/block_queue.hpp"
#include "turret/pacer.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>

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

/// What the cannons of one turret share during a run.
///
/// Threading:  shared.
struct Volley {
    static constexpr std::int64_t kNoStop = std::int64_t{1} << 62;

    RunAnchor anchor;
    SteadyTime start;                         ///< of this turret
    std::atomic<std::uint64_t> claimed{0};    ///< arrivals, or iterations, that a cannon has taken
    std::atomic<std::int64_t> stop{kNoStop};  ///< ns of the steady clock: later starts never were

    [[nodiscard]] bool intended(SteadyTime moment) const noexcept {
        return moment.time_since_epoch().count() < stop.load(std::memory_order_relaxed);
    }
    /// Open load: arrivals due before the stop that no cannon had taken; 0 before the stop.
    [[nodiscard]] std::uint64_t overdue_at_stop(const Pacer& pacer) const;
};

/// Closed load: from when on cannon `k` starts nothing more, because the run cools down.
[[nodiscard]] SteadyTime moment_of_leaving(const Pacer& pacer, std::uint32_t k,
                                           const RunAnchor& anchor);

/// One cannon in one run. It fires on a thread of its own, or in tests step by step on a clock that
/// they move.
///
/// Threading:  confined to one thread at a time; the counts may be read from any.
/// Ownership:  everything given outlives it.
class CannonLoop {
public:
    /// `k`: number of the cannon in its turret.
    CannonLoop(Cannon& cannon, std::uint32_t k, Pacer pacer, Volley& volley, BlockQueue& queue,
               const Clock& clock, std::stop_token stop);

    /// Takes the next start, waits for it, fires. False when there is none left, or stop came.
    bool step();
    /// Hands over what is left, once step() has returned false.
    void finish();

    [[nodiscard]] std::uint64_t skipped_no_cannon() const noexcept { return no_cannon_; }
    [[nodiscard]] std::uint64_t skipped_late() const noexcept { return turret_late_; }
    [[nodiscard]] std::uint64_t skipped_at_stop() const noexcept { return at_stop_; }

private:
    /// Nothing: at once. A moment: then.
    struct Start {
        std::optional<SteadyTime> moment;
    };
    std::optional<Start> next();
    std::optional<Start> next_arrival();
    std::optional<Start> next_paced();
    [[nodiscard]] SteadyTime due() const;
    bool skips(SteadyTime moment);
    void hand_over_old(std::optional<SteadyTime> moment);

    Cannon& cannon_;
    Pacer pacer_;
    Volley& volley_;
    BlockQueue& queue_;
    const Clock& clock_;
    std::stop_token stop_;
    SteadyTime begin_;         // when this cannon's first start is, closed load
    SteadyTime leave_;         // and from when on it has none
    std::uint64_t paced_ = 0;  // starts of this cannon so far, skipped ones too
    SteadyTime freed_{};       // end of its last transaction
    BlockPtr block_;
    std::chrono::nanoseconds opened_ = std::chrono::nanoseconds::min();
    std::atomic<std::uint64_t> no_cannon_ = 0;
    std::atomic<std::uint64_t> turret_late_ = 0;
    std::atomic<std::uint64_t> at_stop_ = 0;
};

}  // namespace oct::turret
