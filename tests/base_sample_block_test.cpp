// The block that carries samples: its dictionary, its arenas, its reuse.
#include <oct/sample.hpp>

#include "support/catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("a block gives back each sample with its own timers and error", "[base]") {
    oct::SampleBlock block;
    block.add_timer(block.intern("pay"), 5ms);
    block.add_timer(block.intern("ship"), 7ms);
    block.append({.service = 1s});
    block.append({.service = 2s}, "refused");
    block.add_timer(block.intern("pay"), 9ms);
    block.append({.service = 3s});

    REQUIRE(block.size() == 3);
    const auto samples = block.samples();
    CHECK(block.timers(samples[0]).size() == 2);
    CHECK(block.name(block.timers(samples[0])[1].name) == "ship");
    CHECK_FALSE(samples[0].failed());
    CHECK(block.timers(samples[1]).empty());
    CHECK(block.error(samples[1]) == "refused");
    CHECK(block.timers(samples[2])[0].value == 9ms);
    CHECK(block.name(block.timers(samples[2])[0].name) == "pay");
}

TEST_CASE("a name has one id however often and in whatever order it is asked for", "[base]") {
    oct::SampleBlock block;
    const auto a = block.intern("a");
    const auto b = block.intern("b");

    CHECK(a != b);
    CHECK(block.intern("b") == b);
    CHECK(block.intern("a") == a);
    CHECK(block.intern("a") == a);
    CHECK(block.intern("") == 0);
    CHECK(block.name(0).empty());
}

TEST_CASE("timers discarded before append belong to no sample", "[base]") {
    oct::SampleBlock block;
    block.add_timer(block.intern("setup"), 1ms);
    block.discard_timers();
    block.add_timer(block.intern("run"), 2ms);
    block.add_timer(block.intern("tear down"), 3ms);
    block.keep_timers(1);
    block.append({});

    const auto timers = block.timers(block.samples()[0]);
    REQUIRE(timers.size() == 1);
    CHECK(block.name(timers[0].name) == "run");
}

TEST_CASE("a cleared block keeps its dictionary unless that grew without bound", "[base]") {
    oct::SampleBlock block;
    const auto pay = block.intern("pay");
    block.append({}, "x");
    block.clear();

    CHECK(block.empty());
    CHECK(block.bytes() < 200);
    CHECK(block.intern("pay") == pay);
    for (int i = 0; i < 5000; ++i) block.intern("name " + std::to_string(i));
    block.clear();
    CHECK(block.names().size() == 1);
}
