// What is true of many turrets is one sentence.
#include "report/judge/same_of_turrets.hpp"
#include "report/judge/verdict.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace std::chrono_literals;
using oct::report::OfTurret;
using oct::report::same_of_turrets;

namespace {

std::vector<OfTurret> late(int turrets) {
    std::vector<OfTurret> all;
    for (int i = 0; i < turrets; ++i) {
        const std::string name = "t" + std::to_string(i);
        all.push_back({name,
                       "Turret " + name + " came " + std::to_string(i) + ".5 " +
                           (i % 2 == 0 ? "ms" : "µs") + " late.",
                       i == 1 ? 2.0 : 1.0});
    }
    return all;
}

}  // namespace

TEST_CASE("what is said of one turret is said as it is", "[report]") {
    CHECK(same_of_turrets({}).empty());
    CHECK(same_of_turrets(late(1)) == std::vector<std::string>{"Turret t0 came 0.5 ms late."});
}

TEST_CASE("the same of many turrets is one sentence, of the heaviest, with a count and names",
          "[report]") {
    CHECK(same_of_turrets(late(2)) ==
          std::vector<std::string>{"Turret t1 came 1.5 µs late. The same is true of turret t0."});
    CHECK(same_of_turrets(late(1300)) ==
          std::vector<std::string>{
              "Turret t1 came 1.5 µs late. The same is true of 1,299 more turrets: "
              "t0, t2, t3 and 1,296 more."});
}

TEST_CASE("different things are told apart, in the order of their first", "[report]") {
    CHECK(same_of_turrets({{"a", "Turret a gave up: no license.", 0},
                           {"b", "Turret b gave up: no disk.", 0},
                           {"c", "Turret c gave up: no license.", 0}}) ==
          std::vector<std::string>{"Turret a gave up: no license. The same is true of turret c.",
                                   "Turret b gave up: no disk."});
}

TEST_CASE("each kind of reason is said once of three hundred turrets", "[report]") {
    oct::Summary summary;
    summary.transactions = 300;
    summary.verified = true;
    summary.measurement = oct::Measurement::Whole;
    summary.sections[0].statistics.mean = summary.sections[0].statistics.p99 = 10ms;
    for (int i = 0; i < 300; ++i) {
        oct::TurretSummary& turret = summary.turrets.emplace_back();
        turret.name = "t" + std::to_string(i);
        turret.verified = true;
        turret.ledger.intended = turret.ledger.fired = turret.ledger.stored =
            turret.ledger.completed = 1;
        turret.health.emplace();
        turret.health->watched = 10s;
        turret.health->threads = 4;
        turret.health->run_delay = std::chrono::seconds(5 + i % 3);
        turret.remarks = std::to_string(i + 2) + " values of the timer \"q\" are left out.";
        if (i % 2 == 0) turret.lost.emplace();
        if (i % 2 == 1) turret.status = "aborted";
        summary.ledger += turret.ledger;
    }

    const auto verdict = oct::report::verdict_of(summary);

    std::vector<std::string> codes;
    for (const oct::Reason& reason : verdict.reasons) codes.push_back(reason.code);
    CHECK(codes == std::vector<std::string>{"remark", "turret", "turret", "generator"});
    CHECK_THAT(verdict.reasons[0].text,
               Catch::Matchers::Contains("The same is true of 299 more turrets"));
    CHECK_THAT(verdict.reasons[1].text,
               Catch::Matchers::Contains("The same is true of 149 more turrets"));
    CHECK_THAT(
        verdict.reasons[3].text,
        Catch::Matchers::Contains("its 4 threads waited 7.0 s for a CPU in 10.0 s") &&
            Catch::Matchers::Contains("The same is true of 299 more turrets: t0, t1, t3 and 296"));
}
