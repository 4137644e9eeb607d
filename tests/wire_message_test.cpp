// Results and statuses on the wire: what ours look like, what foreign and hostile ones become.
#include <oct/sample.hpp>

#include "support/catch.hpp"
#include "wire/decoder.hpp"
#include "wire/encoder.hpp"
#include "wire/number.hpp"

using namespace std::chrono_literals;
using oct::wire::Decoder;
using oct::wire::LeftOut;
using oct::wire::MessageKind;
using oct::wire::Rejection;

namespace {

oct::Sample sample() {
    return {.elapsed = 51576137ns,
            .epoch = oct::WallTime(1795335033s + 123456789ns),
            .lag = 1us,
            .service = 48627138ns};
}

struct Received {
    explicit Received(std::string_view message) : kind(decoder.decode(message, block)) {
        if (kind == MessageKind::Result) decoder.append(block, decoder.sender());
    }

    Decoder decoder;
    oct::SampleBlock block;
    MessageKind kind;
};

}  // namespace

TEST_CASE("a result of version 1 has exactly the documented fields", "[wire]") {
    oct::SampleBlock block;
    block.add_timer(block.intern("a timer"), 16055584ns);
    block.append(sample());
    oct::wire::ResultEncoder encoder("navigation", "920f657c");

    CHECK(encoder.encode(block, block.samples()[0]) ==
          R"({"turret_name":"navigation","elapsed":0.051576137,"epoch":1795335033.123456789,)"
          R"("scriptrun_time":0.048627138,"error":"","custom_timers":{"a timer":0.016055584}})");
}

TEST_CASE("after the announcement a result also has lag and turret uuid", "[wire]") {
    oct::SampleBlock block;
    block.append(sample(), "say \"no\"\n");
    oct::wire::ResultEncoder encoder("nav\\igation", "920f657c");
    encoder.announce(true);

    CHECK(encoder.encode(block, block.samples()[0]) ==
          R"({"turret_name":"nav\\igation","turret_uuid":"920f657c","elapsed":0.051576137,)"
          R"("epoch":1795335033.123456789,)"
          R"("scriptrun_time":0.048627138,"error":"say \"no\"\n","custom_timers":{},)"
          R"("lag":0.000001000})");
}

TEST_CASE("a result survives the wire to the nanosecond with repeated timers", "[wire][fault-6]") {
    oct::SampleBlock sent;
    sent.add_timer(sent.intern("get"), 1ns);
    sent.add_timer(sent.intern("put"), 2s);
    sent.add_timer(sent.intern("get"), 3ns);
    sent.append(sample(), "ünïcode €");
    oct::wire::ResultEncoder encoder("web", "u-1");
    encoder.announce(true);
    const std::string message(encoder.encode(sent, sent.samples()[0]));

    const Received received(message);

    REQUIRE(received.kind == MessageKind::Result);
    const oct::Sample& got = received.block.samples()[0];
    CHECK(got.elapsed == sample().elapsed);
    CHECK(got.epoch == sample().epoch);
    CHECK(got.lag == sample().lag);
    CHECK(got.service == sample().service);
    CHECK(received.block.name(got.turret) == "web");
    CHECK(received.block.name(got.turret_uuid) == "u-1");
    CHECK(received.block.error(got) == "ünïcode €");
    const auto timers = received.block.timers(got);
    REQUIRE(timers.size() == 3);
    CHECK(timers[0].value == 1ns);
    CHECK(timers[1].value == 3ns);
    CHECK(received.block.name(timers[2].name) == "put");
}

TEST_CASE("a result of the warm-up says so after the announcement", "[wire]") {
    oct::SampleBlock block;
    oct::Sample warm = sample();
    warm.in_warmup = true;
    block.append(warm);
    oct::wire::ResultEncoder encoder("web", "u-1");

    CHECK_FALSE(Received(encoder.encode(block, warm)).block.samples()[0].in_warmup);
    encoder.announce(true);
    CHECK(Received(encoder.encode(block, warm)).block.samples()[0].in_warmup);
}

