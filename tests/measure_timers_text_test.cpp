// Reading custom_timers: the usual text, any other JSON, and what is neither.
#include "measure/timers_text.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace oct;

namespace {

std::string read(const std::string& text) {
    measure::TimersText timers;
    std::string out = timers.parse(text) ? "" : "bad ";
    for (const measure::TimerText& timer : timers.timers())
        out += std::string(timer.name) + "=" + std::to_string(timer.value.count()) + " ";
    return out;
}

}  // namespace

TEST_CASE("timers are read from the text that the store writes", "[measure]") {
    CHECK(read("{}").empty());
    CHECK(read("").empty());
    CHECK(read(R"({"a timer":0.016})") == "a timer=16000000 ");
    CHECK(read(R"({"a":[1.0,0.5],"b":0.000000001})") == "a=1000000000 a=500000000 b=1 ");
}

TEST_CASE("timers are read from text that Python wrote", "[measure]") {
    CHECK(read("{\"a\": 1.5e-05, \"b\": 2}") == "a=15000 b=2000000000 ");
    CHECK(read(R"({"\u00e9\"x": 1})") == "\xC3\xA9\"x=1000000000 ");
    CHECK(read(" { } ").empty());
}

TEST_CASE("text that is no object of durations is bad but its good values are kept", "[measure]") {
    CHECK(read("nonsense") == "bad ");
    CHECK(read("[1]") == "bad ");
    CHECK(read(R"({"a":1,"b":-1,"c":"x","d":[2,null]})") == "bad a=1000000000 d=2000000000 ");
    CHECK(read(R"({"a":1e400})") == "bad ");
    CHECK(read(R"({"a":NaN})") == "bad ");
    CHECK(read(R"({"a":1)") == "bad ");
    CHECK(read(std::string(100000, '[')) == "bad ");
}

TEST_CASE("a duration has the nearest nanosecond however it is written", "[measure]") {
    CHECK(read(R"({"a":0.123456789})") == "a=123456789 ");
    CHECK(read(R"({"a":0.0160000004})") == "a=16000000 ");
    CHECK(read(R"({"a":0.0160000006})") == "a=16000001 ");
    CHECK(read(R"({"a":0.016055583000000001,"b":3600.5})") == "a=16055583 b=3600500000000 ");
    CHECK(read(R"({"a":0.5e1})") == "a=5000000000 ");
    CHECK(read(R"({"a":-0.0})") == "a=0 ");
    CHECK(read(R"({"a":999999999.5})") == "a=999999999500000000 ");
    CHECK(read(R"({"a":3199999999.0})") == "a=3199999999000000000 ");
    CHECK(read(R"({"a":3200000000.0})") == "bad ");
}
