// When sleepers wake: a flat wheel of 65 µs slots.
//
// Hashed timing wheel with unsorted lists (Varghese, Lauck: "Hashed and Hierarchical Timing
// Wheels", SOSP 1987, scheme 6). Chosen by measurement: `oct_bench timers`.
#pragma once

#include <oct/clock.hpp>
#include <oct/loop.hpp>

#include "async/wakeup_list.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace oct::async {

/// Wakeups by the moment they are due. Adding and leaving take constant time; one that is due more
/// than a rotation (17 s) ahead is looked at once a rotation.
///
/// Units:      a tick is 65,536 ns; a wakeup is due at the end of the tick that holds its moment.
/// Threading:  confined.
class TimerWheel {
public:
    static constexpr std::chrono::nanoseconds kTick{1 << 16};

    explicit TimerWheel(SteadyTime now);
    ~TimerWheel();
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    /// False when it is due already: then it is in no list.
    bool add(Wakeup& wakeup, SteadyTime due) noexcept;
    /// Moves what is due into `due`, which is empty: tick by tick, and within a tick in the order
    /// added.
    void expire(SteadyTime now, WakeupList& due) noexcept;
    /// When to look next: nothing is due before.
    [[nodiscard]] std::optional<SteadyTime> next() const noexcept;

private:
    static constexpr std::int64_t kSlots = 1 << 18;
    static constexpr std::size_t kWords = kSlots / 64;

    void expire_slot(std::size_t slot, std::int64_t now, WakeupList& due) noexcept;
    [[nodiscard]] std::optional<std::int64_t> next_tick(std::int64_t from) const noexcept;

    struct Free {
        void operator()(void* memory) const noexcept;
    };
    std::unique_ptr<Wakeup*[], Free> slots_;          // pages that were never used take no memory
    std::array<std::uint64_t, kWords> used_{};        // a bit for each slot that may hold something
    std::array<std::uint64_t, kWords / 64> words_{};  // a bit for each word that is not 0
    std::int64_t done_ = 0;                           // the last tick that expire() has seen
};

}  // namespace oct::async
