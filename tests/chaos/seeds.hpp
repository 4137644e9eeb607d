// What is left to chance in a test under fault can be had again.
#pragma once

#include "support/random_samples.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

namespace oct::testing {

/// OCT_CHAOS_SEED, or as many as OCT_CHAOS_ROUNDS says, which is 1 by default.
inline std::vector<std::uint64_t> seeds() {
    if (const char* one = std::getenv("OCT_CHAOS_SEED")) return {std::strtoull(one, nullptr, 10)};
    const char* rounds = std::getenv("OCT_CHAOS_ROUNDS");
    std::vector<std::uint64_t> seeds(rounds == nullptr ? 1 : std::strtoul(rounds, nullptr, 10));
    std::random_device random;
    for (std::uint64_t& seed : seeds) seed = random();
    return seeds;
}

/// Sleeps up to `most`.
inline void wait_up_to(std::chrono::milliseconds most, std::uint64_t seed) {
    Random random(seed);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(below(random, static_cast<std::uint64_t>(most.count()))));
}

}  // namespace oct::testing
