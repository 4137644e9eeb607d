// Healthy runs of every kind, on a machine that has CPU for them: nobody is accused.
#include <oct/async.hpp>
#include <oct/hq.hpp>
#include <oct/load_test.hpp>
#include <oct/observer.hpp>
#include <oct/results.hpp>

#include "support/catch.hpp"
#include "support/programs.hpp"

#include <array>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace std::chrono_literals;
using namespace oct::testing;

namespace {

/// Seconds of CPU since the machine and this program began.
struct Used {
    double machine = 0;  ///< by anybody
    double ours = 0;     ///< by this process, and by those that it has waited for
    double stolen = 0;   ///< by the hypervisor

    static Used now() {
        std::ifstream in("/proc/stat");
        std::string cpu;
        std::array<double, 8> ticks{};  // user, nice, system, idle, iowait, irq, softirq, steal
        in >> cpu;
        for (double& tick : ticks) in >> tick;
        const auto second = static_cast<double>(::sysconf(_SC_CLK_TCK));
        return {(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / second,
                of(RUSAGE_SELF) + of(RUSAGE_CHILDREN), ticks[7] / second};
    }

private:
    static double of(__rusage_who who) {
        rusage usage{};
        ::getrusage(who, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }
};

/// Whether others left the machine alone while it lived. How late threads wake would not tell: the
/// runs themselves may fill the CPUs.
class Probe {
public:
    [[nodiscard]] bool quiet() const {
        const Used now = Used::now();
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        const double others = (now.machine - before_.machine) - (now.ours - before_.ours);
        return others < 0.05 * seconds && now.stolen - before_.stolen < 0.02;
    }

private:
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    const Used before_ = Used::now();
};

/// A thread of the program beside its cannons that never rests.
class Busy {
    std::jthread thread_{[](const std::stop_token& stop) {
        while (!stop.stop_requested()) continue;
    }};
};

/// What a run says against itself.
std::string accusations(const oct::Summary& summary) {
    std::string text;
    for (const oct::Reason& reason : summary.verdict.reasons)
        if (reason.grade != oct::Grade::Valid) text += reason.code + ": " + reason.text + "\n";
    for (const oct::Shortfall& shortfall : summary.plan.shortfalls)
        text += shortfall.code + ": " + shortfall.text + "\n";
    return text;
}

std::string local(const std::string& turret) {
    const TestProject project("[" + turret + "]", "2");
    const Program run = project.run();
    CHECK(run.wait().code == 0);
    return accusations(project.summary());
}

struct Nap : oct::Transaction {
    void run() override { std::this_thread::sleep_for(2ms); }
};
void spin() {
    const auto end = std::chrono::steady_clock::now() + 1ms;
    while (std::chrono::steady_clock::now() < end) continue;
}
struct Spin : oct::Transaction {
    void run() override { spin(); }
};
struct AsyncNap : oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::sleep_for(2ms); }
};

std::string beside_busy_threads() {
    const Busy busy;
    return accusations(oct::LoadTest().run_time(2s).cannons(4).transaction<Nap>().run());
}
std::string coroutines_beside_busy_threads() {
    const Busy busy;
    return accusations(oct::LoadTest().run_time(2s).cannons(50).transaction<AsyncNap>().run());
}
struct AsyncSpin : oct::AsyncTransaction {
    oct::Task<> run() override {
        spin();
        co_return;
    }
};
template <class T>
std::string more_cannons_than_cpus() {
    const auto summary = oct::LoadTest().run_time(3s).cannons(8).transaction<T>().run();
    std::string text = accusations(summary);
    for (const oct::Reason& reason : summary.verdict.reasons)
        if (reason.text.find("8 cannons share") != std::string::npos) return text;
    return text + "not said: that 8 cannons share the CPUs\n";
}

/// A turret as the original's is; that it has no last word is said, and nothing else.
std::string original_turret(const std::string& kind) {
    oct::Config config;
    config.run_time = 2s;
    config.publish_port = config.rc_port = 0;
    const TempDir folder;
    oct::StatsHandler handler(folder.path(), config);
    oct::HQOptions options;
    options.sinks = {&handler};
    struct Guard final : oct::RunObserver {  // waits for no turret that has ended
        void waiting(std::uint64_t) override {
            if (turret != nullptr && turret->ended()) throw std::runtime_error(turret->output());
        }
        const Program* turret = nullptr;
    } guard;
    options.observers = {&guard};
    oct::HQ hq(config, options);
    const auto at = [](std::uint16_t port) { return "tcp://127.0.0.1:" + std::to_string(port); };
    const Program turret({"/usr/bin/python3", source_dir() + "/tests/support/original_turret.py",
                          at(hq.publish_port()), at(hq.rc_port()), kind});
    guard.turret = &turret;
    if (hq.wait_turrets(1)) (void)hq.run();
    hq.kill_turrets();
    turret.wait();
    auto summary = handler.write_report();
    std::erase_if(summary.verdict.reasons,
                  [](const oct::Reason& reason) { return reason.code == "unverified"; });
    return accusations(summary);
}

struct Kind {
    const char* name;
    std::string (*run)();
};
constexpr std::array kKinds{
    Kind{"blocking, open",
         [] { return local(entry("web", "burn", 4, R"(, "rate": 500, "burn_us": 100)")); }},
    Kind{"blocking, closed", [] { return local(entry("web", "nap", 4)); }},
    Kind{"blocking, ticks",
         [] { return local(entry("web", "nap", 20, R"(, "rate": 1777, "idle": "tick")")); }},
    Kind{"asynchronous, open",
         [] { return local(entry("web", "async_nap", 50, R"(, "rate": 2000)")); }},
    Kind{"asynchronous, closed",
         [] { return local(entry("web", "async_nap", 20, R"(, "think_time": 0.01)")); }},
    Kind{"blocking, warm-up and ramp",
         [] { return local(entry("web", "nap", 20, R"(, "rampup": 0.5, "warmup": 1)")); }},
    Kind{"two turrets that differ",
         [] {
             return local(entry("web", "nap", 4) + ", " +
                          entry("mail", "burn", 2, R"(, "rate": 200, "burn_us": 100)"));
         }},
    Kind{"beside busy threads", &beside_busy_threads},
    Kind{"coroutines beside busy threads", &coroutines_beside_busy_threads},
    Kind{"more cannons than CPUs", &more_cannons_than_cpus<Spin>},
    Kind{"more coroutines than CPUs", &more_cannons_than_cpus<AsyncSpin>},
    Kind{"original", [] { return original_turret("named"); }},
    Kind{"original, nameless", [] { return original_turret("nameless"); }},
};

}  // namespace

TEST_CASE("fifty healthy runs raise no alarm", "[healthy][.soak]") {
    constexpr int kJudged = 50;
    constexpr int kMost = 250;
    int runs = 0;
    int judged = 0;
    std::string alarms;
    while (judged < kJudged && runs < kMost) {
        // A run that was not judged is made again: each kind has its share of the fifty.
        const Kind& kind = kKinds[static_cast<std::size_t>(judged) % kKinds.size()];
        ++runs;
        const Probe probe;
        const std::string said = kind.run();
        if (!probe.quiet()) continue;
        ++judged;
        if (!said.empty()) alarms += std::string(kind.name) + ": " + said;
    }
    WARN(judged << " of " << runs << " runs had a quiet machine");
    CHECK(alarms == "");
    CHECK(judged == kJudged);
}
