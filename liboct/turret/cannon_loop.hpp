// What a cannon does from its start to the end of the run: takes its next start, waits, fires.
#pragma once

#include <oct/cannon.hpp>
#include <oct/clock.hpp>

#include "turret/block_queue.hpp"
#include "turret/lateness.hpp"
#include "turret/pacer.hpp"
#include "turret/volley.hpp"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace oct::turret {

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

    [[nodiscard]] Skips skips() const noexcept { return skips_.read(); }

private:
    /// Nothing: at once. A moment: then.
    struct Start {
        std::optional<SteadyTime> moment;
    };
    std::optional<Start> next();
    std::optional<SteadyTime> next_moment();
    std::optional<SteadyTime> next_arrival();
    std::optional<SteadyTime> next_paced();
    [[nodiscard]] SteadyTime due() const;
    bool fire_at(SteadyTime moment);
    void stopped_before(SteadyTime moment);
    void hand_over_old(SteadyTime moment);

    Cannon& cannon_;
    const std::uint32_t k_;
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
    std::optional<Lateness> lateness_;  // set by the first step
    SkipCounts skips_;
};

}  // namespace oct::turret
