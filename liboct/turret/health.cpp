// Linux says in /proc what a process got; what it did not get is what makes a load tester lie.
#include "turret/health.hpp"

#include <oct/cannon.hpp>

#include "turret/idle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace oct::turret {
namespace {

namespace fs = std::filesystem;
constexpr int kThreadsRead = 256;  // of ten thousand cannons a part must do
constexpr std::chrono::milliseconds kWindow(950);

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Of each thread: ns on a CPU, ns waiting for one.
double waited_seconds() {
    double sum = 0;
    int left = kThreadsRead;
    std::error_code error;
    for (const auto& task : fs::directory_iterator("/proc/self/task", error)) {
        double ran = 0;
        double waited = 0;
        std::ifstream(task.path() / "schedstat") >> ran >> waited;
        sum += waited / 1e9;
        if (--left == 0) break;
    }
    return sum;
}

double stolen_seconds() {
    std::ifstream in("/proc/stat");
    std::string cpu;
    double value = 0;
    in >> cpu;
    for (int field = 0; field < 8; ++field) in >> value;  // the eighth is steal
    return in ? value / static_cast<double>(::sysconf(_SC_CLK_TCK)) : 0;
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

/// Does nothing, with or without a timer.
class Nothing final : public Transaction {
public:
    explicit Nothing(int timers) : timers_(timers) {}
    void run() override {
        for (int i = 0; i < timers_; ++i) auto t = timer("t");
    }

private:
    int timers_;
};

std::chrono::nanoseconds cost_of(int timers) {
    constexpr int kShots = 1000;
    const TransactionConfig context;
    Cannon cannon(std::make_unique<Nothing>(timers));
    cannon.begin({Clock::real().now(), Clock::real().wall(), {}}, context, {});
    SampleBlock block;
    auto least = std::chrono::nanoseconds::max();
    for (int round = 0; round < 5; ++round) {  // the least: nobody else was on the CPU
        block.clear();
        const SteadyTime since = Clock::real().now();
        for (int shot = 0; shot < kShots; ++shot) cannon.fire(block);
        least = std::min(least, (Clock::real().now() - since) / kShots);
    }
    return least;
}

void watch(const std::stop_token& stop, std::atomic<std::int64_t>& largest) {
    sleep_precisely();
    SteadyTime last = Clock::real().now();
    while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const SteadyTime now = Clock::real().now();
        largest = std::max<std::int64_t>(largest, (now - last).count());
        last = now;
    }
}

}  // namespace

Resources Resources::read() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return {.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
            .waited = waited_seconds(),
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
    const auto cores = static_cast<double>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    const bool stolen = after.stolen - before.stolen > 0.1 * seconds * cores;
    return queued || throttled || stolen;
}

SelfCost SelfCost::measure() {
    const auto transaction = cost_of(0);
    const auto with_timers = cost_of(4);
    return {transaction, std::max(with_timers - transaction, std::chrono::nanoseconds(0)) / 4};
}

void Health::begin() {
    if (cost_.transaction.count() == 0) cost_ = SelfCost::measure();
    windows_ = starved_ = 0;
    blocked_ = {};
    largest_gap_ns_ = 0;
    first_ = last_ = Resources::read();
    began_ = looked_ = clock_.now();
    watchdog_ = std::jthread([this](const std::stop_token& stop) { watch(stop, largest_gap_ns_); });
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
    watchdog_ = {};
}

std::string Health::complaint() const {
    if (starved_ == 0 || starved_ * 10 < windows_) return {};
    return fmt::format(
        "it lacked CPU in {} of {} seconds (it ran {:.1f} s, waited {:.1f} s for a CPU, was "
        "throttled for {:.1f} s, {:.1f} s were stolen from the machine), so it measured itself as "
        "well: give it more CPU, or spread the load over more turrets",
        starved_, windows_, last_.cpu - first_.cpu, std::max(0.0, last_.waited - first_.waited),
        last_.throttled - first_.throttled, last_.stolen - first_.stolen);
}

std::string Health::to_json() const {
    return fmt::format(
        "{{\"seconds\":{:.3f},\"starved\":{},\"cpu\":{:.3f},\"run_delay\":{:.3f},"
        "\"throttled\":{:.3f},\"steal\":{:.3f},\"involuntary_switches\":{},\"blocked\":{:.3f},"
        "\"largest_gap\":{:.6f},\"cost\":{:.9f},\"timer_cost\":{:.9f}}}",
        std::chrono::duration<double>(looked_ - began_).count(), starved_, last_.cpu - first_.cpu,
        std::max(0.0, last_.waited - first_.waited), last_.throttled - first_.throttled,
        last_.stolen - first_.stolen, last_.switches - first_.switches,
        std::chrono::duration<double>(blocked_).count(),
        static_cast<double>(largest_gap_ns_.load()) / 1e9,
        std::chrono::duration<double>(cost_.transaction).count(),
        std::chrono::duration<double>(cost_.timer).count());
}

}  // namespace oct::turret
