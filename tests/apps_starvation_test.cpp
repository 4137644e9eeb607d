// Turrets on a machine that has no CPU for them, and on one that has: what the verdict makes of it.
#include "support/catch.hpp"
#include "support/deployment.hpp"
#include "support/programs.hpp"

#include <algorithm>
#include <sched.h>

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
