// Starts that were intended and never came, by cause.
#pragma once

#include <atomic>
#include <cstdint>

namespace oct::turret {

/// Starts that were intended and never came.
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
    void no_cannon(std::uint64_t starts) noexcept { add(no_cannon_, starts); }
    void turret_late(std::uint64_t starts) noexcept { add(turret_late_, starts); }
    void at_stop(std::uint64_t starts) noexcept { add(at_stop_, starts); }
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

}  // namespace oct::turret
