// The moments of a Poisson process: each can be computed without those before it.
#pragma once

#include <array>
#include <cstdint>

namespace oct::turret {

/// Arrivals at rate 1: moment(k) is the sum of the first k + 1 exponential gaps.
///
/// The sum of n gaps has a gamma distribution, and the share of its first half in it a beta
/// distribution that does not depend on the sum. So the sum of all 2^40 gaps is drawn first and
/// halved from there on, down to the 64 gaps around k ("gamma bridge": Ribeiro and Webber 2003;
/// beta from gammas: Devroye 1986, IX.3). What a node draws is a function of seed and node (a
/// counter-based generator, after Salmon et al. 2011), so every turret finds the same moments.
/// Threading:  confined: keeps the gaps around the last k.
class PoissonProcess {
public:
    static constexpr std::uint64_t kMoments = std::uint64_t{1} << 40;

    explicit PoissonProcess(std::uint64_t seed) : seed_(seed) {}

    /// `k` < kMoments. About 15 ns each in order, 3 µs at random.
    [[nodiscard]] double moment(std::uint64_t k) const;

private:
    static constexpr std::uint64_t kLeaf = 64;
    void find_leaf(std::uint64_t number) const;

    std::uint64_t seed_;
    mutable std::uint64_t leaf_ = kMoments;  // whose moments are kept: none yet
    mutable std::array<double, kLeaf> moments_{};
};

}  // namespace oct::turret
