// Transaction classes: each has sections of its own, and all of them are the run.
#include <oct/compare.hpp>

#include "base/quantity.hpp"
#include "support/catch.hpp"
#include "support/counted_run.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using std::chrono::nanoseconds;

namespace {

TurretRecord turret_of_class(const std::string& name, const std::string& uuid,
                             const std::string& of_class) {
    TurretRecord turret = turret_of(0, name, uuid);
    turret.of_class = of_class;
    return turret;
}

/// Two turrets look and one buys, which is slower and fails at times; both log in.
CountedRun shop() {
    CountedRun run;
    run.config.run_time = 2s;
    for (nanoseconds end = 5ms; end < 2200ms; end += 10ms) {
        run.shots.push_back({.elapsed = end,
                             .service = 2ms,
                             .timers = {{"log in", 1ms}},
                             .turret = end.count() % 20'000'000 == 5'000'000 ? "one" : "two",
                             .uuid = end.count() % 20'000'000 == 5'000'000 ? "u1" : "u2"});
        if (end.count() % 50'000'000 == 5'000'000)
            run.shots.push_back({.elapsed = end,
                                 .service = 20ms,
                                 .error = end.count() % 100'000'000 == 5'000'000 ? "sold out" : "",
                                 .timers = {{"log in", 4ms}, {"pay", 8ms}},
                                 .turret = "three",
                                 .uuid = "u3",
                                 .lag = 3ms});
    }
    run.turrets = {turret_of_class("one", "u1", "look"), turret_of_class("two", "u2", "look"),
                   turret_of_class("three", "u3", "buy")};
    return run;
}

std::vector<std::string> names_of(const std::vector<Section>& sections) {
    std::vector<std::string> names;
    for (const Section& section : sections) names.push_back(section.name);
    return names;
}

}  // namespace

TEST_CASE("each transaction class has its own sections", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);

    const report::Findings findings = findings_of(shop(), kept);

    const Summary& summary = findings.summary;
    REQUIRE(summary.classes.size() == 2);
    const ClassSummary& buy = summary.classes[0];
    const ClassSummary& look = summary.classes[1];
    CHECK(buy.name == "buy");
    CHECK(look.name == "look");
    CHECK(names_of(buy.sections) == std::vector<std::string>{"All transactions", "log in", "pay"});
    CHECK(names_of(look.sections) == std::vector<std::string>{"All transactions", "log in"});
    CHECK(buy.sections[0].of_class == "buy");
    CHECK(buy.sections[0].rate == 10);
    CHECK(buy.sections[0].failed_rate == 10);
    CHECK(buy.sections[0].errors == 22);
    CHECK(buy.sections[0].after_stop == 4);
    CHECK(buy.sections[0].statistics.max == 23ms);  // from the intended start on
    CHECK(buy.sections[1].statistics.min == 4ms);
    CHECK(buy.lag.statistics.max == 3ms);
    CHECK(look.lag.statistics.count == look.sections[0].ended());
    CHECK(look.lag.statistics.max == 0ms);
    CHECK(buy.sections[0].intervals.size() == 2);
    CHECK(look.sections[0].rate == 100);
    CHECK(look.sections[0].errors == 0);
    CHECK(look.sections[1].statistics.max == 1ms);
    REQUIRE(findings.class_graphs.size() == 2);
    CHECK(findings.class_graphs[0].size() == 3);
    CHECK(findings.class_graphs[0][0].failed.count() == 22);
    CHECK(findings.class_graphs[1].size() == 2);
}

TEST_CASE("the sections of a run are the sum of those of its classes", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);

    const Summary summary = findings_of(shop(), kept).summary;

    CHECK(names_of(summary.sections) ==
          std::vector<std::string>{"All transactions", "log in", "pay"});
    for (const Section& section : summary.sections) {
        Section sum;
        sum.rate = 0;
        for (const ClassSummary& of : summary.classes)
            for (const Section& part : of.sections) {
                if (part.name != section.name) continue;
                sum.statistics.count += part.statistics.count;
                sum.errors += part.errors;
                sum.after_stop += part.after_stop;
                *sum.rate += part.rate.value();
            }
        CHECK(section.of_class.empty());
        CHECK(section.statistics.count == sum.statistics.count);
        CHECK(section.errors == sum.errors);
        CHECK(section.after_stop == sum.after_stop);
        CHECK(section.rate == sum.rate);
    }
    CHECK(summary.timer("log in")->statistics.min == 1ms);
    CHECK(summary.timer("log in")->statistics.max == 4ms);
}

TEST_CASE("a run of one class has no sections by class", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = shop();
    run.turrets[2].of_class = "look";

    const report::Findings findings = findings_of(run, kept);

    CHECK(findings.summary.classes.empty());
    CHECK(findings.class_graphs.empty());
    CHECK(findings.summary.sections.size() == 3);
}

TEST_CASE("a turret that does not say its class is one of its own", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = shop();
    run.turrets[2].of_class.clear();

    const Summary summary = findings_of(run, kept).summary;

    REQUIRE(summary.classes.size() == 2);
    CHECK(summary.classes[1].name == "three");
}

TEST_CASE("a class that had no results is there, with nothing", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = shop();
    run.turrets.push_back(turret_of_class("four", "u4", "return"));

    const Summary summary = findings_of(run, kept).summary;

    REQUIRE(summary.classes.size() == 3);
    CHECK(summary.classes[2].name == "return");
    REQUIRE(summary.classes[2].sections.size() == 1);
    CHECK(summary.classes[2].sections[0].ended() == 0);
    CHECK_FALSE(summary.classes[2].sections[0].rate.has_value());
}

