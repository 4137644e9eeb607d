// Group timers: bare coroutines that sleep, and what their timers stand in.
#include "bare_sleepers.hpp"
#include "rounds.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace oct::bench {

// The floor is what the library has: the flat wheel of 65 µs.
std::vector<Figure> timer_structures(const Effort& effort) {
    constexpr std::array<std::pair<Timers, const char*>, 3> kOthers{
        {{Timers::Wheel1ms, "flat wheel, 1 ms"},
         {Timers::HeapExact, "binary heap, exact"},
         {Timers::Heap1ms, "binary heap, looked at each ms"}}};
    const auto sleepers = static_cast<std::uint32_t>(1'000'000 * effort.scale);
    const std::chrono::milliseconds second(effort.scale < 1 ? 100 : 1000);
    const auto measure = [&](Timers timers) {
        return bare_sleepers(sleepers, second, 2 * second, timers);
    };
    std::vector<Figure> all;
    for (const auto& [timers, name] : kOthers) {
        const BareSleep floor = measure(Timers::Wheel65us);
        const BareSleep other = measure(timers);
        const auto add = [&, text = std::string(name)](const char* what, double value,
                                                       double least) {
            all.push_back({"timers", text + ": " + what, value, "us", least, value / least, ""});
        };
        add("CPU a wake-up", other.cores / other.wakes * 1e6, floor.cores / floor.wakes * 1e6);
        add("late, p50", other.late50, floor.late50);
        add("late, p99", other.late99, floor.late99);
    }
    return all;
}

}  // namespace oct::bench
