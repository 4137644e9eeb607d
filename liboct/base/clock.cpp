// The machine's clocks, and a sleep that a stop request ends.
#include <oct/clock.hpp>

#include <condition_variable>
#include <mutex>

namespace oct {
namespace {

class RealClock final : public Clock {
public:
    SteadyTime now() const noexcept override { return std::chrono::steady_clock::now(); }

    WallTime wall() const noexcept override {
        return std::chrono::time_point_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now());
    }

    bool wait_until(SteadyTime moment, std::stop_token stop) const override {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        wake.wait_until(lock, stop, moment, [] { return false; });
        return !stop.stop_requested();
    }
};

}  // namespace

const Clock& Clock::real() noexcept {
    static const RealClock clock;
    return clock;
}

}  // namespace oct
