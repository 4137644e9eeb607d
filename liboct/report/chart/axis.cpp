// Steps of 1, 2 or 5 times a power of ten.
#include "report/chart/axis.hpp"

#include "report/read/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace oct::report {
namespace {

// 1, 2 and 5 times each power of ten, counted through: 0 is 1, 3 is 10, -1 is 0.5.
double round_number(long index) {
    constexpr std::array<double, 3> kLeads{1, 2, 5};
    const long power = index >= 0 ? index / 3 : (index - 2) / 3;
    return kLeads[static_cast<std::size_t>(index - 3 * power)] *
           std::pow(10.0, static_cast<double>(power));
}

// The last of them at or below `value`.
long index_below(double value) {
    long index = 3 * static_cast<long>(std::floor(std::log10(value)));
    while (round_number(index + 1) <= value * (1 + 1e-9)) ++index;
    return index;
}

}  // namespace

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
    const long first = index_below(lowest);
    long last = index_below(largest);
    if (round_number(last) < largest * (1 - 1e-9)) ++last;
    return logarithmic(round_number(first), round_number(std::max(last, first + 1)));
}

Axis Axis::logarithmic(double bottom, double top) {
    Axis axis;
    axis.scale = Scale::Logarithmic;
    axis.bottom = bottom;
    axis.top = top;
    return axis;
}

Axis Axis::percentiles(int nines) {
    Axis axis;
    axis.scale = Scale::Percentile;
    axis.top = 100 - 100 * std::pow(10.0, -nines);
    return axis;
}

double Axis::share(double value) const {
    if (scale == Scale::Logarithmic)
        value = std::log(std::max(value, bottom) / bottom) / std::log(top / bottom);
    else if (scale == Scale::Percentile)
        value = std::log(1 - std::min(value, top) / 100) / std::log(1 - top / 100);
    else
        value /= top;
    return std::clamp(value, 0.0, 1.0);
}

std::vector<double> Axis::ticks() const {
    std::vector<double> values;
    if (scale == Scale::Percentile) {
        values = top < 99.5 ? std::vector<double>{0, 50, 75} : std::vector<double>{50};
        double rest = 10;  // beyond the tick
        while (rest > (100 - top) * 0.99) {
            values.push_back(100 - rest);
            rest /= 10;
        }
    } else if (scale == Scale::Logarithmic) {
        const bool few = top / bottom < 999;  // room for the 2 and the 5 between powers of ten
        const long last = index_below(top);
        for (long i = index_below(bottom); i <= last; ++i)
            if ((few || i % 3 == 0) && round_number(i) >= bottom * (1 - 1e-9))
                values.push_back(round_number(i));
    } else {
        const int count = static_cast<int>(std::floor(top / step + 1e-9));
        for (int i = 0; i <= count; ++i) values.push_back(i * step);
    }
    return values;
}

std::string Axis::label(double tick) const {
    if (scale == Scale::Percentile) return fmt::format("{:.7g}", tick);
    const int places = scale == Scale::Linear
                           ? decimals
                           : std::max(0, -static_cast<int>(std::floor(std::log10(tick) + 1e-9)));
    return base::grouped(fmt::format("{:.{}f}", tick, places));
}

std::string Axis::name() const {
    switch (scale) {
        case Scale::Logarithmic:
            return "log";
        case Scale::Percentile:
            return "percentile";
        default:
            return "linear";
    }
}

}  // namespace oct::report
