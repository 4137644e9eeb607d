// Limits: their grammar, the column of every mistake, and what is measured.
#include <oct/error.hpp>
#include <oct/limit.hpp>

#include "base/json.hpp"
#include "base/limit_json.hpp"
#include "base/quantity.hpp"
#include "measure/limit_check.hpp"
#include "support/catch.hpp"

#include <rapidjson/document.h>

#include <limits>
#include <random>

using namespace std::chrono_literals;
using namespace oct;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Measure = Limit::Measure;
using Relation = Limit::Relation;

namespace {

std::string error_of(const std::string& text) {
    try {
        static_cast<void>(Limit::parse(text));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

std::vector<Limit> from_json(const std::string& json) {
    base::JsonDocument document;
    base::parse_json(json, "config.json", document);
    return base::read_limits(document, "config.json");
}

/// A limit that parse() can produce.
Limit random_limit(std::mt19937_64& random) {
    const auto below = [&](std::uint64_t end) { return random() % end; };
    Limit limit;
    limit.measure = static_cast<Measure>(below(9));
    limit.relation = static_cast<Relation>(below(4));
    if (limit.measure == Measure::Percentile)
        limit.percent = static_cast<double>(below(100'001)) / 1000;
    const double number =
        std::ldexp(static_cast<double>(below(1U << 20U)), static_cast<int>(below(30)) - 20);
    if (limit.is_duration())
        limit.bound = std::chrono::nanoseconds(static_cast<std::int64_t>(number * 1000));
    else if (limit.measure == Measure::ErrorShare)
        limit.bound = Percent{number};
    else if (limit.measure == Measure::Rate)
        limit.bound = PerSecond{number};
    else
        limit.bound = static_cast<std::uint64_t>(number);
    limit.abort = below(3) == 0;
    if (limit.abort && below(2) == 0) limit.after = std::chrono::milliseconds(below(1U << 20U));
    static constexpr std::string_view kParts[] = {"GET ", "(", ")",    "/a", "\"", "[",
                                                  "\\",   "é", "<= 5", "x",  "]"};
    const auto some_name = [&] {
        std::string name = "t";
        for (std::uint64_t parts = below(6); parts != 0; --parts) name += kParts[below(11)];
        return name;
    };
    if (below(2) == 0) limit.timer = some_name();
    if (below(2) == 0) limit.of_class = some_name();
    limit.response = !limit.timer.empty() && limit.is_duration() && below(2) == 0;
    return limit;
}

}  // namespace

TEST_CASE("a limit is read with its measure, timer, comparison and unit", "[base][limit]") {
    CHECK(Limit::parse("p95 < 50ms") == Limit{.percent = 95, .bound = 50ms});
    CHECK(Limit::parse(" p99.9(a timer)<=1.5s ") == Limit{.percent = 99.9,
                                                          .timer = "a timer",
                                                          .relation = Relation::LessOrEqual,
                                                          .bound = 1500ms});
    CHECK(Limit::parse("errors < 0.1%") ==
          Limit{.measure = Measure::ErrorShare, .bound = Percent{0.1}});
    CHECK(Limit::parse("errors <= 3").measure == Measure::Errors);
    CHECK(Limit::parse("rate > 4000/s") ==
          Limit{.measure = Measure::Rate, .relation = Relation::Greater, .bound = PerSecond{4000}});
    CHECK(Limit::parse("count(login) >= 10").relation == Relation::GreaterOrEqual);
    CHECK(Limit::parse("max < 2m").bound == Quantity(120s));
    CHECK(Limit::parse("min > 10us").bound == Limit::parse("min > 10µs").bound);
    CHECK(Limit::parse("mean < 1ns").measure == Measure::Average);
    CHECK(Limit::parse("avg(GET /a(b)) < 1s").timer == "GET /a(b)");
    CHECK(Limit::parse("avg(\"a) < 1\\\"\") < 1s").timer == "a) < 1\"");
    CHECK(Limit::parse("errors(pay) < 1%") ==
          Limit{.measure = Measure::ErrorShare, .timer = "pay", .bound = Percent{1}});
}

TEST_CASE("a limit is on a timer, on a transaction class, or on a timer of a class",
          "[base][limit]") {
    CHECK(Limit::parse("p99(pay)[buy] < 20ms") ==
          Limit{.percent = 99, .timer = "pay", .of_class = "buy", .bound = 20ms});
    CHECK(Limit::parse("errors [ buy ] < 1%") ==
          Limit{.measure = Measure::ErrorShare, .of_class = "buy", .bound = Percent{1}});
    CHECK(Limit::parse("p50(a[0])[\"b]\"] < 1s").timer == "a[0]");
    CHECK(Limit::parse("p50(a[0])[\"b]\"] < 1s").of_class == "b]");
    CHECK(Limit::parse("response p99(GET /fast) < 100ms") ==
          Limit{.percent = 99, .timer = "GET /fast", .response = true, .bound = 100ms});
    CHECK(Limit::parse("response p99(GET /fast)[shop] < 100ms").to_string() ==
          "response p99(GET /fast)[shop] < 100ms");
}

TEST_CASE("a mistake in a limit is named with its column and what was expected", "[base][limit]") {
    CHECK_THAT(
        error_of("p95 < 50"),
        Equals("limit \"p95 < 50\", column 9: expected a unit: ns, us, ms, s or m, got the end"));
    CHECK_THAT(error_of("p95 < 50mm"), Contains("column 9: expected a unit"));
    CHECK_THAT(error_of("p950 < 5s"), Contains("column 1: expected a percentile from p0 to p100"));
    CHECK_THAT(error_of("p < 5s"), Contains("column 3: expected a percentile"));
    CHECK_THAT(error_of("median < 5s"), Contains("column 1: expected p50, p99.9"));
    CHECK_THAT(error_of("p95 50ms"), Contains("column 5: expected (a timer), [a class], <, <="));
    CHECK_THAT(error_of("p95 == 50ms"), Contains("column 5") && Contains("got \"== 50ms\""));
    CHECK_THAT(error_of("p95() < 50ms"), Contains("column 5: expected the name of a timer"));
    CHECK_THAT(error_of("p95(a < 50ms"), Contains("column 13: expected \")\""));
    CHECK_THAT(error_of("p95(\"a) < 50ms"), Contains("expected a quote that ends the name"));
    CHECK_THAT(error_of("p95[] < 50ms"), Contains("column 5: expected the name of a transaction"));
    CHECK_THAT(error_of("p95[a < 50ms"), Contains("expected \"]\" behind the name"));
    CHECK_THAT(error_of("p95[a](b) < 50ms"), Contains("column 7: expected <, <=, > or >="));
    CHECK_THAT(error_of("response p95 < 50ms"), Contains("every duration is a response time"));
    CHECK_THAT(error_of("response rate(a) > 5/s"), Contains("expected a duration of a timer"));
    CHECK_THAT(error_of("rate > 4000"), Contains("column 12: expected /s"));
    CHECK_THAT(error_of("count > 5ms"), Contains("column 10: expected the end"));
    CHECK_THAT(error_of("p95 < -5ms"), Contains("column 7: expected a number"));
    CHECK_THAT(error_of("p95 < 1.2.3ms"), Contains("column 7: expected a number"));
    CHECK_THAT(error_of("p95 < 5ms please"),
               Contains("column 11: expected abort, or nothing more"));
    CHECK_THAT(error_of(""), Contains("got the end"));
}

TEST_CASE("a limit made in code is refused where its members do not fit together",
          "[base][limit]") {
    const auto refusal = [](const Limit& limit) {
        try {
            limit.check();
        } catch (const ConfigError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    const auto with = [](auto set) {
        Limit limit{.percent = 95, .bound = 50ms};
        set(limit);
        return limit;
    };
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::string needs_timer =
        "response: expected a duration of a timer behind \"response\"; without a timer every "
        "duration is a response time, got true";
    const std::string names =
        ": expected a name of 1 to 256 bytes without control characters, got ";

    CHECK(refusal({}) == "bound: expected more than 0: nothing is less, got 0ns");
    CHECK(refusal(with([](Limit& l) { l.percent = 101; })) ==
          "percent: expected a percentile from p0 to p100, got 101");
    CHECK(refusal(with([&](Limit& l) { l.percent = none; })) ==
          "percent: expected a percentile from p0 to p100, got nan");
    CHECK(refusal(with([](Limit& l) { l.percent = -1; })) ==
          "percent: expected a percentile from p0 to p100, got -1");
    CHECK(refusal(with([](Limit& l) { l.measure = Measure::Max; })) ==
          "percent: expected 0 beside another measure, got 95");
    CHECK(refusal(with([](Limit& l) { l.timer = "a\nb"; })) == "timer" + names + "\"a\\nb\"");
    CHECK(refusal(with([](Limit& l) { l.of_class = "\x1B"; })) ==
          "of_class" + names + "\"\\u001B\"");
    CHECK(refusal(with([](Limit& l) { l.response = true; })) == needs_timer);
    CHECK(
        refusal(
            {.measure = Measure::Rate, .timer = "pay", .response = true, .bound = PerSecond{5}}) ==
        needs_timer);
    CHECK(refusal(with([](Limit& l) { l.bound = PerSecond{5}; })) ==
          "bound: expected a value like 0ns, got 5/s");
    CHECK(refusal({.measure = Measure::ErrorShare, .bound = std::uint64_t{3}}) ==
          "bound: expected a value like 0%, got 3");
    CHECK(refusal({.measure = Measure::Errors, .bound = Percent{3}}) ==
          "bound: expected a value like 0, got 3%");
    CHECK(refusal({.measure = Measure::Rate, .bound = 5s}) ==
          "bound: expected a value like 0/s, got 5s");
    CHECK(refusal(with([](Limit& l) { l.bound = -1s; })) ==
          "bound: expected seconds >= 0 and at most 8640000, got -1");
    CHECK(refusal(with([](Limit& l) { l.bound = 24h * 101; })) ==
          "bound: expected seconds >= 0 and at most 8640000, got 8726400");
    CHECK(refusal({.measure = Measure::ErrorShare, .bound = Percent{none}}) ==
          "bound: expected a share from 0 % to 100 %, got nan %");
    CHECK(refusal({.measure = Measure::ErrorShare, .bound = Percent{100.5}}) ==
          "bound: expected a share from 0 % to 100 %, got 100.50 %");
    CHECK(refusal({.measure = Measure::Rate, .bound = PerSecond{-1}}) ==
          "bound: expected 0/s or more, got -1.00/s");
    CHECK(refusal({.measure = Measure::Rate, .bound = PerSecond{none}}) ==
          "bound: expected 0/s or more, got nan/s");
    CHECK(refusal({.measure = Measure::Count, .bound = static_cast<std::uint64_t>(-1)}) ==
          "bound: expected an integer from 0 to 1000000000000000000, got 18446744073709551615");
    CHECK(refusal({.measure = Measure::ErrorShare,
                   .relation = Relation::Greater,
                   .bound = Percent{100}}) ==
          "bound: expected less than 100 %: no share is greater, got 100%");
    CHECK(refusal({.measure = Measure::Errors, .bound = std::uint64_t{0}}) ==
          "bound: expected more than 0: nothing is less, got 0");
    CHECK(refusal(with([](Limit& l) { l.after = 3s; })) ==
          "after: expected abort beside it: it is for the end of the run, got 3");
    CHECK(refusal(with([](Limit& l) {
              l.abort = true;
              l.after = -3s;
          })) == "after: expected seconds >= 0 and at most 8640000, got -3");
    CHECK(refusal(with([](Limit& l) {
              l.abort = l.response = true;
              l.after = 24h * 100;
              l.timer = l.of_class = std::string(256, 'n');
              l.bound = 24h * 100;
          })) == "accepted");
}

TEST_CASE("what a limit prints reads back as the same limit", "[base][limit]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 5000; ++i) {
        const Limit limit = random_limit(random);
        const std::string text = limit.to_string();
        INFO(text);
        REQUIRE(Limit::parse(text) == limit);
    }
    CHECK(Limit::parse("p95 < 0.050s").to_string() == "p95 < 50ms");
    CHECK(Limit::parse("p99(a) > 1500us").to_string() == "p99(a) > 1.5ms");
    CHECK(Limit::parse("max < 90s").to_string() == "max < 90s");
}

TEST_CASE("whatever the bytes, a limit is read or refused with a sentence", "[base][limit]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20000; ++i) {
        std::string text = random_limit(random).to_string();
        for (auto changes = random() % 4; changes != 0; --changes) {
            const auto at = random() % (text.size() + 1);
            switch (random() % 3) {
                case 0:
                    text.insert(at, 1, static_cast<char>(random()));
                    break;
                case 1:
                    text.resize(at);
                    break;
                default:
                    if (at < text.size()) text[at] = static_cast<char>(random());
            }
        }
        try {
            const Limit limit = Limit::parse(text);
            REQUIRE(Limit::parse(limit.to_string()) == limit);
        } catch (const ConfigError& error) {
            REQUIRE_THAT(error.what(), Contains(", column ") && Contains(": expected "));
        }
    }
}

TEST_CASE("limits stand in JSON as texts or as objects with abort and a grace", "[base][limit]") {
    const auto limits = from_json(
        R"(["p95 < 50ms", {"limit": "errors < 5%", "abort": true, "after": "1.5s"}, {"limit": "max < 1s", "after": 3},
            {"limit": "max < 1s", "after": "4"}])");

    REQUIRE(limits.size() == 4);
    CHECK_FALSE(limits[0].abort);
    CHECK(limits[1].abort);
    CHECK(limits[1].after == 1500ms);
    CHECK(limits[2].after == 3s);
    CHECK(limits[3].after == 4s);
    CHECK(base::stored_limits(
              base::with_limits(R"({"run_time": 1, "limits": ["min > 1s"]})", limits)) == limits);
    CHECK(base::stored_limits("{}").empty());

    CHECK(from_json(R"([{"limit": "p99 < 1s abort after 5s"}])") ==
          std::vector{Limit::parse("p99 < 1s abort after 5s")});

    CHECK_THROWS_WITH(from_json(R"(["p95 < 50"])"),
                      Contains("config.json: limits[0]: \"p95 < 50\", column 9"));
    CHECK_THROWS_WITH(from_json("[1]"),
                      Contains("limits[0]: expected a text") && Contains("got 1"));
    CHECK_THROWS_WITH(from_json(R"([{"abort": true}])"), Contains("required key limit"));
    CHECK_THROWS_WITH(from_json(R"([{"limit": "max < 1s", "aftr": 1}])"),
                      Contains("unknown key \"aftr\""));
    CHECK_THROWS_WITH(from_json(R"([{"limit": "max < 1s", "after": -1}])"),
                      Contains("limits[0].after: expected a time"));
    CHECK_THROWS_WITH(from_json("{}"), Contains("limits: expected a list"));
}

TEST_CASE("each measure has its value, and what was never measured keeps no limit",
          "[base][limit]") {
    Histogram histogram;
    for (int i = 1; i <= 100; ++i) histogram.record(i * 1ms);
    const measure::LimitFigures figures{&histogram, 104, 4, 50.0};
    const auto value = [&](const char* limit) {
        return base::plain(measure::value_of(Limit::parse(limit), figures).value());
    };

    CHECK(value("p95 < 1s") == Approx(0.095).epsilon(0.001));
    CHECK(value("min < 1s") == 0.001);
    CHECK(value("max < 1s") == 0.1);
    CHECK(value("avg < 1s") == Approx(0.0505));
    CHECK(value("stdev < 1s") == Approx(0.029011).epsilon(0.001));
    CHECK(value("errors < 1%") == Approx(3.846).epsilon(0.001));
    CHECK(value("errors < 1") == 4);
    CHECK(value("rate > 1/s") == 50);
    CHECK(value("count > 1") == 104);
    CHECK(measure::check(Limit::parse("count <= 104"), figures).state == LimitResult::State::Met);
    CHECK(measure::check(Limit::parse("count < 104"), figures).state == LimitResult::State::Missed);
    CHECK(measure::check(Limit::parse("max < 1s"), {}).state == LimitResult::State::Missed);
    CHECK_FALSE(measure::check(Limit::parse("errors < 1%"), {}).measured);
    CHECK(to_string(Quantity(12300us)) == "12.3 ms");
    CHECK(to_string(Quantity(PerSecond{4801.2})) == "4,801/s");
    CHECK(to_string(Quantity(Percent{0.3125})) == "0.31 %");
    CHECK(to_string(Quantity(std::uint64_t{1024})) == "1,024");
}
