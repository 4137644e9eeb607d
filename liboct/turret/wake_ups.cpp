// What a wait that was too long hid is counted with it.
#include "turret/wake_ups.hpp"

#include <algorithm>

namespace oct::turret {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

void WakeUps::add(nanoseconds gap, milliseconds nap) {
    constexpr int kMostMissed = 10'000;  // ten seconds: a longer wait needs no more to be seen
    const base::MutexLock lock(mutex_);
    nanoseconds late = gap - nap;
    largest_ = std::max(largest_, late + kNap);
    for (auto more = nap; more > kNap; more -= kNap) late_.record(late);
    for (int missed = 0; missed <= kMostMissed; ++missed, late -= kNap) {
        late_.record(late);
        if (late <= kNap) return;
    }
}

void WakeUps::clear() {
    const base::MutexLock lock(mutex_);
    late_.clear();
    largest_ = {};
}

nanoseconds WakeUps::largest_gap() const {
    const base::MutexLock lock(mutex_);
    return largest_;
}

nanoseconds WakeUps::p99() const {
    const base::MutexLock lock(mutex_);
    return late_.percentile(99);
}

}  // namespace oct::turret
