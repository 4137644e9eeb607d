// Live figures and the limits that end a run.
#include "base/quantity.hpp"
#include "hq/live_figures.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using hq::LiveFigures;

namespace {

Limit aborting(const char* text, std::chrono::nanoseconds after = 0s) {
    Limit limit = Limit::parse(text);
    limit.abort = true;
    limit.after = after;
    return limit;
}

}  // namespace

TEST_CASE("live figures are those of the results so far, rates those of the last second", "[hq]") {
    LiveFigures live({Limit::parse("p95(login) < 1s")});
    live.add(block_of({{.service = 10ms, .timers = {{"login", 4ms}, {"login", 6ms}}},
                       {.service = 30ms, .error = "HTTP status 500", .timers = {{"login", 9ms}}}}));
    live.refresh(1s);
    live.add(block_of(std::vector<Shot>(8, {.service = 20ms, .timers = {{"buy", 1ms}}})));
    live.refresh(3s);

    const auto& sections = live.sections();
    REQUIRE(sections.size() == 3);
    CHECK(sections[0].name == "All transactions");
    CHECK(sections[0].count == 10);
    CHECK(sections[0].errors == 1);
    CHECK(sections[0].per_second.value() == Approx(4));
    CHECK(sections[0].p50.count() == Approx(20e6).epsilon(0.001));
    CHECK(sections[0].max == 20ms);  // the failed one took 30 ms
    CHECK(sections[1].name == "buy");
    CHECK(sections[2].name == "login");
    CHECK(sections[2].count == 3);
    CHECK(sections[2].errors == 1);
    CHECK(sections[2].max == 6ms);
    CHECK(live.limits()[0].state == LimitResult::State::Met);
}

TEST_CASE("live figures measure from the intended start", "[hq]") {
    LiveFigures live({Limit::parse("p95 < 1s")});
    live.add(block_of({Shot{.service = 10ms, .lag = 3s}}));
    live.refresh(1s);

    CHECK(live.sections()[0].max == 3010ms);
    CHECK(live.limits()[0].state == LimitResult::State::Missed);
}

TEST_CASE("live limits on a class and on responses count what they are on", "[hq]") {
    LiveFigures live({Limit::parse("errors[buy] < 1%"), Limit::parse("response max(pay) < 1s"),
                      Limit::parse("max(pay) < 1s"), Limit::parse("rate[sell] > 5/s")},
                     [](std::string_view uuid, std::string_view) {
                         return uuid == "1" ? std::string_view("buy") : std::string_view("look");
                     });
    live.add(block_of({Shot{.error = "refused", .uuid = "1"},
                       Shot{.timers = {{"pay", 10ms}}, .uuid = "1", .lag = 2s},
                       Shot{.error = "refused", .uuid = "2"}}));
    live.refresh(1s);

    CHECK(base::plain(live.limits()[0].measured.value()) == Approx(50));
    CHECK(base::plain(live.limits()[1].measured.value()) == Approx(2.01).epsilon(0.001));
    CHECK(base::plain(live.limits()[2].measured.value()) == Approx(0.01).epsilon(0.001));
    CHECK(live.limits()[3].state == LimitResult::State::Unknown);
}

TEST_CASE("where nothing succeeded a limit on durations is missed", "[hq]") {
    LiveFigures live({Limit::parse("p95 < 60m"), Limit::parse("rate > 1/s")});
    live.add(block_of({Shot{.service = 1ms, .error = "refused"}}));
    live.refresh(1s);
    CHECK(live.limits()[0].state == LimitResult::State::Missed);
    CHECK(base::plain(live.limits()[1].measured.value()) == Approx(0));
}

TEST_CASE("the rate of a limit is over the time behind the warm-up", "[hq]") {
    LiveFigures live({Limit::parse("rate > 90/s")});
    live.add(block_of(std::vector<Shot>(500, {.elapsed = 3s, .warmup = true})));
    live.refresh(5s);
    CHECK(live.limits()[0].state == LimitResult::State::Missed);
    CHECK_FALSE(live.limits()[0].measured);

    live.add(block_of({{.elapsed = 5020ms, .service = 10ms, .lag = 10ms}}));
    live.add(block_of(std::vector<Shot>(199, {.elapsed = 6s})));
    live.refresh(7s);
    CHECK(live.limits()[0].state == LimitResult::State::Met);
    CHECK(base::plain(live.limits()[0].measured.value()) == Approx(100));
}

TEST_CASE("a missed limit ends the run after its grace, and only when it was told to", "[hq]") {
    LiveFigures live(
        {Limit::parse("max < 1ms"), aborting("p50 < 5ms", 10s), aborting("p50(login) < 1ns")});
    live.refresh(1s);
    CHECK(live.aborting() == nullptr);  // nothing was measured yet
    live.add(block_of(3));
    live.refresh(9s);
    CHECK(live.aborting() == nullptr);
    live.refresh(10s);
    REQUIRE(live.aborting() != nullptr);
    CHECK(live.aborting()->limit.condition() == "p50 < 5ms");
    CHECK(base::plain(live.aborting()->measured.value()) == Approx(0.01).epsilon(0.001));
}

TEST_CASE("more timers than can be told apart do not grow the live figures", "[hq]") {
    LiveFigures live({});
    for (int i = 0; i < 1000; ++i)
        live.add(block_of({{.timers = {{"timer " + std::to_string(i), 1ms}}}}));
    live.refresh(1s);

    CHECK(live.sections().size() == 20);
    CHECK(live.sections()[0].count == 1000);
}
