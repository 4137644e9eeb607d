// Runs that are killed at random moments: what is missing afterwards is known by witness, because
// each transaction leaves its number and the time in a file before its result goes anywhere.
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/random_samples.hpp"
#include "support/witness.hpp"

#include <cstdlib>
#include <signal.h>

using namespace std::chrono_literals;
using namespace oct::testing;
using std::chrono::nanoseconds;

namespace {

/// Kills a run `after` its first transaction; returns the age of the oldest result that is missing.
nanoseconds lost_by_kill(nanoseconds after) {
    const TempDir dir;
    const auto witness = dir.path() / "witness";
    const TestProject project(
        "[" + entry("web", "witness", 4, ", \"witness\": \"" + witness.string() + "\"") + "]",
        "60");
    const Program run = project.run();
    while (traces_in(witness).empty() && !run.ended()) std::this_thread::sleep_for(1ms);
    CAPTURE(run.output());
    REQUIRE_FALSE(run.ended());
    std::this_thread::sleep_for(after);

    const nanoseconds killed = std::chrono::system_clock::now().time_since_epoch();
    ::kill(run.pid(), SIGKILL);
    run.wait();

    Traces missing = traces_in(witness);
    const auto stored = stored_numbers(project.results() / "results.sqlite");
    for (const std::int64_t number : stored) REQUIRE(missing.erase(number) == 1);  // each once
    const oct::ReportBuilder report(project.results(), project.results() / "results.sqlite",
                                    project.config());
    const oct::Summary summary = report.write();
    CHECK(summary.transactions == stored.size());
    CHECK(summary.measurement == oct::Measurement::Partial);
    CHECK(std::filesystem::file_size(summary.report) > 1000);

    nanoseconds oldest{};
    for (const auto& [number, time] : missing) oldest = std::max(oldest, killed - time);
    return oldest;
}

}  // namespace

TEST_CASE("a killed run leaves a report without at most its last second",
          "[apps][integration][kill]") {
    const char* wanted = std::getenv("OCT_KILLS");
    const int kills = wanted == nullptr ? 5 : std::atoi(wanted);
    const auto seed = std::random_device()();
    CAPTURE(seed);
    Random random(seed);
    std::vector<double> lost_s;
    for (int i = 0; i < kills; ++i) {
        const nanoseconds after(static_cast<std::int64_t>(below(random, 1'500'000'000)));
        lost_s.push_back(std::chrono::duration<double>(lost_by_kill(after)).count());
    }
    std::sort(lost_s.begin(), lost_s.end());
    const std::string figures = std::to_string(kills) +
                                " runs killed: the oldest missing result was " +
                                std::to_string(lost_s[lost_s.size() / 2]) + " s old (median), " +
                                std::to_string(lost_s.back()) + " s at most";
    // A second is the goal; on a machine that is busy elsewhere only the long count judges it.
    if (wanted == nullptr) {
        INFO(figures);
        CHECK(lost_s.back() < 30);
    } else {
        WARN(figures);
        CHECK(lost_s.back() <= 1);
    }
}
