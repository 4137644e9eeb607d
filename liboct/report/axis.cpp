// Steps of 1, 2 or 5 times a power of ten.
#include "report/axis.hpp"

#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace oct {

Axis Axis::exactly(double largest, int ticks) {
    Axis axis;
    if (!(largest > 0) || !std::isfinite(largest)) return axis;
    const double rough = largest / ticks;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double lead = rough / power;
    axis.step = (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
    axis.decimals = std::max(0, -static_cast<int>(std::floor(std::log10(axis.step) + 1e-9)));
    axis.top = largest;
    return axis;
}

Axis Axis::up_to(double largest, int ticks) {
    Axis axis = exactly(largest, ticks);
    if (largest > 0) axis.top = std::ceil(largest / axis.step - 1e-9) * axis.step;
    return axis;
}

std::vector<double> Axis::ticks() const {
    std::vector<double> values;
    const int count = static_cast<int>(std::floor(top / step + 1e-9));
    for (int i = 0; i <= count; ++i) values.push_back(i * step);
    return values;
}

std::string Axis::label(double tick) const {
    return grouped(fmt::format("{:.{}f}", tick, decimals));
}

}  // namespace oct
