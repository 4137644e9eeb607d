// The offset between two clocks, look by look.
#include "base/clock_watch.hpp"

namespace oct::base {
namespace {

constexpr std::chrono::milliseconds kStep(50);
constexpr std::size_t kMostSteps = 100;

std::chrono::nanoseconds offset(SteadyTime now, WallTime wall) {
    return wall.time_since_epoch() - now.time_since_epoch();
}

}  // namespace

void ClockWatch::start(SteadyTime now, WallTime wall) {
    started_ = now;
    offset_ = offset(now, wall);
    steps_.clear();
}

const ClockStep* ClockWatch::look(SteadyTime now, WallTime wall) {
    const auto moved = offset(now, wall) - offset_;
    offset_ += moved;
    if (std::chrono::abs(moved) <= kStep || steps_.size() == kMostSteps) return nullptr;
    return &steps_.emplace_back(ClockStep{now - started_, moved});
}

}  // namespace oct::base
