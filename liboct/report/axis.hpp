// The ticks of an axis: round numbers, few enough to read.
#pragma once

#include <string>
#include <vector>

namespace oct {

/// A scale: linear from 0, or logarithmic from a round number.
struct Axis {
    double bottom = 0;
    double top = 1;
    double step = 1;  ///< of a linear scale
    int decimals = 0;
    bool logarithmic = false;

    /// About `ticks` of them; `largest` ≤ 0 gives an axis from 0 to 1.
    static Axis up_to(double largest, int ticks);
    /// From 0 to exactly `largest`, with round ticks below.
    static Axis exactly(double largest, int ticks);

    /// Over whole powers of ten around `lowest` … `largest`, both above 0.
    static Axis powers(double lowest, double largest);

    /// 0 at the bottom, 1 at the top; beyond them it is cut.
    [[nodiscard]] double share(double value) const;
    [[nodiscard]] std::vector<double> ticks() const;
    [[nodiscard]] std::string label(double tick) const;
};

}  // namespace oct
