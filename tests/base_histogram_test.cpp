// The histogram's promises: error, exactness at the edges, merges in any order.
#include "base/histogram.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using oct::Histogram;
using std::chrono::nanoseconds;

namespace {

nanoseconds nearest_rank(std::vector<nanoseconds> sorted, double percent) {
    std::sort(sorted.begin(), sorted.end());
    const auto rank = static_cast<std::size_t>(
        std::max(1.0, std::ceil(percent / 100 * static_cast<double>(sorted.size()))));
    return sorted[rank - 1];
}

std::vector<nanoseconds> log_uniform(std::mt19937_64& random, std::size_t count) {
    std::uniform_real_distribution<double> exponent(0, std::log(3.6e12));
    std::vector<nanoseconds> values(count);
    for (auto& value : values)
        value = nanoseconds(static_cast<std::int64_t>(std::exp(exponent(random))));
    return values;
}

}  // namespace

TEST_CASE("a percentile is within a thousandth of the nearest rank", "[base]") {
    const auto seed = GENERATE(1U, 2U, 3U);
    std::mt19937_64 random(seed);
    const auto values = log_uniform(random, 5000);
    Histogram histogram;
    for (const auto value : values) histogram.record(value);

    for (const double percent : {0.0, 1.0, 50.0, 80.0, 90.0, 95.0, 99.0, 99.9, 100.0}) {
        const auto exact = static_cast<double>(nearest_rank(values, percent).count());
        CAPTURE(seed, percent, exact);
        CHECK(std::abs(static_cast<double>(histogram.percentile(percent).count()) - exact) <=
              exact * 0.001);
    }
}

TEST_CASE("small values and the extremes are exact", "[base]") {
    Histogram histogram;
    for (int i = 1; i <= 2047; ++i) histogram.record(nanoseconds(i));

    CHECK(histogram.percentile(50) == 1024ns);
    CHECK(histogram.min() == 1ns);
    CHECK(histogram.max() == 2047ns);
    CHECK(histogram.mean() == 1024ns);
}

TEST_CASE("one value is its own percentile whatever its size", "[base]") {
    const auto value = GENERATE(0ns, 1ns, 1023ns, 1024ns, 2048ns, 123456789ns, nanoseconds(1h));
    Histogram histogram;
    histogram.record(value);

    for (const double percent : {0.0, 50.0, 100.0}) CHECK(histogram.percentile(percent) == value);
}

TEST_CASE("values beyond an hour are counted as overflow and keep max and sum exact", "[base]") {
    Histogram histogram;
    histogram.record(1s);
    histogram.record(2h);

    CHECK(histogram.overflow() == 1);
    CHECK(histogram.max() == 2h);
    CHECK(histogram.percentile(100) == 2h);
    CHECK(histogram.mean() == 3600500ms);
}

TEST_CASE("merging in any order and grouping gives the same histogram", "[base]") {
    const auto seed = GENERATE(11U, 12U, 13U);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::vector<Histogram> parts(5);
    for (auto& part : parts)
        for (const auto value : log_uniform(random, 300)) part.record(value);

    Histogram forward;
    for (const auto& part : parts) forward.merge(part);
    Histogram backward;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) backward.merge(*part);
    Histogram pair = parts[3];
    pair.merge(parts[4]);
    Histogram grouped = parts[2];
    grouped.merge(pair);
    grouped.merge(parts[0]);
    grouped.merge(parts[1]);

    CHECK(forward == backward);
    CHECK(forward == grouped);
    CHECK_FALSE(forward == parts[0]);
}

TEST_CASE("the standard deviation has n minus one in its denominator", "[base]") {
    Histogram histogram;
    for (const auto value : {2s, 4s, 4s, 4s, 5s, 5s, 7s, 9s}) histogram.record(value);

    CHECK(static_cast<double>(histogram.stdev().count()) == Approx(2.13808993529939e9));
    histogram.clear();
    histogram.record(1s);
    CHECK(histogram.stdev() == 0ns);
}
