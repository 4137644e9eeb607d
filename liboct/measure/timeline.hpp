// Where in its run a result lies.
#pragma once

#include <oct/clock.hpp>

#include "base/seconds.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace oct::measure {

/// Places results by `epoch` when the start of the run is known, else by `elapsed`.
///
/// A row and the sample that it was made of are placed alike, to the nanosecond: both are placed by
/// the numbers that a row has.
/// Threading:  value.
class Timeline {
public:
    struct Place {
        std::chrono::nanoseconds offset{};  ///< ≥ 0, since the start of the run
        bool clock_off = false;             ///< `epoch` lies far off the run
    };

    /// `run_time` 0: not known, results may end at any time.
    explicit Timeline(std::optional<WallTime> started = {}, std::chrono::nanoseconds run_time = {})
        : latest_s_(run_time.count() > 0 ? 2 * base::to_seconds(run_time) + kDrainSeconds
                                         : HUGE_VAL) {
        if (started) started_s_ = base::to_seconds(*started);
    }

    /// Nothing for numbers that no result can have.
    [[nodiscard]] std::optional<Place> place(double epoch_s, double elapsed_s) const noexcept {
        if (!std::isfinite(epoch_s)) return std::nullopt;
        Place place;
        double offset_s = elapsed_s;
        if (started_s_) {
            const double since_start_s = epoch_s - *started_s_;
            place.clock_off = since_start_s < -kSlackSeconds || since_start_s > latest_s_;
            if (!place.clock_off) offset_s = std::max(since_start_s, 0.0);
        }
        if (!(offset_s >= 0)) return std::nullopt;
        const auto offset = base::from_seconds(std::min(offset_s, latest_s_));
        if (!offset) return std::nullopt;
        place.offset = *offset;
        return place;
    }

private:
    static constexpr double kSlackSeconds = 1;   // a turret's clock may be that much behind
    static constexpr double kDrainSeconds = 60;  // and results may end that long after stop

    std::optional<double> started_s_;
    double latest_s_;
};

}  // namespace oct::measure
