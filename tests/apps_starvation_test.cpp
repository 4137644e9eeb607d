// Turrets on a machine that has no CPU for them, and on one that has: what the verdict makes of it.
#include "support/catch.hpp"
#include "support/deployment.hpp"
#include "support/programs.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <sched.h>
#include <thread>

using namespace std::chrono_literals;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// The first CPU that this process may use.
std::string a_cpu() {
    cpu_set_t set;
    REQUIRE(::sched_getaffinity(0, sizeof set, &set) == 0);
    int cpu = 0;
    while (CPU_ISSET(cpu, &set) == 0) ++cpu;
    return std::to_string(cpu);
}

/// A turret's program and four others that never rest, all on one CPU: a fifth of it is left.
class Confined {
public:
    explicit Confined(const std::vector<std::string>& arguments)
        : turret_(with_taskset(arguments)) {
        for (int i = 0; i < 4; ++i)
            others_.push_back(
                std::make_unique<Program>(with_taskset({"/bin/sh", "-c", "while :; do :; done"})));
    }
    [[nodiscard]] const Program& turret() const { return turret_; }

private:
    static std::vector<std::string> with_taskset(const std::vector<std::string>& arguments) {
        std::vector<std::string> all{"/usr/bin/env", "taskset", "-c", a_cpu()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }

    Program turret_;
    std::vector<std::unique_ptr<Program>> others_;
};

bool has_reason(const oct::Verdict& verdict, const std::string& code) {
    return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                       [&](const oct::Reason& reason) { return reason.code == code; });
}

std::string text_of(const oct::Verdict& verdict) {
    std::string text;
    for (const oct::Reason& reason : verdict.reasons) text += reason.text + "\n";
    return text;
}

/// Seconds that the hypervisor has taken from all CPUs.
double stolen_s() {
    std::ifstream in("/proc/stat");
    std::string cpu;
    double value = 0;
    in >> cpu;
    for (int field = 0; field < 8; ++field) in >> value;
    return value / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// Looks, while it lives, whether the machine has a CPU for a thread that wants one for a moment.
class Probe {
public:
    Probe() : stolen_(stolen_s()) {}
    /// Nothing was stolen, and hardly ever did the thread wait longer than a timer may take.
    bool quiet() {
        thread_ = {};
        return stolen_s() - stolen_ < 0.02 && late_ * 200 < naps_;
    }

private:
    double stolen_;
    std::atomic<int> naps_ = 0;
    std::atomic<int> late_ = 0;
    std::jthread thread_{[this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto before = std::chrono::steady_clock::now();
            std::this_thread::sleep_for(1ms);
            late_ += std::chrono::steady_clock::now() - before > 3ms ? 1 : 0;
            ++naps_;
        }
    }};
};

}  // namespace

TEST_CASE(
    "a turret with a fifth of a CPU says so within its run of two seconds, and the run is "
    "suspect",
    "[apps][integration][starvation]") {
    const auto [publisher, rc] = free_ports();
    const std::string ports =
        "\"publish_port\": " + std::to_string(publisher) + ", \"rc_port\": " + std::to_string(rc);
    const TempDir dir;
    const auto config =
        dir.file("config.json",
                 "{\"run_time\": 2, \"results_ts_interval\": 0.5, \"progress_bar\": false, "
                 "\"testing\": false, \"hq_address\": \"127.0.0.1\", \"min_turrets\": 1, " +
                     ports + ", \"turrets\": []}");
    const auto turret = dir.file(
        "turret.json",
        "{\"name\": \"web\", \"cannons\": 8, \"rampup\": 0, \"rate\": 1000, \"script\": \"" +
            script("burn") + "\", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": " +
            std::to_string(publisher) + ", \"hq_rc\": " + std::to_string(rc) + "}");
    const Confined confined({program("oct-turret"), "--config-file", turret.string(), "--once"});

    const auto run = outcome_of(
        {program("oct"), "run", dir.path().string(), "-r", (dir.path() / "out").string()});

    CAPTURE(run.output);
    CHECK(run.code == 0);
    confined.turret().wait();
    CHECK_THAT(confined.turret().output(), Contains("it lacked CPU in"));
    const auto summary = oct::ReportBuilder(dir.path() / "out", dir.path() / "out/results.sqlite",
                                            oct::Config::load(config))
                             .summarize();
    CHECK(summary.verdict.grade >= oct::Grade::Suspect);
    CHECK(has_reason(summary.verdict, "generator"));
    CHECK_THAT(text_of(summary.verdict), Contains("Turret web: it lacked CPU"));
}

TEST_CASE("fifty healthy runs raise no alarm", "[healthy][.soak]") {
    int runs = 0;
    int judged = 0;
    std::string alarms;
    while (judged < 50 && runs < 250) {
        ++runs;
        const TestProject project(
            "[" + entry("web", "burn", 4, ", \"rate\": 500, \"burn_us\": 100") + "]", "2");
        Probe probe;
        const Program run = project.run();
        CHECK(run.wait().code == 0);
        if (!probe.quiet()) continue;
        ++judged;
        const auto verdict = project.summary().verdict;
        if (verdict.grade != oct::Grade::Valid) alarms += text_of(verdict);
    }
    WARN(judged << " of " << runs << " runs had a quiet machine");
    CHECK(alarms == "");
    CHECK(judged == 50);
}
