// Draws of one node of the tree, and the way down to a leaf.
#include "turret/poisson_process.hpp"

#include <cmath>
#include <numbers>

namespace oct::turret {
namespace {

/// The random numbers of one node: SplitMix64 (Steele, Lea and Flood 2014) from a hashed start.
class Draws {
public:
    Draws(std::uint64_t seed, std::uint64_t node) : state_(mix(mix(seed) ^ node)) {}

    /// In (0, 1).
    double uniform() {
        state_ += 0x9E3779B97F4A7C15;
        return (static_cast<double>(mix(state_) >> 12) + 0.5) * 0x1p-52;
    }
    double exponential() { return -std::log(uniform()); }

    /// Gamma with a shape ≥ 1, by squeeze and rejection (Marsaglia and Tsang 2000).
    double gamma(double shape) {
        const double d = shape - 1.0 / 3;
        const double c = 1 / std::sqrt(9 * d);
        for (;;) {
            const double x = normal();
            const double root = 1 + c * x;
            if (root <= 0) continue;
            const double v = root * root * root;
            if (std::log(uniform()) < x * x / 2 + d * (1 - v + std::log(v))) return d * v;
        }
    }

private:
    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
    // Box and Muller 1958; its second number is not needed.
    double normal() {
        const double radius = std::sqrt(2 * exponential());
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

    std::uint64_t state_;
};

}  // namespace

double PoissonProcess::moment(std::uint64_t k) const {
    const std::uint64_t leaf = k / kLeaf;
    if (leaf != leaf_) find_leaf(leaf);
    return moments_[k % kLeaf];
}

// Nodes are numbered as in a heap: the root is 1, the halves of n are 2n and 2n + 1.
void PoissonProcess::find_leaf(std::uint64_t number) const {
    std::uint64_t node = 1;
    std::uint64_t gaps = kMoments;
    double before = 0;
    double sum = Draws(seed_, 0).gamma(static_cast<double>(gaps));
    while (gaps > kLeaf) {
        gaps /= 2;
        Draws draws(seed_, node);
        const double left = draws.gamma(static_cast<double>(gaps));
        const double share = left / (left + draws.gamma(static_cast<double>(gaps)));
        const bool right = (number & (gaps / kLeaf)) != 0;
        if (right) before += sum * share;
        sum *= right ? 1 - share : share;
        node = 2 * node + (right ? 1 : 0);
    }
    Draws draws(seed_, node);
    double total = 0;
    for (double& moment : moments_) moment = total += draws.exponential();
    for (double& moment : moments_) moment = before + sum * (moment / total);
    leaf_ = number;
}

}  // namespace oct::turret
