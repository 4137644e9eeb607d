// The machine's clocks, and a sleep that a stop request ends.
#include <oct/clock.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <linux/futex.h>
#include <new>
#include <sys/syscall.h>
#include <unistd.h>

namespace oct {
namespace {

class RealClock final : public Clock {
public:
    SteadyTime now() const noexcept override { return std::chrono::steady_clock::now(); }

    WallTime wall() const noexcept override {
        return std::chrono::time_point_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now());
    }

    // A futex ends as precisely as clock_nanosleep(), and a stop request can wake it.
    bool wait_until(SteadyTime moment, std::stop_token stop) const override {
        std::atomic<std::uint32_t> stopped = 0;
        const std::stop_callback wake(stop, [&] {
            stopped = 1;
            ::syscall(SYS_futex, &stopped, FUTEX_WAKE_PRIVATE, 1);
        });
        const auto since = moment.time_since_epoch();
        const auto whole = std::chrono::floor<std::chrono::seconds>(since);
        const timespec until{whole.count(), (since - whole).count()};
        while (stopped == 0) {
            if (since.count() < 0) return true;
            const long result = ::syscall(SYS_futex, &stopped, FUTEX_WAIT_BITSET_PRIVATE, 0, &until,
                                          nullptr, FUTEX_BITSET_MATCH_ANY);
            if (result == -1 && errno == ETIMEDOUT) return stopped == 0;
        }
        return false;
    }
};

}  // namespace

// Never destroyed: threads that were left behind look at it while the process ends.
const Clock& Clock::real() noexcept {
    alignas(RealClock) static std::byte place[sizeof(RealClock)];
    static const RealClock& clock = *new (place) RealClock;
    return clock;
}

}  // namespace oct
