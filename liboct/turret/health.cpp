// Linux says in /proc what a process got; what it did not get is what makes a load tester lie.
#include "turret/health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace oct::turret {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;
constexpr std::size_t kThreadsRead = 256;  // at most: of ten thousand cannons a part must do
constexpr std::chrono::milliseconds kWindow(950);

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cores() {
    return static_cast<double>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

double stolen_seconds() {
    std::ifstream in("/proc/stat");
    std::string cpu;
    double value = 0;
    in >> cpu;
    for (int field = 0; field < 8; ++field) in >> value;  // the eighth is steal
    return in ? value / static_cast<double>(::sysconf(_SC_CLK_TCK)) / cores() : 0;
}

// The file of this process's own group: version 2 has one tree, version 1 one for each controller.
fs::path cpu_stat_file() {
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = line.substr(second + 1);
        if (controllers.empty() && fs::exists("/sys/fs/cgroup" + path + "/cpu.stat"))
            return "/sys/fs/cgroup" + path + "/cpu.stat";
        if (controllers.find("cpu") == 0 && controllers.find("cpuset") != 0)
            return "/sys/fs/cgroup/cpu" + path + "/cpu.stat";
    }
    return {};
}

double throttled_seconds() {
    static const fs::path file = cpu_stat_file();
    std::ifstream in(file);
    std::string key;
    double value = 0;
    while (in >> key >> value) {
        if (key == "throttled_usec") return value / 1e6;
        if (key == "throttled_time") return value / 1e9;
    }
    return 0;
}

nanoseconds between(double before, double after) {
    return nanoseconds(std::llround(std::max(0.0, after - before) * 1e9));
}

}  // namespace

// Threads are chosen by number, not by place: two looks compare the same ones while the rest comes
// and goes. Numbers of threads that were started together are neighbours, so each part is even.
double waited_seconds(const fs::path& tasks) {
    std::error_code error;
    std::vector<unsigned long> threads;
    for (const auto& task : fs::directory_iterator(tasks, error))
        threads.push_back(std::strtoul(task.path().filename().c_str(), nullptr, 10));
    const std::size_t step = std::bit_ceil((threads.size() + kThreadsRead - 1) / kThreadsRead);
    double sum = 0;
    std::size_t count = 0;
    for (const unsigned long thread : threads) {
        if (thread % step != 0) continue;
        double ran = 0;
        double waited = 0;
        std::ifstream(tasks / std::to_string(thread) / "schedstat") >> ran >> waited;  // ns
        sum += waited / 1e9;
        ++count;
    }
    if (count == 0) return 0;
    return sum * (static_cast<double>(threads.size()) / static_cast<double>(count));
}

Resources Resources::read() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return {.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
            .waited = waited_seconds("/proc/self/task"),
            .throttled = throttled_seconds(),
            .stolen = stolen_seconds(),
            .switches = static_cast<std::uint64_t>(usage.ru_nivcsw)};
}

// A turret that waits longer for a CPU than it has one measures the wait. What a thread waited is
// gone with the thread, so that the sum may shrink.
bool starved(const Resources& before, const Resources& after, double seconds) {
    const double waited = after.waited - before.waited;
    const bool queued = waited > 0.1 * seconds && waited > after.cpu - before.cpu;
    const bool throttled = after.throttled - before.throttled > 0.05 * seconds;
    const bool stolen = after.stolen - before.stolen > 0.1 * seconds;
    return queued || throttled || stolen;
}

void Health::begin() {
    windows_ = starved_ = 0;
    blocked_ = {};
    wakeups_.clear();
    first_ = last_ = Resources::read();
    began_ = looked_ = clock_.now();
    watch_.emplace(wakeups_);
}

bool Health::update() {
    const SteadyTime now = clock_.now();
    if (now - looked_ < kWindow) return false;
    const Resources next = Resources::read();
    const bool silent = complaint().empty();
    const double seconds = std::chrono::duration<double>(now - looked_).count();
    ++windows_;
    starved_ += starved(last_, next, seconds) ? 1 : 0;
    last_ = next;
    looked_ = now;
    return silent && !complaint().empty();
}

void Health::end() {
    watch_.reset();
}

void Health::set_at_rest(bool at_rest) {
    if (watch_) watch_->set_at_rest(at_rest);
}

std::string Health::complaint() const {
    if (starved_ == 0 || starved_ * 10 < windows_) return {};
    return fmt::format(
        "it lacked CPU in {} of {} seconds (it ran {:.1f} s, waited {:.1f} s for a CPU, was "
        "throttled for {:.1f} s, {:.1f} s were stolen from each CPU): give it more CPU, or spread "
        "the load over more turrets",
        starved_, windows_, last_.cpu - first_.cpu, std::max(0.0, last_.waited - first_.waited),
        last_.throttled - first_.throttled, last_.stolen - first_.stolen);
}

TurretHealth Health::figures() const {
    TurretHealth health;
    health.watched = looked_ - began_;
    health.cpu = between(first_.cpu, last_.cpu);
    health.run_delay = between(first_.waited, last_.waited);
    health.throttled = between(first_.throttled, last_.throttled);
    health.steal = between(first_.stolen, last_.stolen);
    health.blocked = blocked_;
    health.largest_gap = wakeups_.largest_gap();
    health.wakeup_p99 = wakeups_.p99();
    health.cost = cost_.transaction;
    health.timer_cost = cost_.timer;
    health.starved = starved_;
    health.involuntary_switches = last_.switches - first_.switches;
    return health;
}

}  // namespace oct::turret