TEST_CASE("a timer is told from the intended start on where a limit asks for it", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = shop();
    run.config.limits.push_back(Limit::parse("p99(log in) < 20ms"));
    run.config.limits.back().response = true;
    run.config.limits.back().of_class = GENERATE("", "buy", "look");

    const report::Findings findings = findings_of(run, kept);

    REQUIRE(findings.summary.responses.size() == 1);
    REQUIRE(findings.response_graphs.size() == 1);
    const Section& responses = findings.summary.responses[0];
    CHECK(responses.name == "log in");
    CHECK(responses.of_class == run.config.limits.back().of_class);
    CHECK(responses.statistics.min == (responses.of_class == "buy" ? 7ms : 1ms));
    CHECK(responses.statistics.max == (responses.of_class == "look" ? 1ms : 7ms));
    CHECK(findings.summary.timer("log in")->statistics.max == 4ms);
}

TEST_CASE("a limit on a class, or on a timer of one, is judged by that class alone", "[report]") {
    const auto kept = GENERATE(Kept::Counts, Kept::Rows, Kept::Memory);
    CountedRun run = shop();
    for (const char* text : {"max(log in)[look] < 2ms", "max(log in) < 2ms", "errors[look] < 1%",
                             "errors[buy] < 1%", "p50(log in)[sell] < 1s"})
        run.config.limits.push_back(Limit::parse(text));

    const auto limits = findings_of(run, kept).summary.limits;

    using State = LimitResult::State;
    CHECK(limits[0].state == State::Met);
    CHECK(limits[1].state == State::Missed);
    CHECK(limits[2].state == State::Met);
    CHECK(limits[3].state == State::Missed);
    CHECK(base::plain(limits[3].measured.value()) == Approx(50));
    CHECK(limits[4].state == State::Unknown);
    CHECK(limits[4].detail == "no transaction class has that name; seen: look, buy");
}

TEST_CASE("the limits say whether a timer was judged with the wait before it", "[report]") {
    CountedRun run = shop();
    for (const char* text : {"max(pay) < 1s", "response max(pay) < 1s", "max < 1s"})
        run.config.limits.push_back(Limit::parse(text));

    const auto limits = findings_of(run, Kept::Memory).summary.limits;

    CHECK_THAT(limits[0].detail, Catch::Contains("judged without the wait") &&
                                     Catch::Contains("\"response max(pay) < 1s\" has it"));
    CHECK(limits[1].detail == "judged from the intended start of the transaction on");
    CHECK(base::plain(limits[1].measured.value()) == Approx(0.011).epsilon(0.001));
    CHECK(limits[2].detail.empty());
}

TEST_CASE("a limit on a timer that a dead class never reached is missed, not mistaken",
          "[report]") {
    CountedRun run = shop();
    for (Shot& shot : run.shots)
        if (shot.uuid == "u3") shot.error = "refused", shot.timers.clear();
    for (const char* text : {"p99(pay)[buy] < 1s", "p99(pay) < 1s", "p99(pay)[look] < 1s"})
        run.config.limits.push_back(Limit::parse(text));

    const auto limits = findings_of(run, Kept::Memory).summary.limits;

    CHECK(limits[0].state == LimitResult::State::Missed);
    CHECK(limits[0].detail == "no transaction of buy succeeded");
    CHECK(limits[1].state == LimitResult::State::Missed);
    CHECK(limits[2].state == LimitResult::State::Unknown);
}

TEST_CASE("rows tell responses that nobody had asked for while the run lasted", "[report]") {
    const TempDir folder;
    const CountedRun run = shop();
    {
        StatsHandler stats(folder.path(), run.config);
        feed(run, stats);
    }
    Limit limit = Limit::parse("p99(pay) < 20ms");
    limit.response = true;

    const Summary summary =
        report::read_findings(store::StoredRun(folder.path() / "results.sqlite"), {1s, {limit}},
                              LogSink::none())
            .summary;

    REQUIRE(summary.responses.size() == 1);
    CHECK(summary.responses[0].statistics.max == 11ms);
}

TEST_CASE("runs are compared class by class", "[report][compare]") {
    const TempDir a;
    const TempDir b;
    for (const TempDir* folder : {&a, &b}) {
        CountedRun run = shop();
        for (Shot& shot : run.shots)
            if (folder == &b && shot.turret == "three") shot.service *= 2;
        StatsHandler stats(folder->path(), run.config);
        feed(run, stats);
    }

    const Comparison comparison = compare(a.path(), b.path());

    FailOn slower = FailOn::parse("avg +5%");
    slower.of_class = "look";
    CHECK(comparison.find(slower).change->value == Approx(0).margin(0.1));
    slower.of_class = "buy";
    CHECK(base::plain(*comparison.find(slower).before) == Approx(0.023).epsilon(0.001));
    CHECK(base::plain(*comparison.find(slower).after) == Approx(0.043).epsilon(0.001));
    CHECK(base::plain(*comparison.find(FailOn::parse("rate -1%")).before) == Approx(110));
    CHECK_THAT(comparison.to_text(), Catch::Contains("\nAll transactions [buy]\n"));
    CHECK_THAT(comparison.to_json(), Catch::Contains(R"("class":"buy")"));
}
