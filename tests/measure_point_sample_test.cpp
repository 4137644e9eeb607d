// The points of the graph: a bounded choice that keeps the extremes and invents nothing.
#include "measure/point_sample.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <set>

using namespace std::chrono_literals;
using namespace oct;

TEST_CASE("a few points are all kept in the order of time", "[measure]") {
    measure::PointSample sample;
    for (int i = 99; i >= 0; --i) sample.add({i * 1s, i * 1ms, i == 7});

    const auto points = sample.points();

    REQUIRE(points.size() == 100);
    CHECK(points[7].failed);
    CHECK(std::is_sorted(
        points.begin(), points.end(),
        [](const measure::Point& a, const measure::Point& b) { return a.offset < b.offset; }));
}

TEST_CASE("of many points the extremes are kept and none is invented", "[measure]") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::set<std::pair<std::chrono::nanoseconds, std::chrono::nanoseconds>> all;
    measure::PointSample sample;
    for (int i = 0; i < 50000; ++i) {
        const measure::Point point{std::chrono::nanoseconds(random() % 100'000'000'000),
                                   std::chrono::nanoseconds(1 + random() % 1'000'000), false};
        all.emplace(point.offset, point.value);
        sample.add(point);
    }

    const auto points = sample.points();

    const auto by_value = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto lowest = std::min_element(all.begin(), all.end(), by_value)->second;
    const auto highest = std::max_element(all.begin(), all.end(), by_value)->second;
    CHECK(points.size() <= measure::PointSample::kMost);
    CHECK(points.size() > measure::PointSample::kMost / 4);
    CHECK(std::all_of(points.begin(), points.end(), [&](const measure::Point& p) {
        return all.contains({p.offset, p.value});
    }));
    const auto shown = [&](auto value) {
        return std::any_of(points.begin(), points.end(),
                           [&](const measure::Point& p) { return p.value == value; });
    };
    CHECK(shown(lowest));
    CHECK(shown(highest));
}
