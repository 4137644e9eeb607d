// Foreign text is made harmless; near words are found; durations read well.
#include <oct/clock.hpp>

#include "base/text.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("control characters become spaces and bad bytes become a mark", "[base]") {
    CHECK(oct::base::sanitized("a\x1b]0;owned\x07"
                               "b",
                               100) == "a ]0;owned b");
    CHECK(oct::base::sanitized("tab\tnl\n\x7f", 100) == "tab nl  ");
    CHECK(oct::base::sanitized("c1 \xC2\x9B here", 100) == "c1   here");
    CHECK(oct::base::sanitized("bad \xFF\xC0\xAF", 100) ==
          "bad \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(oct::base::sanitized("surrogate \xED\xA0\x80", 100).find('\xED') == std::string::npos);
    CHECK(oct::base::sanitized("ünïcode €", 100) == "ünïcode €");
}

TEST_CASE("long text is cut between characters and marked", "[base]") {
    CHECK(oct::base::sanitized("0123456789", 8) == "01234…");
    CHECK(oct::base::sanitized("ééééé", 8) == "éé…");
    CHECK(oct::base::sanitized("éééé", 8) == "éééé");
    CHECK(oct::base::sanitized(std::string(10'000, 'x'), 256).size() == 256);
}

TEST_CASE("the word that was probably meant is found and others are not", "[base]") {
    CHECK(oct::base::did_you_mean("canons", {"cannons", "rampup", "script"}) == "cannons");
    CHECK(oct::base::did_you_mean("run_tiem", {"run_time", "rc_port"}) == "run_time");
    CHECK(oct::base::did_you_mean("specific_value", {"cannons", "rampup"}).empty());
}

TEST_CASE("status words compare without case", "[base]") {
    CHECK(oct::base::equal_ignoring_case("READY", "ready"));
    CHECK_FALSE(oct::base::equal_ignoring_case("ready", "read"));
}

TEST_CASE("a duration is written with three digits and its unit", "[base]") {
    CHECK(oct::duration_text(83ns) == "83 ns");
    CHECK(oct::duration_text(1240us) == "1.24 ms");
    CHECK(oct::duration_text(12345678ns) == "12.3 ms");
    CHECK(oct::duration_text(999'600ns) == "1.00 ms");
    CHECK(oct::duration_text(2500ms) == "2.50 s");
    CHECK(oct::duration_text(0ns) == "0 ns");
}
