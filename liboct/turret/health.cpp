// Linux says in /proc what a process got; what it did not get is what makes a load tester lie.
#include "turret/health.hpp"

#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sched.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace oct::turret {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;
constexpr double kAllOf = 0.9;  // the CPUs: so much of them is all that can be had
constexpr std::chrono::milliseconds kWindow(950);

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpus() {
    return static_cast<double>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

double stolen_seconds() {
    std::ifstream in("/proc/stat");
    std::string cpu;
    double value = 0;
    in >> cpu;
    for (int field = 0; field < 8; ++field) in >> value;  // the eighth is steal
    return in ? value / static_cast<double>(::sysconf(_SC_CLK_TCK)) / cpus() : 0;
}

/// A process's own group in a tree of groups.
struct CpuGroup {
    fs::path root{};
    std::string name{};

    [[nodiscard]] fs::path folder() const { return root.string() + name; }
};

// Version 2 has one tree, version 1 one for each controller.
CpuGroup find_group() {
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = line.substr(second + 1);
        if (controllers.empty() && fs::exists("/sys/fs/cgroup" + path + "/cpu.stat"))
            return {"/sys/fs/cgroup", path};
        if (("," + controllers + ",").find(",cpu,") != std::string::npos)
            return {"/sys/fs/cgroup/cpu", path};
    }
    return {};
}

fs::path cpu_stat_file() {
    const CpuGroup group = find_group();
    return group.root.empty() ? fs::path() : group.folder() / "cpu.stat";
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

// The quota of one group: "max" and -1 are none.
double quota_of(const fs::path& folder) {
    double quota = 0;
    double period = 0;
    if (std::ifstream both(folder / "cpu.max"); both) {
        both >> quota >> period;
    } else {
        std::ifstream(folder / "cpu.cfs_quota_us") >> quota;
        std::ifstream(folder / "cpu.cfs_period_us") >> period;
    }
    return quota > 0 && period > 0 ? quota / period : std::numeric_limits<double>::infinity();
}

// That this process may use.
double own_cpus() {
    cpu_set_t set;
    const bool known = ::sched_getaffinity(0, sizeof set, &set) == 0;
    const double allowed = known ? static_cast<double>(CPU_COUNT(&set)) : cpus();
    const CpuGroup group = find_group();
    return group.root.empty() ? allowed : std::min(allowed, cpu_quota(group.root, group.name));
}

std::string cpus_text(double cpus) {
    return fmt::format("{:g} {}", std::round(cpus * 100) / 100, cpus <= 1 ? "CPU" : "CPUs");
}

nanoseconds between(double before, double after) {
    return nanoseconds(std::llround(std::max(0.0, after - before) * 1e9));
}

double waited(const Resources& before, const Resources& after) {
    return after.own.waited - before.own.waited;
}

bool lacked_some(double waited, double seconds) {
    return waited > 0.1 * seconds;
}

bool throttled(const Resources& before, const Resources& after, double seconds) {
    return after.throttled - before.throttled > 0.05 * seconds;
}

}  // namespace

Resources Resources::read(std::span<const int> firing) {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return {.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
            .own = ThreadTimes::of(::gettid(), firing),
            .throttled = throttled_seconds(),
            .stolen = stolen_seconds(),
            .switches = static_cast<std::uint64_t>(usage.ru_nivcsw)};
}

bool starved(const Resources& before, const Resources& after, double seconds) {
    const bool stolen = after.stolen - before.stolen > 0.1 * seconds;
    const bool longest = waited(before, after) > after.own.ran - before.own.ran;
    return (lacked_some(waited(before, after), seconds) && longest) ||
           throttled(before, after, seconds) || stolen;
}

bool crowded(const Resources& before, const Resources& after, double seconds, double cpus) {
    return (lacked_some(waited(before, after), seconds) ||
            lacked_some(after.queued - before.queued, seconds) ||
            throttled(before, after, seconds)) &&
           after.cpu - before.cpu > kAllOf * cpus * seconds;
}

// A container may see no more than the root of its own tree, and a name that it has outside of it.
double cpu_quota(const fs::path& root, std::string_view group) {
    double quota = quota_of(root);
    for (fs::path folder = root.string() + std::string(group);
         folder.string().size() > root.string().size(); folder = folder.parent_path())
        quota = std::min(quota, quota_of(folder));
    return quota;
}

void Health::begin(nanoseconds queued) {
    windows_ = starved_ = 0;
    blocked_ = crowded_ = {};
    excused_ = excused_throttled_ = 0;
    wakeups_.clear();
    firing_.clear();
    first_ = read_(firing_);
    first_.queued = base::to_seconds(queued);
    last_ = first_;
    began_ = looked_ = clock_.now();
    watch_.emplace(wakeups_);
}

bool Health::update(std::vector<int> firing, nanoseconds queued) {
    const SteadyTime now = clock_.now();
    if (now - looked_ < kWindow) return false;
    firing_ = std::move(firing);
    Resources next = read_(firing_);
    next.queued = base::to_seconds(queued);
    const bool silent = complaint().empty();
    const double seconds = std::chrono::duration<double>(now - looked_).count();
    ++windows_;
    if (shares_process_ && crowded(last_, next, seconds, own_cpus())) {
        crowded_ += now - looked_;
        excused_ += waited(last_, next);
        excused_throttled_ += next.throttled - last_.throttled;
    } else {
        starved_ += starved(last_, next, seconds) ? 1 : 0;
    }
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
        "it lacked CPU in {} of {} seconds (its {} threads ran {:.1f} s and waited {:.1f} s for a "
        "CPU, "
        "it was throttled for {:.1f} s, {:.1f} s were stolen from each CPU): give {}",
        starved_, windows_, firing_.size() + 1, last_.own.ran - first_.own.ran,
        waited(first_, last_) - excused_, last_.throttled - first_.throttled - excused_throttled_,
        last_.stolen - first_.stolen,
        shares_process_ ? "the program more CPU"
                        : "it more CPU, or spread the load over more turrets");
}

std::string Health::remark(std::size_t cannons) const {
    if (crowded_.count() == 0 || crowded_ * 10 < looked_ - began_) return {};
    const double cpus = own_cpus();
    return fmt::format(
        "{} {} with the rest of the program, and together they kept {} busy: a part of the "
        "response times is waiting for a CPU.",
        cannons == 1 ? "1 cannon shares" : base::count_text(cannons) + " cannons share",
        cpus_text(cpus), cpus <= 1 ? "it" : "all of these");
}

TurretHealth Health::figures() const {
    TurretHealth health;
    health.watched = looked_ - began_;
    health.cpu = between(first_.cpu, last_.cpu);
    health.thread_cpu = between(first_.own.ran, last_.own.ran);
    health.run_delay = between(excused_, waited(first_, last_));
    health.crowded = crowded_;
    health.threads = firing_.size() + 1;
    health.throttled = between(first_.throttled + excused_throttled_, last_.throttled);
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
