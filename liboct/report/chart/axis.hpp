// The ticks of an axis: round numbers, few enough to read.
#pragma once

#include <string>
#include <vector>

namespace oct::report {

/// A scale: linear from 0, logarithmic, or of percentiles, where every nine gets the same room.
struct Axis {
    enum class Scale { Linear, Logarithmic, Percentile };

    Scale scale = Scale::Linear;
    double bottom = 0;
    double top = 1;
    double step = 1;  ///< of a linear scale
    int decimals = 0;

    /// About `ticks` of them; `largest` ≤ 0 gives an axis from 0 to 1.
    static Axis up_to(double largest, int ticks);
    /// From 0 to exactly `largest`, with round ticks below.
    static Axis exactly(double largest, int ticks);
    /// From 1, 2 or 5 times a power of ten to another, around `lowest` … `largest`, both above 0.
    static Axis powers(double lowest, double largest);
    /// From exactly `bottom` to exactly `top`, both above 0, with round ticks between.
    static Axis logarithmic(double bottom, double top);
    /// Percentiles from 0 to 90, 99, 99.9 …: `nines` of them.
    static Axis percentiles(int nines);

    /// 0 at the bottom, 1 at the top; beyond them it is cut.
    [[nodiscard]] double share(double value) const;
    [[nodiscard]] std::vector<double> ticks() const;
    [[nodiscard]] std::string label(double tick) const;
    /// "linear", "log" or "percentile".
    [[nodiscard]] std::string name() const;
};

}  // namespace oct::report
