// The offset between two clocks, look by look.
#include "base/clock_watch.hpp"

#include <utility>

namespace oct::base {
namespace {

constexpr std::chrono::milliseconds kStep(50);
constexpr std::chrono::milliseconds kTooFar(10);  // apart: a part of a step
constexpr std::size_t kMostSteps = 100;

}  // namespace

void ClockWatch::start(const ClockReading& reading) {
    started_ = reading.now;
    offset_.reset();
    steps_.clear();
    look(reading);
}

const ClockStep* ClockWatch::look(const ClockReading& reading) {
    if (reading.apart > kTooFar) return nullptr;
    const auto offset = reading.wall.time_since_epoch() - reading.now.time_since_epoch();
    const auto moved = offset - std::exchange(offset_, offset).value_or(offset);
    if (std::chrono::abs(moved) <= kStep || steps_.size() == kMostSteps) return nullptr;
    return &steps_.emplace_back(ClockStep{reading.now - started_, moved});
}

}  // namespace oct::base
