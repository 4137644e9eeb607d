// How long cannons were there, and how long of that they had nothing to do.
#pragma once

#include <oct/clock.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>

namespace oct::turret {

/// Of all cannons together.
struct CannonTime {
    std::chrono::nanoseconds there{};       ///< from a cannon's place in the ramp until it left
    std::chrono::nanoseconds busy{};        ///< of that: from setup() to the end of tear_down()
    std::chrono::nanoseconds backed_off{};  ///< of that: waited because it kept failing
    std::uint64_t back_offs = 0;
    CannonTime& operator+=(const CannonTime& other) noexcept {
        there += other.there;
        busy += other.busy;
        backed_off += other.backed_off;
        back_offs += other.back_offs;
        return *this;
    }
};

/// CannonTime while it is counted. A cannon is busy unless it has said that it was idle, so that a
/// cannon that stays in a transaction is so at once, and one that rests when the rest is over.
///
/// Threading:  one thread counts, any reads.
class CannonTimes {
public:
    /// Begins at 0; moments are counted from `zero` on.
    void begin(SteadyTime zero) noexcept {
        zero_ = zero;
        there_ = since_ = idle_ = backed_off_ = 0;
        back_offs_ = 0;
    }
    /// A cannon is there from `moment` on.
    void come(SteadyTime moment) noexcept {
        add(since_, -after_zero(moment));
        add(there_, 1);
    }
    /// One leaves.
    void leave(SteadyTime moment) noexcept {
        add(there_, -1);
        add(since_, after_zero(moment));
    }
    void idle(std::chrono::nanoseconds time) noexcept { add(idle_, as_double(time)); }
    /// Idle for that reason.
    void back_off(std::chrono::nanoseconds time) noexcept {
        idle(time);
        add(backed_off_, as_double(time));
    }
    void count_back_off() noexcept { back_offs_.fetch_add(1, std::memory_order_relaxed); }

    [[nodiscard]] CannonTime read(SteadyTime now) const noexcept {
        const double there = since_ + there_ * after_zero(now);
        return {time_of(there), time_of(there - idle_), time_of(backed_off_), back_offs_};
    }

private:
    using Nanoseconds =
        std::atomic<double>;  // a million cannons for hours are too much for 64 bits

    static double as_double(std::chrono::nanoseconds time) noexcept {
        return static_cast<double>(time.count());
    }
    [[nodiscard]] double after_zero(SteadyTime moment) const noexcept {
        return as_double(moment - zero_);
    }
    static std::chrono::nanoseconds time_of(double nanoseconds) noexcept {
        constexpr double kMost = 0x1p62;
        return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds < 0 ? 0
                                                                  : nanoseconds < kMost
                                                                      ? nanoseconds
                                                                      : kMost));
    }
    static void add(Nanoseconds& sum, double more) noexcept {
        sum.store(sum.load(std::memory_order_relaxed) + more, std::memory_order_release);
    }

    SteadyTime zero_{};
    Nanoseconds there_ = 0;  // cannons that are there now
    Nanoseconds since_ = 0;  // when they came, negative, and when others left
    Nanoseconds idle_ = 0;
    Nanoseconds backed_off_ = 0;
    std::atomic<std::uint64_t> back_offs_ = 0;
};

}  // namespace oct::turret
