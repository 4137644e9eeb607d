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

Axis Axis::powers(double lowest, double largest) {
    Axis axis;
    axis.logarithmic = true;
    axis.bottom = std::pow(10.0, std::floor(std::log10(lowest)));
    axis.top = std::pow(10.0, std::ceil(std::log10(largest)));
    if (axis.top <= axis.bottom) axis.top = axis.bottom * 10;
    return axis;
}

double Axis::share(double value) const {
    if (logarithmic)
        value = std::log(std::max(value, bottom) / bottom) / std::log(top / bottom);
    else
        value /= top;
    return std::clamp(value, 0.0, 1.0);
}

std::vector<double> Axis::ticks() const {
    std::vector<double> values;
    if (logarithmic) {
        const auto decades = std::lround(std::log10(top / bottom));
        for (long i = 0; i <= decades; ++i)
            values.push_back(bottom * std::pow(10.0, static_cast<double>(i)));
        return values;
    }
    const int count = static_cast<int>(std::floor(top / step + 1e-9));
    for (int i = 0; i <= count; ++i) values.push_back(i * step);
    return values;
}

std::string Axis::label(double tick) const {
    const int places = !logarithmic ? decimals
                       : tick > 0.9 ? 0
                                    : 1 - static_cast<int>(std::ceil(std::log10(tick) + 0.5));
    return grouped(fmt::format("{:.{}f}", tick, places));
}

}  // namespace oct
