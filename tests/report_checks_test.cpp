// The one list of checks: the boxes on the page and the verdict cannot say different things.
#include "report/judge/verdict.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using namespace oct;

namespace {

/// A run that any of a dozen things may have gone wrong with.
Summary troubled(std::mt19937& random) {
    const auto happens = [&] { return random() % 4 == 0; };
    Summary summary;
    summary.sections.front().statistics = {.count = 1000, .mean = 10ms, .p90 = 20ms};
    summary.transactions = happens() ? 0 : 1000;
    summary.run_time = summary.measured_to = 10s;
    summary.measurement = happens() ? Measurement::Partial : Measurement::Whole;
    summary.interrupted = happens();
    if (happens()) summary.aborted_by = "errors < 1%";
    if (happens()) summary.unattributed = 3;
    if (happens()) summary.clock_steps = {{.at = 2s, .size = -1s}};
    summary.lag.statistics = {.count = 1000, .p90 = happens() ? 500ms : 1us};
    summary.verified = true;
    for (std::size_t i = random() % 3; i > 0; --i) {
        TurretSummary& turret = summary.turrets.emplace_back();
        turret.ledger.fired = turret.ledger.intended = 1000;
        turret.ledger.stored = turret.ledger.completed = happens() ? 990 : 1000;
        if (happens()) turret.ledger.dropped = 10;
        if (happens()) turret.ledger.in_flight = 1;
        if (happens()) turret.ledger.skipped = turret.ledger.skipped_no_cannon = 5;
        turret.verified = !happens();
        if (happens()) turret.lost = WallTime(1s);
        if (happens()) turret.status = "aborted";
        if (happens()) turret.reason = "it lacked CPU";
        if (happens()) turret.health = TurretHealth{.watched = 10s, .run_delay = 9s};
        summary.ledger += turret.ledger;
        summary.verified = summary.verified && turret.verified;
    }
    return summary;
}

Grade worst_of(const std::vector<Check>& checks) {
    Grade worst = Grade::Valid;
    for (const Check& check : checks) worst = std::max(worst, check.grade.value_or(Grade::Valid));
    return worst;
}

}  // namespace

TEST_CASE("the worst box of the page is the grade of the verdict whatever went wrong",
          "[report][checks]") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 2000; ++i) {
        const Verdict verdict = report::verdict_of(troubled(random));
        std::string reasons;
        for (const Reason& reason : verdict.reasons) reasons += reason.code + " ";
        std::string boxes;
        for (const Check& check : verdict.checks)
            boxes += check.name + " " +
                     std::string(check.grade ? to_string(*check.grade) : "UNKNOWN") + "; ";
        CAPTURE(i, reasons, boxes);

        REQUIRE(worst_of(verdict.checks) == verdict.grade);
    }
}

TEST_CASE("the checks are always the same ones in the same order", "[report][checks]") {
    const std::vector<std::string> all{"Run",  "Ledger", "Delivery",    "Turrets",  "Saturation",
                                       "Load", "CPU",    "Late starts", "Own cost", "Clock"};
    std::mt19937 random(1);
    for (int i = 0; i < 100; ++i) {
        std::vector<std::string> names;
        for (const Check& check : report::verdict_of(troubled(random)).checks)
            names.push_back(check.name);

        REQUIRE(names == all);
    }
}
