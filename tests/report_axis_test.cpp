// Axes with round numbers, and numbers as people write them.
#include "report/axis.hpp"
#include "report/figures.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace oct;

namespace {

std::string ticks_of(const Axis& axis) {
    std::string out;
    for (const double tick : axis.ticks()) out += axis.label(tick) + " ";
    return out;
}

}  // namespace

TEST_CASE("the ticks of an axis are few and round", "[report]") {
    CHECK(ticks_of(Axis::up_to(9.7, 4)) == "0 5 10 ");
    CHECK(ticks_of(Axis::up_to(0.031, 4)) == "0.00 0.01 0.02 0.03 0.04 ");
    CHECK(ticks_of(Axis::up_to(4000, 4)) == "0 1,000 2,000 3,000 4,000 ");
    CHECK(ticks_of(Axis::exactly(30, 8)) == "0 5 10 15 20 25 30 ");
    CHECK(ticks_of(Axis::up_to(0, 4)) == "0 1 ");
    CHECK(ticks_of(Axis::powers(0.03, 250)) == "0.01 0.1 1 10 100 1,000 ");
}

TEST_CASE("numbers are grouped and shares never claim too much", "[report]") {
    CHECK(count_text(1234567) == "1,234,567");
    CHECK(count_text(999) == "999");
    CHECK(grouped("-1234.5678") == "-1,234.5678");
    CHECK(percent_text(0, 10) == "0 %");
    CHECK(percent_text(1, 1000000) == "< 0.01 %");
    CHECK(percent_text(999999, 1000000) == "> 99.99 %");
    CHECK(seconds_text(120296ms) == "120.296");
    CHECK(seconds_text(30s) == "30");
}

TEST_CASE("milliseconds have as many decimals as their median needs", "[report]") {
    const auto text = [](std::chrono::nanoseconds median) {
        Statistics statistics;
        statistics.p50 = median;
        return Milliseconds(statistics).text(median);
    };

    CHECK(text(1234567ns) == "1.23");
    CHECK(text(16400us) == "16.4");
    CHECK(text(1500ms) == "1,500");
    CHECK(text(54ns) == "0.0001");
}