TEST_CASE("a result as the Python turret sends it is decoded", "[wire][fault-12]") {
    const Received received(
        R"({"elapsed": 0.05157613754272461, "epoch": 1795335033.0, "scriptrun_time": 4.862e-05, )"
        R"("error": "", "custom_timers": {"a timer": 0.016055583953857422}})");

    REQUIRE(received.kind == MessageKind::Result);
    const oct::Sample& got = received.block.samples()[0];
    CHECK(got.elapsed == 51576137ns);
    CHECK(got.service == 48620ns);
    CHECK(received.block.name(got.turret) == "Noname");
    CHECK(received.block.timers(got)[0].value == 16055583ns);
}

TEST_CASE("a result whose error speaks of a status is a result", "[wire][fault-1]") {
    const Received received(
        R"({"elapsed":1,"epoch":1,"scriptrun_time":1,"error":"HTTP status 500",)"
        R"("custom_timers":{"status":0.5},"status_code":500})");

    REQUIRE(received.kind == MessageKind::Result);
    CHECK(received.block.error(received.block.samples()[0]) == "HTTP status 500");
}

TEST_CASE("a status with quoted numbers and any key order is decoded", "[wire]") {
    const Received received(
        R"({"cannons": "250", "rampup": "30", "uuid": "d7b8a1cc", "status": "READY", "extra": [1, {}],)"
        R"( "turret": "navigation", "script": "tests/navigation.py"})");

    REQUIRE(received.kind == MessageKind::Status);
    const oct::TurretStatus& status = received.decoder.status();
    CHECK(status.name == "navigation");
    CHECK(status.status == "READY");
    CHECK(status.uuid == "d7b8a1cc");
    CHECK(status.cannons == 250);
    CHECK(status.rampup == 30s);
    CHECK(status.script == "tests/navigation.py");
    CHECK_FALSE(status.counts.has_value());
    CHECK(received.block.empty());
}

TEST_CASE("the last word carries the turret's counts", "[wire]") {
    oct::TurretStatus status;
    status.name = "web";
    status.uuid = "u-1";
    status.status = "done";
    status.hq = "hq-7";
    status.last_word = true;
    status.counts = oct::TurretCounts{16, 7, 9, 6, 1, 1, 1, 4, 2, 1};

    status.load = "closed load";
    const Received version2(oct::wire::encode_status(status, true));
    const Received version1(oct::wire::encode_status(status, false));

    REQUIRE(version2.kind == MessageKind::Status);
    CHECK(version2.decoder.status().counts == status.counts);
    CHECK(version2.decoder.status().last_word);
    CHECK(version2.decoder.status().hq == "hq-7");
    CHECK(version2.decoder.status().load == "closed load");
    CHECK_FALSE(version1.decoder.status().counts.has_value());
    CHECK(version1.decoder.status().load.empty());
    CHECK_FALSE(version1.decoder.status().last_word);
}

TEST_CASE("class, planned cannons and work survive the wire where they were announced", "[wire]") {
    oct::TurretStatus status;
    status.name = "web-2";
    status.of_class = "web";
    status.uuid = "u-1";
    status.status = "Running";
    status.cannons = 3;
    status.planned_cannons = 20;
    status.hq = "hq-7";
    status.counts.emplace();
    status.work = oct::TurretWork{true, 50, 40, 100, 7};
    const Received version2(oct::wire::encode_status(status, true));
    const Received version1(oct::wire::encode_status(status, false));

    CHECK(version2.decoder.status().of_class == "web");
    CHECK(version2.decoder.status().planned_cannons == 20);
    CHECK(version2.decoder.status().work == status.work);
    CHECK(
        oct::wire::encode_status(status, false) ==
        R"({"turret":"web-2","status":"Running","uuid":"u-1","rampup":0,"script":"","cannons":3})");
    CHECK_FALSE(version1.decoder.status().work.has_value());
}

