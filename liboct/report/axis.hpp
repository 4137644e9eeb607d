// The ticks of an axis: round numbers, few enough to read.
#pragma once

#include <string>
#include <vector>

namespace oct {

/// A linear scale from 0 to a round number at or above the largest value.
struct Axis {
    double top = 1;
    double step = 1;
    int decimals = 0;

    /// About `ticks` of them; `largest` ≤ 0 gives an axis from 0 to 1.
    static Axis up_to(double largest, int ticks);
    /// From 0 to exactly `largest`, with round ticks below.
    static Axis exactly(double largest, int ticks);

    [[nodiscard]] std::vector<double> ticks() const;
    [[nodiscard]] std::string label(double tick) const;
};

}  // namespace oct
