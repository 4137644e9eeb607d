// Commands: the frames of version 1 byte for byte, the announcement of version 2, and noise.
#include "support/catch.hpp"
#include "wire/command.hpp"

using namespace std::chrono_literals;
using oct::wire::Command;
using oct::wire::CommandKind;
using oct::wire::decode_command;

TEST_CASE("commands look as the Python turret knows them", "[wire]") {
    CHECK(encode(Command{CommandKind::StatusRequest, "null", {}}) ==
          R"( {"command":"status_request","msg":null})");
    CHECK(encode(Command{CommandKind::Start, "\"open fire\"", {}}) ==
          R"( {"command":"start","msg":"open fire"})");
    CHECK(encode(Command{CommandKind::Kill, "null", {}}) == R"( {"command":"kill","msg":null})");
}

TEST_CASE("a command is never addressed to one turret on the wire", "[wire][fault-5]") {
    for (const auto kind : {CommandKind::StatusRequest, CommandKind::Start, CommandKind::Stop,
                            CommandKind::Kill, CommandKind::SetTransactionContext})
        CHECK(encode(Command{kind, "null", {}}).substr(0, 2) == " {");
}

TEST_CASE("a turret takes a command with empty topic or its own uuid or none", "[wire][fault-5]") {
    const std::string json = R"({"command":"stop","msg":"premature stop"})";
    for (const std::string& frame : {" " + json, json, "u-1 " + json}) {
        const auto command = decode_command(frame, "u-1");
        REQUIRE(command);
        CHECK(command->kind == CommandKind::Stop);
        CHECK(command->msg == "\"premature stop\"");
    }

    CHECK_FALSE(decode_command("u-2 " + json, "u-1"));
}

TEST_CASE("the announcement survives the wire", "[wire]") {
    Command command{CommandKind::Start, "\"open fire\"", oct::wire::Announcement{}};
    command.announcement->hq = "hq-1";
    command.announcement->time = oct::WallTime(1795335033s + 250ms);
    command.announcement->elapsed = 3200ms;
    command.announcement->run_time = 60s;
    command.announcement->context = R"({"k":[1,2]})";

    const auto got = decode_command(encode(command), "u");

    REQUIRE(got);
    REQUIRE(got->announcement);
    CHECK(got->announcement->version == 2);
    CHECK(got->announcement->hq == "hq-1");
    CHECK(got->announcement->time == command.announcement->time);
    CHECK(got->announcement->elapsed == 3200ms);
    CHECK(got->announcement->run_time == 60s);
    CHECK(got->announcement->context == R"({"k":[1,2]})");
}

TEST_CASE("a command that is not known is decoded as such and noise is not decoded", "[wire]") {
    REQUIRE(decode_command(R"( {"command":"ack","msg":{"u":1}})", "u"));
    CHECK(decode_command(R"( {"command":"ack","msg":{"u":1}})", "u")->kind == CommandKind::Unknown);
    CHECK(decode_command(R"( {"command":"start"})", "u")->msg == "null");

    for (const std::string& noise :
         {std::string(), std::string(" "), std::string(" {"), std::string(" [1]"),
          std::string("{\"command\":1}"), std::string("{\"a\":1}"), std::string(200'000, '{'),
          std::string("\0\xFF{", 3)})
        CHECK_FALSE(decode_command(noise, "u"));
}

TEST_CASE("an announcement of another shape is ignored", "[wire]") {
    for (const char* oct :
         {"1", "{}", R"({"v":1,"hq":"x"})", R"({"v":"2","hq":"x"})", R"({"v":2})"}) {
        const auto got =
            decode_command(std::string(R"({"command":"start","msg":null,"oct":)") + oct + "}", "u");
        REQUIRE(got);
        CHECK_FALSE(got->announcement);
    }
}
