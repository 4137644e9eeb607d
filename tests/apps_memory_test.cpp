// Programs that may have little memory, given a lot to do: they end with a sentence, not a signal.
#include "support/catch.hpp"
#include "support/programs.hpp"

#ifndef __SANITIZE_ADDRESS__  // which needs a thousand times that

using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// `command`, started by a shell, may have this many KiB.
ProgramEnd with_memory(int kilobytes, const std::string& command) {
    return outcome_of(
        {"/bin/sh", "-c", "ulimit -v " + std::to_string(kilobytes) + "; exec " + command});
}

}  // namespace

TEST_CASE("a configuration that does not fit into memory ends in a sentence",
          "[apps][integration]") {
    const TempDir dir;
    std::string numbers(std::size_t{15} << 20, '1');
    for (std::size_t i = 1; i < numbers.size(); i += 2) numbers[i] = ',';
    numbers.back() = '1';
    const auto file = dir.file("config.json", "{\"run_time\": [" + numbers + "]}");

    const auto got = with_memory(200'000, program("oct") + " run " + dir.path().string());

    CAPTURE(got.output);
    CHECK(got.code == 1);
    CHECK_THAT(got.output, Contains("oct run: out of memory: ") && Contains("ulimit -v"));
}

TEST_CASE("more cannons than there is memory for end in a sentence", "[apps][integration]") {
    const TempDir dir;
    const auto config = dir.file(
        "turret.json", "{\"name\": \"web\", \"cannons\": 1000000, \"script\": \"" + script("nap") +
                           "\", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": 7, "
                           "\"hq_rc\": 8}");

    const auto got =
        with_memory(200'000, program("oct-turret") + " --config-file " + config.string());

    CAPTURE(got.output);
    CHECK(got.code == 1);
    CHECK_THAT(got.output, Contains("oct-turret: out of memory: ") && Contains("fewer cannons"));
}

TEST_CASE("where a program cannot start its own threads it says so", "[apps][integration]") {
    const TempDir dir;
    const auto config = dir.file(
        "turret.json", "{\"name\": \"web\", \"cannons\": 1, \"script\": \"" + script("nap") +
                           "\", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": 7, "
                           "\"hq_rc\": 8}");
    const int threads = GENERATE(0, 1, 2);  // there is room for, of a GB each

    const auto got = outcome_of({"/bin/sh", "-c",
                                 "ulimit -s 1000000; ulimit -v " +
                                     std::to_string(500'000 + threads * 1'000'000) + "; exec " +
                                     program("oct-turret") + " --config-file " + config.string()});

    CAPTURE(got.output);
    CHECK(got.code == 1);
    CHECK_THAT(got.output, Contains("oct-turret: cannot start a thread: "));
}

#endif
