// Errors of runs alike, each by itself or in bursts: how often they are called more or fewer.
#include "support/catch.hpp"
#include "support/simulated_runs.hpp"

#include <iomanip>
#include <iostream>

using namespace oct;
using namespace oct::testing;

namespace {

struct Case {
    int seconds;  // of both runs
    bool bursts;
    double share;
    double found;  // least share of pairs with a percentage point more that is found
};

/// 50 transactions a second; in bursts they fail for 0.2 s on average.
SimulatedRun run_of(const Case& of, double more = 0) {
    SimulatedRun run;
    run.results = 50.0 * of.seconds / run.intervals;
    run.error_share = of.share + more;
    run.burst = of.bursts ? 10 : 1;
    return run;
}

void compare_errors(const Case& of, int pairs) {
    CAPTURE(of.seconds, of.bursts, of.share);
    const Called same = called(run_of(of), run_of(of), pairs).at("errors");
    const Called more = called(run_of(of), run_of(of, 0.01), pairs).at("errors");
    std::cout << std::setw(5) << of.seconds << " s" << (of.bursts ? "  in bursts" : "  by itself")
              << std::fixed << std::setprecision(1) << std::setw(7) << 100 * of.share
              << " %, false alarms" << std::setw(6) << 100 * same.different << " %, cannot tell"
              << std::setw(6) << 100 * same.untold << " %, finds +1pp" << std::setw(7)
              << 100 * more.different << " %\n";
    CHECK(same.different <= most(0.05, pairs));
    CHECK(same.untold <= most(of.bursts ? 0.2 : 0.01, pairs));
    CHECK(more.different >= of.found);
}

}  // namespace

TEST_CASE("errors of runs alike are no change, also where they come in bursts",
          "[report][compare]") {
    for (const Case& of : {Case{60, false, 0.01, 0.6}, Case{60, true, 0.01, 0}})
        compare_errors(of, 40);
}

// Its table is in docs/limits.md.
TEST_CASE("errors of 400 pairs of runs alike are no change", "[report][compare][soak]") {
    for (const Case& of :
         {Case{15, false, 0.001, 0.4}, Case{15, false, 0.01, 0.1}, Case{15, false, 0.1, 0},
          Case{15, true, 0.001, 0}, Case{15, true, 0.01, 0}, Case{15, true, 0.1, 0},
          Case{60, false, 0.001, 0.95}, Case{60, false, 0.01, 0.7}, Case{60, false, 0.1, 0},
          Case{60, true, 0.001, 0}, Case{60, true, 0.01, 0}, Case{60, true, 0.1, 0},
          Case{300, false, 0.001, 0.98}, Case{300, false, 0.01, 0.98}, Case{300, false, 0.1, 0.5},
          Case{300, true, 0.001, 0.6}, Case{300, true, 0.01, 0.1}, Case{300, true, 0.1, 0}})
        compare_errors(of, 400);
}