TEST_CASE("amounts of work are bounded and none is more than was planned", "[wire]") {
    const Received received(
        R"({"status":"Running","uuid":"u","planned_cannons":18446744073709551615,"work":{"open":1,)"
        R"("planned":18446744073709551615,"done":18446744073709551614,"total":-5,"cut":"x"}})");

    const oct::TurretStatus& status = received.decoder.status();
    CHECK(status.planned_cannons == std::uint64_t{1} << 46U);
    REQUIRE(status.work.has_value());
    CHECK(*status.work == oct::TurretWork{false, std::uint64_t{1} << 56U, std::uint64_t{1} << 56U,
                                          std::uint64_t{1} << 56U, 0});

    const Received list(R"({"status":"Running","uuid":"u","work":[true, 5],"class":7})");
    CHECK_FALSE(list.decoder.status().work.has_value());
    CHECK(list.decoder.status().of_class.empty());
}

TEST_CASE("what a turret measured of itself survives the wire", "[wire]") {
    oct::TurretStatus status;
    status.uuid = "u-1";
    status.status = "Running";
    status.hq = "hq-7";
    status.counts.emplace();
    status.health = oct::TurretHealth{.watched = std::chrono::seconds(3),
                                      .cpu = std::chrono::nanoseconds(1),
                                      .run_delay = std::chrono::nanoseconds(2),
                                      .throttled = std::chrono::nanoseconds(3),
                                      .steal = std::chrono::nanoseconds(4),
                                      .blocked = std::chrono::nanoseconds(5),
                                      .largest_gap = std::chrono::nanoseconds(6),
                                      .wakeup_p99 = std::chrono::nanoseconds(7),
                                      .cost = std::chrono::nanoseconds(8),
                                      .timer_cost = std::chrono::nanoseconds(9),
                                      .cannon_time = std::chrono::nanoseconds(10),
                                      .cannon_busy = std::chrono::nanoseconds(11),
                                      .backed_off = std::chrono::nanoseconds(12),
                                      .start_delay = std::chrono::nanoseconds(17),
                                      .starved = 13,
                                      .involuntary_switches = 14,
                                      .back_offs = 15,
                                      .bad_values = 16};
    status.bad_values = {{"queue", 14}, {"", 2}};
    status.remarks = "9 times a cannon waited.";

    const Received version2(oct::wire::encode_status(status, true));
    const Received version1(oct::wire::encode_status(status, false));

    CHECK(version2.decoder.status().health == status.health);
    CHECK(version2.decoder.status().remarks == status.remarks);
    CHECK(version2.decoder.status().bad_values == status.bad_values);
    CHECK_FALSE(version1.decoder.status().health.has_value());
    CHECK(version1.decoder.status().remarks.empty());
    CHECK(version1.decoder.status().bad_values.empty());
}

TEST_CASE("health that is none is left out and the status stays", "[wire]") {
    const Received received(
        R"({"turret":"t","status":"Running","uuid":"u","health":{"cpu":-1,"run_delay":1e300,)"
        R"("steal":NaN,"starved":-7,"throttled":"x","largest_gap":[1,2],"later":{"cpu":3},)"
        R"("involuntary_switches":99999999999999999999999,"watched":2.5}})");

    REQUIRE(received.kind == MessageKind::Status);
    CHECK(received.decoder.status().health ==
          oct::TurretHealth{.watched = std::chrono::milliseconds(2500)});
}

TEST_CASE("of timers with bad values no more are kept than a turret of ours sends", "[wire]") {
    std::string message = R"({"turret":"t","status":"Running","uuid":"u","bad_values":{"a":-1)";
    for (int i = 0; i < 1000; ++i)
        message += ",\"t" + std::to_string(i) + "\":" + std::to_string(i);
    const Received received(message + "}}");
    const Received list(R"({"turret":"t","status":"Running","uuid":"u","bad_values":[1,2]})");

    REQUIRE(received.kind == MessageKind::Status);
    CHECK(received.decoder.status().bad_values.size() == 100);
    CHECK(received.decoder.status().bad_values.front() ==
          std::pair<std::string, std::uint64_t>("a", 0));
    CHECK(list.decoder.status().bad_values.empty());
}

