// Blobs of counts: what is written is read, and nothing else.
#include "base/varint.hpp"
#include "measure/count_blobs.hpp"
#include "support/catch.hpp"

#include <random>

using namespace std::chrono_literals;
using namespace oct;

namespace {

std::string bytes_of(std::initializer_list<std::uint64_t> numbers) {
    std::string bytes(1, '\1');
    for (const auto number : numbers) base::append_varint(bytes, number);
    return bytes;
}

}  // namespace

TEST_CASE("a varint of any size is read as it was written", "[measure]") {
    for (unsigned shift = 0; shift < 64; ++shift) {
        for (const std::uint64_t value :
             {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1, UINT64_MAX >> shift}) {
            std::string bytes;
            base::append_varint(bytes, value);
            base::VarintReader in(bytes);
            std::uint64_t read = 0;
            CHECK(in.read(read));
            CHECK(read == value);
            CHECK(in.at_end());
        }
    }
    std::uint64_t read = 7;
    CHECK_FALSE(base::VarintReader(std::string(10, '\xff')).read(read));
    CHECK_FALSE(base::VarintReader("\xff").read(read));
    CHECK_FALSE(base::VarintReader("").read(read));
    CHECK(read == 0);
}

TEST_CASE("seconds and points are read as they were written", "[measure]") {
    const std::vector<measure::SecondCount> seconds{{0, 5, 1}, {1, 7, 0}, {4000, 1, 1}};
    const std::vector<measure::Point> points{{0s, 1ms, false}, {0s, 0ns, true}, {3600s, 2h, true}};
    std::vector<measure::SecondCount> seconds_read;
    std::vector<measure::Point> points_read;

    CHECK(measure::decode(measure::encode(seconds), seconds_read));
    CHECK(measure::decode(measure::encode(points), points_read));

    CHECK(seconds_read == seconds);
    REQUIRE(points_read.size() == 3);
    CHECK(points_read[1].failed);
    CHECK(points_read[2].offset == 3600s);
    CHECK(points_read[2].value == 2h);
}

TEST_CASE("hostile bytes are refused as seconds and as points", "[measure]") {
    std::vector<measure::SecondCount> seconds;
    std::vector<measure::Point> points;
    for (const auto& bytes :
         {std::string(), std::string("\2"), std::string(40, '\xff'), bytes_of({1}),
          bytes_of({UINT64_MAX, 1, 1}), bytes_of({UINT64_MAX, 1})}) {
        CHECK_FALSE(measure::decode(bytes, seconds));
        CHECK_FALSE(measure::decode(bytes, points));
    }
    CHECK_FALSE(measure::decode(bytes_of({1, 1, 1, 0, 1, 1}), seconds));  // a second twice
}
