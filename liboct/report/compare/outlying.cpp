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
constexpr std::size_t kBeginning = 5;  // a fifth at most: as long as warm-ups are

double product(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// As a series of mean 0 and length 1.
std::vector<double> shape_of(const Outlying& found, std::size_t size) {
    std::vector<double> shape(size);
    for (std::size_t i = 0; i < size; ++i)
        shape[i] = found.drift ? static_cast<double>(std::clamp(i, found.first, found.last - 1))
                               : i >= found.first && i < found.last;
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
            const bool is_rest = last == size && first <= size / kBeginning;
            const bool is_too_long = last != size && length > size / (first == 0 ? kBeginning : 2);
            if (size - length < least || is_rest || is_too_long) continue;
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

double strength(const Outlying& found, std::span<const double> series) {
    return std::abs(product(shape_of(found, series.size()), series));
}

// From end to end, until some time, as in a ramp, or from then on. What moves for less than a fifth
// of the time is a step.
Outlying strongest_drift(std::span<const double> series) {
    const std::size_t size = series.size();
    Outlying best{0, size, true};
    double strongest = strength(best, series);
    for (std::size_t knot = size / 5; knot <= size - size / 5; ++knot)
        for (const Outlying& drift : {Outlying{0, knot, true}, Outlying{knot, size, true}})
            if (const double found = strength(drift, series); found > strongest) {
                strongest = found;
                best = drift;
            }
    return best;
}

}  // namespace

std::optional<Outlying> outlying(std::span<const double> series, double noise, std::size_t least) {
    const std::size_t size = series.size();
    if (size < kLeastValues) return std::nullopt;
    Outlying best = strongest_stretch(series, least);
    if (best.last == 0) return std::nullopt;
    const Outlying drift = strongest_drift(series);
    if (strength(drift, series) > strength(best, series)) best = drift;
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
