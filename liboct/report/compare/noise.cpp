// Formulas of time series, for series of some dozen values and more.
#include "report/compare/noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace oct::report {
namespace {

constexpr double kMostResemblance = 0.9;
constexpr std::size_t kBatches = 12;

double mean_of(std::span<const double> series) {
    return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

// Sum of the products of values and those `lag` later, from the mean.
double products(std::span<const double> series, std::size_t lag) {
    const double mean = mean_of(series);
    double sum = 0;
    for (std::size_t i = lag; i < series.size(); ++i)
        sum += (series[i] - mean) * (series[i - lag] - mean);
    return sum;
}

// What resembles each other over longer than to the next neighbour shows in means of batches.
double variance_by_batches(std::span<const double> series, std::size_t fitted) {
    const std::size_t size = series.size() / kBatches;
    if (size < 2) return 0;
    std::array<double, kBatches> means{};
    for (std::size_t i = 0; i < kBatches; ++i) means[i] = mean_of(series.subspan(i * size, size));
    return products(means, 0) * static_cast<double>(size) / static_cast<double>(kBatches - fitted);
}

}  // namespace

double resemblance(std::span<const double> series) {
    const double squares = products(series, 0);
    // Equal values that differ in their last bits resemble nothing.
    const double size = std::inner_product(series.begin(), series.end(), series.begin(), 0.0);
    if (squares <= 1e-20 * size) return 0;
    const double found = products(series, 1) / squares;
    const double bias = (1 + 3 * found) / static_cast<double>(series.size());
    return std::clamp(found + bias, 0.0, kMostResemblance);
}

double variance_of_mean(double count, double resemblance) {
    const double rest = 1 - resemblance;
    return ((1 + resemblance) / rest -
            2 * resemblance * (1 - std::pow(resemblance, count)) / (count * rest * rest)) /
           count;
}

double long_run_deviation(std::span<const double> series, std::size_t fitted) {
    const double alike = resemblance(series);
    const double of_neighbours = products(series, 0) / static_cast<double>(series.size() - fitted) *
                                 (1 + alike) / (1 - alike);
    return std::sqrt(std::max(of_neighbours, variance_by_batches(series, fitted)));
}

double student_quantile(double normal, double freedom) {
    const double z = normal * (8 * freedom + 3) / (8 * freedom + 1);
    return std::sqrt(freedom * std::expm1(z * z / freedom));
}

}  // namespace oct::report
