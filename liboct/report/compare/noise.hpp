// How much a figure varies by itself: neighbours that resemble each other, means of batches.
#pragma once

#include <cstddef>
#include <span>

namespace oct::report {

/// Lag-1 autocorrelation, 0 to 0.9, without the bias that it has in a short series (F. Marriott and
/// J. Pope, "Bias in the estimation of autocorrelations", Biometrika 41, 1954).
[[nodiscard]] double resemblance(std::span<const double> series);

/// Variance of the mean of `count` neighbours, that of one being 1, where each resembles the one
/// before it by `resemblance` (an AR(1) process).
[[nodiscard]] double variance_of_mean(double count, double resemblance);

/// Standard deviation of a series without `fitted` parameters, as if its values were independent:
/// √n times that of their mean.
[[nodiscard]] double long_run_deviation(std::span<const double> series, std::size_t fitted = 1);

/// The value that |t| exceeds as seldom as a normal variable exceeds `normal`; within 1 % from
/// three degrees of freedom on (D. Wallace, "Bounds on normal approximations to Student's and the
/// chi-square distributions", Annals of Mathematical Statistics 30, 1959).
[[nodiscard]] double student_quantile(double normal, double freedom);

}  // namespace oct::report
