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
    for (const auto number : numbers) append_varint(bytes, number);
    return bytes;
}

}  // namespace

TEST_CASE("a varint of any size is read as it was written", "[measure]") {
    for (unsigned shift = 0; shift < 64; ++shift) {
        for (const std::uint64_t value :
             {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1, UINT64_MAX >> shift}) {
            std::string bytes;
            append_varint(bytes, value);
            VarintReader in(bytes);
            std::uint64_t read = 0;
            CHECK(in.read(read));
            CHECK(read == value);
            CHECK(in.at_end());
        }
    }
    std::uint64_t read = 7;
    CHECK_FALSE(VarintReader(std::string(10, '\xff')).read(read));
    CHECK_FALSE(VarintReader("\xff").read(read));
    CHECK_FALSE(VarintReader("").read(read));
    CHECK(read == 0);
}

TEST_CASE("seconds and points are read as they were written", "[measure]") {
    const std::vector<SecondCount> seconds{{0, 5, 1}, {1, 7, 0}, {4000, 1, 1}};
    const std::vector<Point> points{{0s, 1ms, false}, {0s, 0ns, true}, {3600s, 2h, true}};
    std::vector<SecondCount> seconds_read;
    std::vector<Point> points_read;

    CHECK(decode(encode(seconds), seconds_read));
    CHECK(decode(encode(points), points_read));

    CHECK(seconds_read == seconds);
    REQUIRE(points_read.size() == 3);
    CHECK(points_read[1].failed);
    CHECK(points_read[2].offset == 3600s);
    CHECK(points_read[2].value == 2h);
}

TEST_CASE("hostile bytes are refused as seconds and as points", "[measure]") {
    std::vector<SecondCount> seconds;
    std::vector<Point> points;
    for (const auto& bytes :
         {std::string(), std::string("\2"), std::string(40, '\xff'), bytes_of({1}),
          bytes_of({UINT64_MAX, 1, 1}), bytes_of({UINT64_MAX, 1})}) {
        CHECK_FALSE(decode(bytes, seconds));
        CHECK_FALSE(decode(bytes, points));
    }
    CHECK_FALSE(decode(bytes_of({1, 1, 1, 0, 1, 1}), seconds));  // a second twice
}
