// The k-th arrival is where the integral of the rate reaches k, or the k-th moment of a Poisson
// process (time rescaling: Çinlar 1975).
#include "turret/pacer.hpp"

#include <cmath>
#include <limits>

namespace oct::turret {

Pacer::Pacer(const TurretConfig& config)
    : plan_(config.plan),
      cannons_(config.plan.open() && config.plan.max_cannons != 0 ? config.plan.max_cannons
                                                                  : config.cannons),
      rampup_(config.rampup),
      index_(config.index),
      of_(config.of),
      curve_(config.plan),
      poisson_(config.plan.seed) {}

std::chrono::nanoseconds Pacer::start_of(std::uint32_t k) const noexcept {
    return plan_.open() ? std::chrono::nanoseconds(0) : share_of(rampup_, k);
}

std::chrono::nanoseconds Pacer::leave_of(std::uint32_t k) const noexcept {
    return share_of(plan_.cooldown, k);
}

std::chrono::nanoseconds Pacer::share_of(std::chrono::nanoseconds time,
                                         std::uint32_t k) const noexcept {
    const double number = static_cast<double>(k) * of_ + index_;
    const double step = number / (static_cast<double>(cannons_) * of_);
    return std::chrono::nanoseconds(
        static_cast<std::int64_t>(static_cast<double>(time.count()) * step));
}

std::chrono::nanoseconds Pacer::arrival(std::uint64_t j) const {
    if (j >= PoissonProcess::kMoments / of_ || j >= iterations()) return kNever;
    const std::uint64_t k = j * of_ + index_;
    const double count =
        plan_.arrivals == Arrivals::Poisson ? poisson_.moment(k) : static_cast<double>(k);
    const double time = curve_.time_of(count) * 1e9;
    constexpr double kLatest = 0x1p62;  // ns: 146 years
    return time < kLatest ? std::chrono::nanoseconds(std::llround(time)) : kNever;
}

std::uint64_t Pacer::arrivals_before(std::chrono::nanoseconds time) const {
    if (time == kNever) return iterations();
    std::uint64_t low = 0;
    std::uint64_t high = 1;  // doubled until it is not due before `time`
    while (arrival(high - 1) < time) {
        low = high;
        high *= 2;
    }
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (arrival(middle) < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::uint64_t Pacer::iterations() const noexcept {
    if (plan_.iterations == 0) return std::numeric_limits<std::uint64_t>::max();
    return plan_.iterations / of_ + (index_ < plan_.iterations % of_ ? 1 : 0);
}

}  // namespace oct::turret
