// Reading JSON written by people, and by people who mean harm.
#include <oct/error.hpp>
#include <oct/transaction.hpp>

#include "base/json.hpp"
#include "support/catch.hpp"

#include <rapidjson/document.h>

using Catch::Matchers::Contains;

TEST_CASE("comments and trailing commas are accepted", "[base]") {
    oct::base::JsonDocument document;
    oct::base::parse_json("{ // one\n \"a\": [1, 2, /* two */ ],\n}", "config.json", document);

    CHECK(oct::base::json_text(document) == R"({"a":[1,2]})");
}

TEST_CASE("broken JSON is answered with origin line and column", "[base]") {
    oct::base::JsonDocument document;

    CHECK_THROWS_WITH(
        oct::base::parse_json("{\n  \"a\": 1\n  \"b\": 2\n}", "config.json", document),
        Contains("config.json:3:3: not JSON"));
}

TEST_CASE("deep nesting is refused instead of overflowing the stack", "[base]") {
    oct::base::JsonDocument document;

    CHECK_THROWS_WITH(oct::base::parse_json(std::string(1'000'000, '['), "x", document),
                      Contains("nested deeper than 64"));
}

TEST_CASE("brackets in strings and comments do not count as nesting", "[base]") {
    oct::base::JsonDocument document;
    const std::string brackets(100, '[');
    oct::base::parse_json("{\"a\": \"" + brackets + "\\\"\" // " + brackets + "\n}", "x", document);

    CHECK(document.HasMember("a"));
}

TEST_CASE("a transaction config reads typed keys and names what is wrong", "[base]") {
    const oct::TransactionConfig config(R"({"url": "http://x", "port": 80, "rate": 1.5,
        "big": 5000000000, "on": true, "none": null})",
                                        "turret web");

    CHECK(config.value<std::string>("url") == "http://x");
    CHECK(config.value<int>("port") == 80);
    CHECK(config.value<double>("rate") == 1.5);
    CHECK(config.value<double>("port") == 80.0);
    CHECK(config.value<std::int64_t>("big") == 5'000'000'000);
    CHECK(config.value<bool>("on") == true);
    CHECK_FALSE(config.value<int>("missing").has_value());
    CHECK_FALSE(config.value<int>("none").has_value());
    CHECK_THROWS_WITH(config.value<int>("url"),
                      "turret web: url: expected an integer, got \"http://x\"");
    CHECK_THROWS_AS(config.value<int>("big"), oct::ConfigError);
}

TEST_CASE("a written JSON string survives being read", "[base]") {
    const std::string text = "quote \" backslash \\ line\nbell\x07 nul-free ünïcode";
    std::string json;
    oct::base::append_json_string(json, text);
    oct::base::JsonDocument document;
    document.Parse(json.c_str());

    REQUIRE(document.IsString());
    CHECK(std::string(document.GetString()) == text);
}
