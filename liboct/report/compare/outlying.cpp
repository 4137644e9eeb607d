// A matched filter: of all shapes the one that explains most of the series.
#include "report/compare/outlying.hpp"

#include "report/compare/noise.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace oct::report {
namespace {

constexpr std::size_t kLeastValues = 24;
constexpr double kFalseAlarms = 0.001;

double product(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// As a series of mean 0 and length 1.
std::vector<double> shape_of(const Outlying& found, std::size_t size) {
    std::vector<double> shape(size);
    for (std::size_t i = 0; i < size; ++i)
        shape[i] = found.drift ? static_cast<double>(i) : i >= found.first && i < found.last;
    const double mean =
        std::accumulate(shape.begin(), shape.end(), 0.0) / static_cast<double>(size);
    for (double& value : shape) value -= mean;
    const double length = std::sqrt(product(shape, shape));
    for (double& value : shape) value /= length;
    return shape;
}

// The stretch whose sum is furthest from what it would be without a change. Of it and the rest the
// shorter one is what is apart; but a change that stays is said of the time from then on, unless it
// comes as early as the end of a warm-up.
Outlying strongest_stretch(std::span<const double> series, std::size_t least) {
    const std::size_t size = series.size();
    std::vector<double> sums(size + 1);
    std::partial_sum(series.begin(), series.end(), sums.begin() + 1);
    const double mean = sums.back() / static_cast<double>(size);
    Outlying best;
    double strongest = 0;
    for (std::size_t first = 0; first + least <= size; ++first)
        for (std::size_t last = first + least; last <= size; ++last) {
            const std::size_t length = last - first;
            if (size - length < least || (last != size && length > size / (first == 0 ? 5 : 2)))
                continue;
            const auto count = static_cast<double>(length);
            const double strength = std::abs(sums[last] - sums[first] - count * mean) /
                                    std::sqrt(count * (1 - count / static_cast<double>(size)));
            if (strength > strongest) {
                strongest = strength;
                best = {first, last, false};
            }
        }
    return best;
}

}  // namespace

std::optional<Outlying> outlying(std::span<const double> series, double noise, std::size_t least) {
    const std::size_t size = series.size();
    if (size < kLeastValues) return std::nullopt;
    Outlying best = strongest_stretch(series, least);
    const Outlying drift{0, size, true};
    if (best.last == 0) return std::nullopt;
    if (std::abs(product(shape_of(drift, size), series)) >
        std::abs(product(shape_of(best, size), series)))
        best = drift;
    const std::vector<double> shape = shape_of(best, size);
    const double height = product(shape, series);
    std::vector<double> left(series.begin(), series.end());
    for (std::size_t i = 0; i < size; ++i) left[i] -= height * shape[i];

    const auto values = static_cast<double>(size);
    const double alike = resemblance(left);
    const double freedom = std::max(values * (1 - alike) / (1 + alike) - 2, 3.0);
    const double deviation = std::max(long_run_deviation(left, 2), noise);
    // P(|Z| > z) <= exp(-z²/2), for each place at which something may be apart
    const double normal = std::sqrt(2 * std::log(values / kFalseAlarms));
    if (std::abs(height) <= deviation * student_quantile(normal, freedom)) return std::nullopt;
    return best;
}

}  // namespace oct::report
