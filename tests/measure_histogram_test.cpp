// The histogram's promises: error, exactness at the edges, merges in any order.
#include <oct/histogram.hpp>

#include "base/varint.hpp"
#include "measure/buckets.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using oct::Histogram;
using oct::measure::Buckets;
using std::chrono::nanoseconds;

namespace {

nanoseconds nearest_rank(std::vector<nanoseconds> sorted, double percent) {
    std::sort(sorted.begin(), sorted.end());
    const auto thousandths =
        static_cast<std::size_t>(std::llround(percent * 1000));  // 99.9 is no double
    const auto rank = std::max<std::size_t>((thousandths * sorted.size() + 99'999) / 100'000, 1);
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

TEST_CASE("a percentile is within a thousandth of the nearest rank", "[measure]") {
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

TEST_CASE("small values and the extremes are exact", "[measure]") {
    Histogram histogram;
    for (int i = 1; i <= 2047; ++i) histogram.record(nanoseconds(i));

    CHECK(histogram.percentile(50) == 1024ns);
    CHECK(histogram.min() == 1ns);
    CHECK(histogram.max() == 2047ns);
    CHECK(histogram.mean() == 1024ns);
}

TEST_CASE("minimum and maximum and sum are exact at zero and below it and beyond an hour",
          "[measure]") {
    Histogram histogram;
    CHECK(histogram.min() == 0ns);
    CHECK(histogram.max() == 0ns);
    CHECK(histogram.sum() == 0ns);

    for (const auto value : {-5ns, 123'456'789ns, nanoseconds(25h), 3ns}) histogram.record(value);

    CHECK(histogram.count() == 4);
    CHECK(histogram.min() == 0ns);
    CHECK(histogram.max() == 25h);
    CHECK(histogram.sum() == 25h + 123'456'792ns);
}

TEST_CASE("a sum beyond all durations is the longest duration", "[measure]") {
    Histogram histogram;
    histogram.record(nanoseconds::max());
    CHECK(histogram.sum() == nanoseconds::max());

    histogram.record(nanoseconds::max());
    CHECK(histogram.sum() == nanoseconds::max());
    CHECK(histogram.mean() == nanoseconds::max());
}

TEST_CASE("a percentage that is none is taken as the nearer end", "[measure]") {
    Histogram histogram;
    for (int i = 1; i <= 10; ++i) histogram.record(nanoseconds(i));

    for (const double percent : {-1.0, double{-INFINITY}, double{NAN}})
        CHECK(histogram.percentile(percent) == 1ns);
    for (const double percent : {100.1, 1e300, double{INFINITY}})
        CHECK(histogram.percentile(percent) == 10ns);
}

TEST_CASE("a histogram merged into itself counts each value twice", "[measure]") {
    const auto values = GENERATE(3, 100, 500);
    Histogram once;
    Histogram twice;
    for (int i = 0; i < values; ++i) {
        once.record(i * 1us);
        twice.record(i * 1us);
        twice.record(i * 1us);
    }

    once.merge(once);

    CHECK(once == twice);
}

TEST_CASE("a histogram that was moved or cleared is empty and counts again", "[measure]") {
    const auto values = GENERATE(3, 500);
    Histogram histogram;
    for (int i = 0; i < values; ++i) histogram.record(i * 1us);
    const Histogram copy = histogram;

    const Histogram moved = std::move(histogram);
    CHECK(moved == copy);
    CHECK(histogram == Histogram());  // NOLINT(bugprone-use-after-move): that is what is promised

    histogram = moved;
    CHECK(histogram == copy);
    histogram.clear();
    histogram.record(7ns);
    CHECK(histogram.percentile(50) == 7ns);
    CHECK(histogram.sum() == 7ns);
}

TEST_CASE("one value is its own percentile whatever its size", "[measure]") {
    const auto value = GENERATE(0ns, 1ns, 1023ns, 1024ns, 2048ns, 123456789ns, nanoseconds(1h));
    Histogram histogram;
    histogram.record(value);

    for (const double percent : {0.0, 50.0, 100.0}) CHECK(histogram.percentile(percent) == value);
}

TEST_CASE("values beyond an hour are counted as overflow and keep max and sum exact", "[measure]") {
    Histogram histogram;
    histogram.record(1s);
    histogram.record(2h);

    CHECK(Buckets::overflow(histogram) == 1);
    CHECK(histogram.max() == 2h);
    CHECK(histogram.percentile(100) == 2h);
    CHECK(histogram.mean() == 3600500ms);
}

TEST_CASE("merging in any order and grouping gives the same histogram", "[measure]") {
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

TEST_CASE("the standard deviation has n minus one in its denominator", "[measure]") {
    Histogram histogram;
    for (const auto value : {2s, 4s, 4s, 4s, 5s, 5s, 7s, 9s}) histogram.record(value);

    CHECK(static_cast<double>(histogram.stdev().count()) == Approx(2.13808993529939e9));
    histogram.clear();
    histogram.record(1s);
    CHECK(histogram.stdev() == 0ns);
}

TEST_CASE("a percentile that falls on a rank is the value of that rank", "[measure]") {
    const int thousands = GENERATE(1, 2, 5, 8, 64);
    oct::Histogram histogram;
    for (int i = 0; i < 999 * thousands; ++i) histogram.record(1ms);
    for (int i = 0; i < thousands; ++i) histogram.record(100s);

    CHECK(histogram.percentile(99.9).count() == Approx(1e6).epsilon(0.001));
    CHECK(histogram.percentile(99.91).count() == Approx(1e11).epsilon(0.001));
}

TEST_CASE("percentiles of five distributions are within a thousandth of the exact ones",
          "[measure]") {
    const auto seed = std::random_device{}();
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(1e3, 1e9);
    std::normal_distribution<double> normal(5e7, 1e7);
    std::lognormal_distribution<double> lognormal(std::log(2e7), 1.5);
    std::uniform_real_distribution<double> share(0, 1);
    std::normal_distribution<double> fast(2e6, 1e5);
    std::normal_distribution<double> slow(8e8, 5e7);
    const std::vector<std::pair<std::string, std::function<double()>>> distributions{
        {"uniform", [&] { return uniform(random); }},
        {"normal", [&] { return normal(random); }},
        {"lognormal", [&] { return lognormal(random); }},
        {"pareto", [&] { return 1e5 * std::pow(1 - share(random), -1 / 1.2); }},
        {"bimodal", [&] { return share(random) < 0.8 ? fast(random) : slow(random); }},
    };
    for (const auto& [name, draw] : distributions) {
        std::vector<nanoseconds> values;
        Histogram histogram;
        for (int i = 0; i < 20000; ++i) {
            const double ns = std::clamp(draw(), 0.0, 3.6e12);
            values.emplace_back(static_cast<std::int64_t>(ns));
            histogram.record(values.back());
        }
        for (const double percent : {1.0, 10.0, 50.0, 80.0, 90.0, 95.0, 99.0, 99.9, 99.99}) {
            const auto exact = static_cast<double>(nearest_rank(values, percent).count());
            CAPTURE(seed, name, percent, exact);
            CHECK(std::abs(static_cast<double>(histogram.percentile(percent).count()) - exact) <=
                  exact * 0.001);
        }
    }
}

TEST_CASE("any split of the values merged in any order is the same histogram bit for bit",
          "[measure]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    auto values = log_uniform(random, 4000);
    values.push_back(3h);
    values.push_back(nanoseconds::max());
    Histogram whole;
    for (const auto value : values) whole.record(value);
    std::shuffle(values.begin(), values.end(), random);
    std::vector<Histogram> parts(1 + random() % 20);
    for (const auto value : values) parts[random() % parts.size()].record(value);

    while (parts.size() > 1) {
        std::swap(parts[random() % parts.size()], parts.back());
        Histogram last = std::move(parts.back());
        parts.pop_back();
        Histogram& into = parts[random() % parts.size()];
        if (random() % 2 == 0) std::swap(into, last);
        into.merge(last);
    }

    CHECK(parts.front() == whole);
    std::string one;
    std::string other;
    Buckets::encode(whole, one);
    Buckets::encode(parts.front(), other);
    CHECK(one == other);
}

TEST_CASE("a histogram is the same after encoding and decoding", "[measure]") {
    const auto seed = std::random_device{}();
    const auto count = GENERATE(0U, 1U, 2U, 50U, 20000U);
    CAPTURE(seed, count);
    std::mt19937_64 random(seed);
    Histogram histogram;
    for (const auto value : log_uniform(random, count)) histogram.record(value);
    if (count > 2) histogram.record(nanoseconds::max());

    std::string bytes;
    Buckets::encode(histogram, bytes);
    const auto decoded = Buckets::decode(bytes);

    REQUIRE(decoded);
    CHECK(*decoded == histogram);
    CHECK(bytes.size() <= 80 + 5 * std::min<std::size_t>(count, 33 * 1024));
}

TEST_CASE("no truncated or altered bytes decode to a histogram that lies", "[measure]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Histogram histogram;
    for (const auto value : log_uniform(random, 300)) histogram.record(value);
    std::string bytes;
    Buckets::encode(histogram, bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_FALSE(Buckets::decode(std::string_view(bytes).substr(0, size)));
    for (int i = 0; i < 20000; ++i) {
        std::string altered = bytes;
        for (std::uint64_t flips = 1 + random() % 4; flips != 0; --flips)
            altered[random() % altered.size()] = static_cast<char>(random());
        const auto decoded = Buckets::decode(altered);
        if (!decoded) continue;
        std::uint64_t counted = Buckets::overflow(*decoded);
        Buckets::for_each(*decoded,
                          [&](std::uint64_t, std::uint64_t, std::uint64_t n) { counted += n; });
        CHECK(counted == decoded->count());
        CHECK(decoded->percentile(50) <= decoded->max());
        CHECK(decoded->percentile(50) >= decoded->min());
    }
}

TEST_CASE("hostile bytes are refused as a histogram", "[measure]") {
    const auto bytes_of = [](std::initializer_list<std::uint64_t> numbers) {
        std::string bytes(1, '\1');
        for (const auto number : numbers) oct::base::append_varint(bytes, number);
        return bytes;
    };
    REQUIRE(Buckets::decode(bytes_of({1, 0, 5, 5, 0, 5, 0, 25, 5, 1, 1})));
    for (const auto& bytes : {
             std::string(), std::string("\2"), std::string("\1"), std::string(200, '\xff'),
             bytes_of({1, 0, 5, 5, 0, 5, 0, 25}),                    // a count without a bucket
             bytes_of({1, 0, 5, 5, 0, 5, 0, 25, 5, 1, 2}),           // more than it counts
             bytes_of({1, 2, 5, 5, 0, 5, 0, 25, 5, 1, 1}),           // more overflow than counts
             bytes_of({1, 0, 6, 5, 0, 5, 0, 25, 5, 1, 1}),           // min above max
             bytes_of({1, 0, 5, UINT64_MAX, 0, 5, 0, 25, 5, 1, 1}),  // max beyond 64 bits signed
             bytes_of({1, 0, 5, 5, 0, 5, 0, 25, 40000, 1, 1}),       // a bucket that is none
             bytes_of({1, 0, 5, 5, 0, 5, 0, 25, 5, 40000, 1}),       // a run beyond the end
             bytes_of({1, 0, 5, 5, 0, 5, 0, 25, UINT64_MAX, UINT64_MAX}),  // sums that wrap around
         })
        CHECK_FALSE(Buckets::decode(bytes));
}
