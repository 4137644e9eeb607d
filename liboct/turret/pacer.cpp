// The k-th arrival is where the integral of the rate reaches k, or the k-th moment of a Poisson
// process (time rescaling: Çinlar 1975).
#include "turret/pacer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace oct::turret {
namespace {

// Of the numbers below `count`, of which `is_so` holds for the first ones: how many these are.
template <class Condition>
std::uint32_t first_that_not(std::uint32_t count, Condition is_so) {
    std::uint32_t low = 0;
    while (low < count) {
        const std::uint32_t middle = low + (count - low) / 2;
        if (is_so(middle))
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

}  // namespace

Pacer::Pacer(const TurretConfig& config)
    : plan_(config.plan),
      cannons_(static_cast<std::uint32_t>(config.plan.open() && config.plan.max_cannons != 0
                                              ? config.plan.max_cannons
                                              : config.cannons)),
      rampup_(config.rampup),
      index_(static_cast<std::uint32_t>(config.index)),
      of_(static_cast<std::uint32_t>(config.of)),
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

Pacer::Milliseconds Pacer::shares_before(std::chrono::nanoseconds time,
                                         std::uint32_t k) const noexcept {
    const double count = k;
    const double numbers = count * (count - 1) / 2 * of_ + count * index_;
    return Milliseconds(time) * (numbers / (static_cast<double>(cannons_) * of_));
}

// Starts are ascending and leavings descending, so whoever comes before one of them is one, too.
std::uint32_t Pacer::started(std::chrono::nanoseconds time,
                             std::chrono::nanoseconds end) const noexcept {
    return first_that_not(
        cannons_, [&](std::uint32_t k) { return start_of(k) < std::min(time, left_at(k, end)); });
}

// In closed form: there may be a million of them, and they are asked for every second.
Pacer::Milliseconds Pacer::cannon_time(std::chrono::nanoseconds time,
                                       std::chrono::nanoseconds end) const noexcept {
    const std::uint32_t began = started(time, end);
    const std::uint32_t there =
        first_that_not(began, [&](std::uint32_t k) { return left_at(k, end) >= time; });
    Milliseconds sum = Milliseconds(time) * there - shares_before(rampup_, began);
    if (there != began)
        sum += Milliseconds(end) * (began - there) - shares_before(plan_.cooldown, began) +
               shares_before(plan_.cooldown, there);
    return sum;
}

Pacer::Milliseconds Pacer::cannon_time_of(std::uint32_t k, std::chrono::nanoseconds time,
                                          std::chrono::nanoseconds end) const noexcept {
    const auto until = std::min(time, left_at(k, end));
    return until - std::min(start_of(k), until);
}

std::uint32_t Pacer::never_start(std::chrono::nanoseconds end) const noexcept {
    return cannons_ - started(kNever, end);
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
