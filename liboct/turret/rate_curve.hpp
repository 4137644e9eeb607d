// A rate that changes over time: when its n-th arrival is due.
#pragma once

#include <oct/plan.hpp>

#include <limits>
#include <vector>

namespace oct::turret {

/// The rate of an open load as a piecewise linear curve, and the inverse of its integral.
///
/// Threading:  value.
class RateCurve {
public:
    explicit RateCurve(const Plan& plan);

    /// Seconds from the start until `count` arrivals are due; infinite when there are never so
    /// many.
    [[nodiscard]] double time_of(double count) const noexcept;

private:
    struct Piece {
        double time = 0;   // where it begins, s
        double count = 0;  // arrivals before it
        double rate = 0;   // at its begin, 1/s
        double slope = 0;  // of the rate, 1/s²
    };
    std::vector<Piece> pieces_;  // the last one is level and has no end
};

}  // namespace oct::turret