TEST_CASE("hostile and broken messages are rejected with a reason", "[wire][fault-3]") {
    const auto [message, reason] = GENERATE(table<std::string, Rejection>({
        {"", Rejection::Empty},
        {"nonsense", Rejection::NotJson},
        {"[1]", Rejection::NotJson},
        {"42", Rejection::NotJson},
        {"\"text\"", Rejection::NotJson},
        {"null", Rejection::NotJson},
        {std::string("{}\0{}", 5), Rejection::NotJson},
        {"{\"elapsed\":1", Rejection::NotJson},
        {"{} {}", Rejection::NotJson},
        {"{}", Rejection::UnknownKind},
        {R"({"foo":1})", Rejection::UnknownKind},
        {R"({"elapsed":1,"epoch":1,"error":""})", Rejection::MissingField},
        {R"({"status":"ready"})", Rejection::MissingField},
        {std::string(1'000'000, '['), Rejection::NotJson},
        {"{\"a\":" + std::string(1'000'000, '['), Rejection::TooDeep},
        {[] {
             std::string s;
             for (int i = 0; i < 100'000; ++i) s += "{\"a\":";
             return s;
         }(),
         Rejection::TooDeep},
    }));
    const Received received(message);

    CAPTURE(message.substr(0, 80));
    CHECK(received.kind == MessageKind::Rejected);
    CHECK(received.decoder.reason() == reason);
    CHECK(received.block.empty());
    CHECK(received.block.timers_total() == 0);
}

TEST_CASE("a list where an object belongs takes no key from elsewhere", "[wire][fault-3]") {
    const Received received(
        R"({"status": "running", "uuid": "u", "other": {"fired": 1}, "counts": [5], "health": [7]})");

    REQUIRE(received.kind == MessageKind::Status);
    CHECK_FALSE(received.decoder.status().counts.has_value());
    CHECK_FALSE(received.decoder.status().health.has_value());
}

TEST_CASE("timers beyond the cap are left out and counted and the result stays", "[wire]") {
    std::string message = R"({"elapsed":1,"epoch":1,"scriptrun_time":1,"custom_timers":{"t":[0)";
    for (int i = 1; i < 2000; ++i) message += ",0";
    message += "]}}";

    const Received received(message);

    REQUIRE(received.kind == MessageKind::Result);
    CHECK(received.block.timers_total() == 1024);
    CHECK(received.decoder.bad_values() == LeftOut{{"t", 2000 - 1024}});
}

TEST_CASE("a result with a time that is none is left out and says whose it is", "[wire]") {
    const std::string times = GENERATE(R"("elapsed":1,"epoch":1,"scriptrun_time":NaN)",
                                       R"("elapsed":1,"epoch":1,"scriptrun_time":Infinity)",
                                       R"("elapsed":1,"epoch":1,"scriptrun_time":-0.5)",
                                       R"("elapsed":1,"epoch":1e300,"scriptrun_time":1)",
                                       R"("elapsed":1,"epoch":99999999999999,"scriptrun_time":1)",
                                       R"("elapsed":-1,"epoch":1,"scriptrun_time":1)",
                                       R"("elapsed":"x","epoch":1,"scriptrun_time":1)",
                                       R"("elapsed":1,"epoch":1,"scriptrun_time":1,"lag":-1)");
    const Received received(R"({"turret_name":"web","turret_uuid":"u-1","custom_timers":{"t":1},)" +
                            times + "}");

    CAPTURE(times);
    CHECK(received.kind == MessageKind::BadResult);
    CHECK(received.decoder.reason() == Rejection::BadNumber);
    CHECK(received.decoder.sender().name == "web");
    CHECK(received.decoder.sender().uuid == "u-1");
    CHECK(received.block.empty());
    CHECK(received.block.timers_total() == 0);
}

TEST_CASE("numbers in quotes are numbers in results as in statuses", "[wire]") {
    const Received received(
        R"({"elapsed":"1.5","epoch":"1795335033.25","scriptrun_time":"1.2","lag":"1e-3",)"
        R"("custom_timers":{"get":"0.25","put":["1","2"],"bad":"x"}})");

    REQUIRE(received.kind == MessageKind::Result);
    const oct::Sample& got = received.block.samples()[0];
    CHECK(got.elapsed == 1500ms);
    CHECK(got.epoch == oct::WallTime(1795335033s + 250ms));
    CHECK(got.service == 1200ms);
    CHECK(got.lag == 1ms);
    const auto timers = received.block.timers(got);
    REQUIRE(timers.size() == 3);
    CHECK(timers[0].value == 250ms);
    CHECK(timers[1].value == 1s);
    CHECK(timers[2].value == 2s);
    CHECK(received.decoder.bad_values() == LeftOut{{"bad", 1}});
}

TEST_CASE("a timer that is no time is left out and counted and the result stays", "[wire]") {
    const Received received(
        R"({"elapsed":1,"epoch":1,"scriptrun_time":1,"error":"",)"
        R"("custom_timers":{"nan":NaN,"good":0.25,"text":"x","nested":{"a":1},"neg":-1,"":2,)"
        R"("no":null,"yes":true}})");

    REQUIRE(received.kind == MessageKind::Result);
    const auto timers = received.block.timers(received.block.samples()[0]);
    REQUIRE(timers.size() == 1);
    CHECK(received.block.name(timers[0].name) == "good");
    CHECK(received.decoder.bad_values() ==
          LeftOut{{"", 1}, {"nan", 1}, {"neg", 1}, {"no", 1}, {"text", 1}, {"yes", 1}});
}

TEST_CASE("what is left out of a result counts only once that is taken", "[wire]") {
    const std::string timers = R"("custom_timers":{"get":-1,"put":1}})";
    const std::string good = R"({"elapsed":1,"epoch":1,"scriptrun_time":1,)" + timers;
    Decoder decoder;
    oct::SampleBlock block;
    REQUIRE(decoder.decode(good, block) == MessageKind::Result);
    block.discard_timers();  // it is of another run
    REQUIRE(decoder.decode(R"({"elapsed":-1,"epoch":1,"scriptrun_time":1,)" + timers, block) ==
            MessageKind::BadResult);
    REQUIRE(decoder.decode(R"({"status":"ready","uuid":"u",)" + timers, block) ==
            MessageKind::Status);
    CHECK(decoder.bad_values().empty());

    REQUIRE(decoder.decode(good, block) == MessageKind::Result);
    decoder.append(block, decoder.sender());

    CHECK(decoder.bad_values() == LeftOut{{"get", 1}});
}

TEST_CASE("names and errors from outside are made harmless", "[wire]") {
    const Received received(
        "{\"elapsed\":1,\"epoch\":1,\"scriptrun_time\":1,\"turret_name\":\"\\u001b]0;x\\u0007\","
        "\"error\":\"bad \xFF byte\",\"custom_timers\":{\"\\u009bx\":1}}");

    REQUIRE(received.kind == MessageKind::Result);
    const oct::Sample& got = received.block.samples()[0];
    CHECK(received.block.name(got.turret) == " ]0;x ");
    CHECK(received.block.error(got) == "bad \xEF\xBF\xBD byte");
    CHECK(received.block.name(received.block.timers(got)[0].name) == " x");
}

TEST_CASE("seconds are read exactly and bad ones refused", "[wire]") {
    using oct::wire::parse_seconds;

    CHECK(parse_seconds("0") == 0ns);
    CHECK(parse_seconds("1795335033.123456789") == 1795335033s + 123456789ns);
    CHECK(parse_seconds("0.0000000019") == 1ns);
    CHECK(parse_seconds("1.5e-05") == 15us);
    CHECK(parse_seconds("2E3") == 2000s);
    CHECK_FALSE(parse_seconds("-1"));
    CHECK_FALSE(parse_seconds("NaN"));
    CHECK_FALSE(parse_seconds("1e30"));
    CHECK_FALSE(parse_seconds("1x"));
    CHECK_FALSE(parse_seconds(""));
}
