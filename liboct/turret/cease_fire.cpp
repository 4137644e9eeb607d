// Nothing here waits: it is looked at with every turn of the I/O thread.
#include "turret/cease_fire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::turret {
namespace {

using std::chrono::seconds;

constexpr seconds kSilent(5);      // until the log says that cannons are waited for
constexpr seconds kUnwindTime(3);  // for asynchronous cannons that were interrupted

}  // namespace

SteadyTime after(SteadyTime now, std::chrono::nanoseconds time) noexcept {
    return time > SteadyTime::max() - now ? SteadyTime::max() : now + time;
}

void CeaseFire::begin() {
    battery_.request_stop();
    since_ = clock_.now();
    deadline_ = after(since_, options_.stop_deadline);
    interrupt_at_ = std::min(deadline_, after(since_, options_.interrupt_after));
    interrupted_ = complete_ = false;
}

bool CeaseFire::complete() {
    if (complete_) return true;
    if (battery_.stopped()) return complete_ = true;
    const SteadyTime now = clock_.now();
    if (now >= interrupt_at_ && !std::exchange(interrupted_, true) && battery_.interrupt())
        deadline_ = after(now, kUnwindTime);
    if (now < deadline_) {
        if (now - since_ > kSilent && waiting_log_.allow(now))
            log_.warning(
                fmt::format("waiting for {} cannons to return from run()", battery_.running()));
        return false;
    }
    stuck_ = battery_.running();
    battery_.take_finished();
    log_.error(
        fmt::format("{} cannons did not return from run() in time: they are left behind", stuck_));
    return complete_ = true;
}

}  // namespace oct::turret
