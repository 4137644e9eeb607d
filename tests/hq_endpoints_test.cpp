// Where the HQ listens, and which headers it accepts: decided before any socket is made.
#include <oct/error.hpp>
#include <oct/version.hpp>

#include "hq/endpoints.hpp"
#include "support/catch.hpp"

using oct::hq::endpoints_of;

namespace {

oct::Config config_of(const std::string& hq_address, std::uint16_t publisher, std::uint16_t rc) {
    oct::Config config;
    config.hq_address = hq_address;
    config.publish_port = publisher;
    config.rc_port = rc;
    return config;
}

}  // namespace

TEST_CASE("an HQ listens on loopback unless its address names another host", "[hq]") {
    for (const char* here : {"127.0.0.1", "localhost", "127.0.0.5"}) {
        const auto endpoints = endpoints_of(config_of(here, 5000, 5001), {});
        CHECK(endpoints.publisher == "tcp://127.0.0.1:5000");
        CHECK(endpoints.collector == "tcp://127.0.0.1:5001");
    }
    for (const char* elsewhere : {"192.0.2.7", "hq.example.org"}) {
        const auto endpoints = endpoints_of(config_of(elsewhere, 5000, 5001), {});
        CHECK(endpoints.publisher == "tcp://*:5000");
        CHECK(endpoints.collector == "tcp://*:5001");
    }
}

TEST_CASE("port 0 is any free port", "[hq]") {
    CHECK(endpoints_of(config_of("127.0.0.1", 0, 0), {}).collector == "tcp://127.0.0.1:*");
}

TEST_CASE("the external publisher is off unless its key or a channel switches it on", "[hq]") {
    auto config = config_of("127.0.0.1", 0, 0);
    CHECK(endpoints_of(config, {}).external.empty());

    CHECK(endpoints_of(config, {.publisher_channel = "live"}).external == "tcp://127.0.0.1:5002");
    config.external_publisher = 7000;
    CHECK(endpoints_of(config, {}).external == "tcp://127.0.0.1:7000");
}

TEST_CASE("a program compiled with the headers of another version is refused", "[hq]") {
    CHECK_NOTHROW(oct::require_version({}));
    CHECK_NOTHROW(oct::require_version({OCT_VERSION_MAJOR, OCT_VERSION_MINOR, 99}));
    CHECK_THROWS_WITH(oct::require_version({OCT_VERSION_MAJOR, OCT_VERSION_MINOR + 1, 0}),
                      Catch::Contains("compile it again"));
    CHECK_THROWS_WITH(oct::require_version({0, 1, 0}),
                      "this program was compiled with liboct 0.1.0 but runs with 0.2.0: compile it "
                      "again");
}
