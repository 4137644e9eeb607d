// The numbers of a turret's results: what is new, what is missing, what came again.
#include "hq/sequence.hpp"
#include "support/catch.hpp"
#include "support/random_samples.hpp"

#include <set>

using oct::hq::Sequence;
using Ranges = std::vector<Sequence::Range>;

TEST_CASE("numbers in order are all new", "[hq]") {
    Sequence sequence;

    CHECK(sequence.take(1, 10) == Ranges{{1, 11}});
    CHECK(sequence.take(11, 5) == Ranges{{11, 16}});

    CHECK(sequence.last() == 15);
    CHECK(sequence.missing(15) == 0);
    CHECK(sequence.missing(20) == 5);
    CHECK(sequence.repeated() == 0);
}

TEST_CASE("a gap is missing until it is filled", "[hq]") {
    Sequence sequence;
    sequence.take(1, 10);

    CHECK(sequence.take(31, 10) == Ranges{{31, 41}});
    CHECK(sequence.missing(40) == 20);
    CHECK(sequence.take(15, 4) == Ranges{{15, 19}});
    CHECK(sequence.missing(40) == 16);
    CHECK(sequence.take(1, 40) == Ranges{{11, 15}, {19, 31}});

    CHECK(sequence.missing(40) == 0);
    CHECK(sequence.repeated() == 24);
}

TEST_CASE("what came before is not taken again", "[hq]") {
    Sequence sequence;
    sequence.take(1, 10);

    CHECK(sequence.take(1, 10).empty());
    CHECK(sequence.take(8, 6) == Ranges{{11, 14}});

    CHECK(sequence.repeated() == 13);
    CHECK(sequence.missing(13) == 0);
}

TEST_CASE("a leap far ahead does not make the numbers behind it repetitions", "[hq]") {
    Sequence sequence;
    sequence.take(1, 10);
    sequence.take(std::uint64_t{1} << 60U, 1);

    CHECK(sequence.take(11, 10) == Ranges{{11, 21}});
    CHECK(sequence.missing(20) == 0);
}

TEST_CASE("any order of batches gives the numbers of a set", "[hq]") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    oct::testing::Random random(seed);
    Sequence sequence;
    std::set<std::uint64_t> all;
    std::uint64_t repeated = 0;
    for (int round = 0; round < 300; ++round) {
        const std::uint64_t first = 1 + oct::testing::below(random, 1000);
        const std::uint64_t count = 1 + oct::testing::below(random, 20);
        std::uint64_t fresh = 0;
        for (const auto& range : sequence.take(first, count))
            for (std::uint64_t n = range.begin; n < range.end; ++n) {
                REQUIRE(all.insert(n).second);
                ++fresh;
            }
        repeated += count - fresh;
        for (std::uint64_t n = first; n < first + count; ++n) REQUIRE(all.contains(n));
        REQUIRE(sequence.missing(sequence.last()) == sequence.last() - all.size());
    }
    CHECK(sequence.repeated() == repeated);
}
