// How late the threads of this process wake, moment by moment.
#pragma once

#include <oct/histogram.hpp>

#include "base/mutex.hpp"

#include <chrono>

namespace oct::turret {

/// How late a thread wakes that sleeps `kNap` again and again.
///
/// A longer nap stands for as many short ones, all of which would have ended as it did.
/// A thread that comes late has missed the naps that it would have taken meanwhile: they count as
/// well, each with what was left of the wait. So the percentiles are over moments of the run.
/// Threading:  any.
class WakeUps {
public:
    static constexpr std::chrono::milliseconds kNap{1};
    static constexpr std::chrono::milliseconds kLongNap{
        200};  ///< while nothing is fired or under way

    /// It wanted to sleep for `nap`, a multiple of kNap, and slept from one turn to the next for
    /// `gap`.
    void add(std::chrono::nanoseconds gap, std::chrono::milliseconds nap = kNap);
    void clear();
    [[nodiscard]] std::chrono::nanoseconds largest_gap() const;
    [[nodiscard]] std::chrono::nanoseconds p99() const;

private:
    mutable base::Mutex mutex_;
    Histogram late_ OCT_GUARDED_BY(mutex_);
    std::chrono::nanoseconds largest_ OCT_GUARDED_BY(mutex_){};
};

}  // namespace oct::turret
