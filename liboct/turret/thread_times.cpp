// /proc/…/schedstat: nanoseconds on a CPU, nanoseconds in a run queue.
#include "turret/thread_times.hpp"

#include <cstddef>
#include <fstream>
#include <string>

namespace oct::turret {
namespace {

constexpr std::size_t kThreadsRead = 256;  // at most: of ten thousand cannons a part must do

}  // namespace

ThreadTimes ThreadTimes::of(std::span<const int> threads, const std::filesystem::path& tasks) {
    const std::size_t step = (threads.size() + kThreadsRead - 1) / kThreadsRead;
    ThreadTimes sum;
    std::size_t count = 0;
    for (std::size_t i = 0; i < threads.size(); i += step) {
        double ran = 0;
        double waited = 0;
        std::ifstream in(tasks / std::to_string(threads[i]) / "schedstat");
        if (!(in >> ran >> waited)) continue;
        sum.ran += ran / 1e9;
        sum.waited += waited / 1e9;
        ++count;
    }
    if (count == 0) return {};
    const double all = static_cast<double>(threads.size()) / static_cast<double>(count);
    return {sum.ran * all, sum.waited * all};
}

}  // namespace oct::turret
