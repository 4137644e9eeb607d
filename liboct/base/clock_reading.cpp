// A reading is as good as the time that it took.
#include "base/clock_reading.hpp"

namespace oct::base {
namespace {

constexpr int kTries = 5;
constexpr std::chrono::microseconds kTight(100);  // no need to try again

}  // namespace

ClockReading ClockReading::of(const Clock& clock) noexcept {
    ClockReading best;
    for (int i = 0; i < kTries && (i == 0 || best.apart > kTight); ++i) {
        const SteadyTime before = clock.now();
        const WallTime wall = clock.wall();
        const auto apart = clock.now() - before;
        if (i == 0 || apart < best.apart) best = {before + apart / 2, wall, apart};
    }
    return best;
}

}  // namespace oct::base
