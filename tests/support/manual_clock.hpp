// A clock that tests move by hand.
#pragma once

#include <oct/clock.hpp>

#include <atomic>

namespace oct::testing {

/// Starts at 1 s (steady) and 2020-09-13T12:26:40Z (wall). Waiting moves it to the moment waited
/// for.
class ManualClock final : public Clock {
public:
    SteadyTime now() const noexcept override { return SteadyTime(std::chrono::nanoseconds(ns_)); }
    WallTime wall() const noexcept override {
        return WallTime(std::chrono::seconds(1'600'000'000) + std::chrono::nanoseconds(ns_) -
                        std::chrono::seconds(1) + std::chrono::nanoseconds(step_));
    }
    bool wait_until(SteadyTime moment, std::stop_token stop) const override {
        if (stop.stop_requested()) return false;
        if (moment > now()) ns_ = moment.time_since_epoch().count();
        return true;
    }
    void advance(std::chrono::nanoseconds by) const { ns_ += by.count(); }
    /// Somebody sets the wall clock.
    void step_wall(std::chrono::nanoseconds by) const { step_ += by.count(); }

private:
    mutable std::atomic<std::int64_t> ns_ = 1'000'000'000;
    mutable std::atomic<std::int64_t> step_ = 0;
};

}  // namespace oct::testing
