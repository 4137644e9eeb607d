// Axes with round numbers, and numbers as people write them.
#include "report/chart/axis.hpp"
#include "report/read/figures.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace oct;

namespace {

std::string ticks_of(const report::Axis& axis) {
    std::string out;
    for (const double tick : axis.ticks()) out += axis.label(tick) + " ";
    return out;
}

}  // namespace

TEST_CASE("the ticks of an axis are few and round", "[report]") {
    CHECK(ticks_of(report::Axis::up_to(9.7, 4)) == "0 5 10 ");
    CHECK(ticks_of(report::Axis::up_to(0.031, 4)) == "0.00 0.01 0.02 0.03 0.04 ");
    CHECK(ticks_of(report::Axis::up_to(4000, 4)) == "0 1,000 2,000 3,000 4,000 ");
    CHECK(ticks_of(report::Axis::exactly(30, 8)) == "0 5 10 15 20 25 30 ");
    CHECK(ticks_of(report::Axis::up_to(0, 4)) == "0 1 ");
    CHECK(ticks_of(report::Axis::powers(0.03, 250)) == "0.1 1 10 100 ");
    CHECK(ticks_of(report::Axis::powers(3, 250)) == "2 5 10 20 50 100 200 500 ");
    CHECK(ticks_of(report::Axis::powers(7, 7)) == "5 10 ");
    CHECK(ticks_of(report::Axis::logarithmic(0.24, 2.5)) == "0.5 1 2 ");
    CHECK(ticks_of(report::Axis::percentiles(4)) == "50 90 99 99.9 99.99 ");
    CHECK(ticks_of(report::Axis::percentiles(1)) == "0 50 75 90 ");
}

TEST_CASE("numbers are grouped and shares never claim too much", "[report]") {
    CHECK(base::count_text(1234567) == "1,234,567");
    CHECK(base::count_text(999) == "999");
    CHECK(base::grouped("-1234.5678") == "-1,234.5678");
    CHECK(report::percent_text(0, 10) == "0 %");
    CHECK(report::percent_text(1, 1000000) == "< 0.01 %");
    CHECK(report::percent_text(999999, 1000000) == "> 99.99 %");
    CHECK(report::seconds_text(120296ms) == "120.296");
    CHECK(report::seconds_text(30s) == "30");
}

TEST_CASE("a value stands on its axis where the scale has it", "[report]") {
    CHECK(report::Axis::powers(1, 100).share(10) == Approx(0.5));
    CHECK(report::Axis::powers(1, 100).share(0.001) == 0);
    CHECK(report::Axis::percentiles(3).share(90) == Approx(1.0 / 3));
    CHECK(report::Axis::percentiles(3).share(100) == 1);
    CHECK(report::Axis::up_to(8, 4).share(2) == Approx(0.25));
}

TEST_CASE("durations have the unit and the decimals that their median needs", "[report]") {
    const auto text = [](std::chrono::nanoseconds median) {
        Statistics statistics;
        statistics.p50 = median;
        const report::TimeUnit unit = report::TimeUnit::of(statistics);
        return unit.text(median) + " " + unit.name();
    };

    CHECK(text(1234567ns) == "1.23 ms");
    CHECK(text(16400us) == "16.4 ms");
    CHECK(text(1500ms) == "1,500 ms");
    CHECK(text(12345ms) == "12.35 s");
    CHECK(text(54ns) == "0.05 µs");
    CHECK(text(830us) == "830 µs");
    CHECK(report::milliseconds_text(83200ns) == "0.0832");
    CHECK(report::milliseconds_text(1234567us) == "1,235");
}

TEST_CASE("a percentile of too few results is not told", "[report]") {
    CHECK(report::is_told(99, 100));
    CHECK_FALSE(report::is_told(99, 99));
    CHECK_FALSE(report::is_told(99.99, 9999));
    CHECK(report::is_told(99.99, 10000));
}
