// Batches, their variance, and Welch's degrees of freedom.
#include "report/compare/batch_means.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace oct::report {
namespace {

constexpr std::size_t kBatches = 6;
// Two-sided 95 % quantiles of Student's t for 5 to 10 degrees of freedom.
constexpr std::array<double, 6> kStudent{2.571, 2.447, 2.365, 2.306, 2.262, 2.228};

struct Mean {
    double value = 0;
    double variance = 0;  // of the mean
};

// What does not fill a batch is left out at the beginning, where a run warms up.
Mean mean_of(std::span<const double> series) {
    const std::size_t size = series.size() / kBatches;
    series = series.last(size * kBatches);
    std::array<double, kBatches> batches{};
    for (std::size_t i = 0; i < series.size(); ++i)
        batches[i / size] += series[i] / static_cast<double>(size);
    Mean mean;
    for (const double batch : batches) mean.value += batch / kBatches;
    for (const double batch : batches)
        mean.variance += (batch - mean.value) * (batch - mean.value) / ((kBatches - 1) * kBatches);
    return mean;
}

}  // namespace

std::optional<Difference> difference_of_means(std::span<const double> before,
                                              std::span<const double> after) {
    if (std::min(before.size(), after.size()) < 2 * kBatches) return std::nullopt;
    const Mean a = mean_of(before);
    const Mean b = mean_of(after);
    const double variance = a.variance + b.variance;
    const double squares = a.variance * a.variance + b.variance * b.variance;
    const double freedom = squares > 0 ? variance * variance / squares * (kBatches - 1) : 10;
    const auto row = static_cast<std::size_t>(std::clamp(std::floor(freedom), 5.0, 10.0)) - 5;
    // Sums of equal values differ in their last bits: that is no change.
    const double rounding = 1e-12 * (std::abs(a.value) + std::abs(b.value));
    const double half = kStudent[row] * std::sqrt(variance) + rounding;
    const double middle = b.value - a.value;
    return Difference{middle, middle - half, middle + half};
}

}  // namespace oct::report
