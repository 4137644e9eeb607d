// What the proxy does to bytes, by a clock that is moved by hand.
#include "chaos/passage.hpp"

#include "support/catch.hpp"

#include <bit>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;

namespace {

constexpr SteadyTime kNow{1h};

std::uint64_t differing_bits(std::string_view a, std::string_view b) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        bits += static_cast<std::uint64_t>(std::popcount(static_cast<unsigned char>(a[i] ^ b[i])));
    return bits;
}

/// All that a passage lets through until `end`, sliced as it wants.
std::string through(Passage& passage, SteadyTime end) {
    std::string all;
    while (const auto when = passage.next()) {
        if (*when > end) break;
        const auto bytes = passage.ready(*when);
        all += bytes;
        passage.went(*when, bytes.size());
    }
    return all;
}

}  // namespace

TEST_CASE("without faults bytes go on at once and in their order", "[chaos]") {
    Passage passage(1);
    passage.put(kNow, "one ");
    passage.put(kNow, "two");

    CHECK(through(passage, kNow) == "one two");
    CHECK(passage.empty());
    CHECK_FALSE(passage.next());
}

TEST_CASE("delayed bytes arrive when their time has come", "[chaos]") {
    Passage passage(1);
    passage.set({.delay = 200ms});
    passage.put(kNow, "late");

    CHECK(passage.ready(kNow + 199ms).empty());
    CHECK(passage.ready(kNow + 200ms) == "late");
}

TEST_CASE("a narrow place lets so many bytes a second through and takes no more than it can hold",
          "[chaos]") {
    Passage passage(1);
    passage.set({.bytes_per_second = 1000});
    passage.put(kNow, std::string(5000, 'x'));

    CHECK(through(passage, kNow + 1s).size() == 1050);  // the first slice needs no waiting
    CHECK(through(passage, kNow + 2s).size() == 1000);
    passage.put(kNow + 2s, std::string(passage.room(), 'x'));
    CHECK(passage.room() == 0);
}

TEST_CASE("held bytes stay, and no more are taken until they are let go", "[chaos]") {
    Passage passage(1);
    passage.put(kNow, "held");
    passage.set({.held = true});

    CHECK(passage.room() == 0);
    CHECK(passage.ready(kNow + 1h).empty());
    CHECK_FALSE(passage.next());

    passage.set({});
    CHECK(through(passage, kNow + 1h) == "held");
}

TEST_CASE("as many bits are turned over as was asked for, and the seed says which", "[chaos]") {
    const std::string sent(1'000'000, 'x');
    const auto damaged = [&](std::uint64_t seed, std::size_t step) {
        Passage passage(seed);
        passage.set({.flips_a_byte = 1e-3});
        std::string got;
        for (std::size_t at = 0; at < sent.size(); at += step) {
            passage.put(kNow, std::string_view(sent).substr(at, step));
            got += through(passage, kNow);
        }
        CHECK(differing_bits(sent, got) == passage.flips());
        return got;
    };

    const std::string got = damaged(1, sent.size());

    CHECK(differing_bits(sent, got) > 900);
    CHECK(differing_bits(sent, got) < 1100);
    CHECK(got == damaged(1, 7));  // however it is cut into pieces
    CHECK(got != damaged(2, sent.size()));
}
