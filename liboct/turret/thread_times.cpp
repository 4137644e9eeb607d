// /proc/…/schedstat: nanoseconds on a CPU, nanoseconds in a run queue.
#include "turret/thread_times.hpp"

#include <cstddef>
#include <fstream>
#include <optional>
#include <string>

namespace oct::turret {
namespace {

constexpr std::size_t kThreadsRead = 256;  // at most: of ten thousand cannons a part must do

using Folder = std::filesystem::path;

std::optional<ThreadTimes> read(int thread, const Folder& tasks) {
    double ran = 0;
    double waited = 0;
    std::ifstream in(tasks / std::to_string(thread) / "schedstat");
    if (!(in >> ran >> waited)) return {};
    return ThreadTimes{ran / 1e9, waited / 1e9};
}

}  // namespace

ThreadTimes ThreadTimes::of(int one, std::span<const int> many, const Folder& tasks) {
    const std::size_t step = (many.size() + kThreadsRead - 1) / kThreadsRead;
    ThreadTimes part;
    std::size_t count = 0;
    for (std::size_t i = 0; i < many.size(); i += step) {
        const auto times = read(many[i], tasks);
        if (!times) continue;
        part.ran += times->ran;
        part.waited += times->waited;
        ++count;
    }
    const double all =
        count == 0 ? 0 : static_cast<double>(many.size()) / static_cast<double>(count);
    const ThreadTimes alone = read(one, tasks).value_or(ThreadTimes{});
    return {alone.ran + part.ran * all, alone.waited + part.waited * all};
}

}  // namespace oct::turret
