// HQ and turret together, over real sockets inside one process: a run from wait to last word.
#include "support/catch.hpp"
#include "support/in_process.hpp"
#include "support/recording_log.hpp"
#include "support/recording_sink.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>

using namespace std::chrono_literals;
using oct::testing::factory_of;
using oct::testing::Lambda;
using oct::testing::RecordingLog;
using oct::testing::RecordingSink;
using oct::testing::TurretThread;

namespace {

/// An HQ on free loopback ports.
struct Post {
    explicit Post(std::chrono::nanoseconds run_time, oct::HQOptions options = {})
        : loop(context, {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", ""}, run_time,
               with_sink(std::move(options))) {}

    oct::HQOptions with_sink(oct::HQOptions options) {
        options.sinks.push_back(&sink);
        options.log = &log;
        return options;
    }
    oct::turret::Endpoints endpoints() const {
        return {"tcp://127.0.0.1:" + std::to_string(loop.publish_port()),
                "tcp://127.0.0.1:" + std::to_string(loop.rc_port())};
    }
    std::unique_ptr<TurretThread> turret(Lambda::Body body, oct::TurretConfig config = {},
                                         oct::TurretOptions options = {.once = true}) {
        if (config.name.empty()) config.name = "web";
        return std::make_unique<TurretThread>(turrets, endpoints(), config,
                                              factory_of(std::move(body)), options);
    }

    RecordingSink sink;
    RecordingLog log;
    oct::net::Context context;
    oct::net::Context turrets;
    oct::hq::RunLoop loop;
};

oct::TurretConfig cannons(std::uint32_t count) {
    oct::TurretConfig config;
    config.name = "web";
    config.cannons = count;
    return config;
}

void nap(Lambda&) {
    std::this_thread::sleep_for(1ms);
}

}  // namespace

TEST_CASE("every fired transaction arrives and the last word says so", "[hq][integration]") {
    Post post(300ms);
    auto turret = post.turret(nap, cannons(4));
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    REQUIRE(outcome.turrets.size() == 1);
    const auto& record = outcome.turrets[0];
    REQUIRE(record.last.last_word);
    const auto counts = *record.last.counts;
    CHECK(counts.fired > 50);
    CHECK(counts.fired == counts.sent);
    CHECK(counts.sent == record.received);
    CHECK(record.received == post.sink.results.size());
    CHECK_FALSE(record.lost.has_value());
    CHECK_FALSE(outcome.interrupted);
}

TEST_CASE("samples carry the turret and times that fit the run", "[hq][integration]") {
    Post post(300ms);
    auto turret = post.turret([](Lambda& t) {
        auto timer = t.timer("a timer");
        std::this_thread::sleep_for(5ms);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    REQUIRE_FALSE(post.sink.results.empty());
    for (const auto& result : post.sink.results) {
        CHECK(result.turret == "web");
        CHECK(result.uuid == turret->uuid());
        CHECK(result.sample.service >= 5ms);
        CHECK(result.sample.lag == 0ns);
        CHECK(result.sample.elapsed >= result.sample.service);
        CHECK(result.sample.epoch - outcome.start.epoch - result.sample.elapsed < 1s);
        REQUIRE(result.timers.size() == 1);
        CHECK(result.timers[0].first == "a timer");
        CHECK(result.timers[0].second >= 5ms);
    }
}

TEST_CASE("an error that speaks of a status is stored with the others",
          "[hq][integration][fault-1]") {
    Post post(200ms);
    auto turret = post.turret([](Lambda& t) {
        nap(t);
        throw std::runtime_error("HTTP status 500");
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    CHECK(outcome.received == outcome.received_failed);
    CHECK(outcome.turrets[0].last.counts->fired == post.sink.results.size());
    for (const auto& result : post.sink.results) CHECK(result.error == "HTTP status 500");
}

TEST_CASE("no message of the final drain is lost", "[hq][integration][fault-2]") {
    Post post(100ms);
    std::atomic<int> fired = 0;
    auto turret = post.turret([&](Lambda& t) {
        ++fired;
        while (!t.stop_token().stop_requested()) std::this_thread::sleep_for(1ms);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    post.loop.run({});  // the only result arrives after stop
    turret->join();

    CHECK(fired == 1);
    CHECK(post.sink.results.size() == 1);
}

TEST_CASE("malformed messages do not end the run", "[hq][integration][fault-3]") {
    Post post(300ms);
    auto turret = post.turret(nap);
    std::jthread vandal([&](std::stop_token stop) {
        oct::net::Context context;
        oct::net::Socket push(context, oct::net::SocketKind::Push);
        push.connect(post.endpoints().collector);
        while (!stop.stop_requested()) {
            push.send("{\"elapsed\":");
            push.send("\xFF\xFE");
            push.send("");
            std::this_thread::sleep_for(1ms);
        }
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    CHECK(outcome.turrets[0].last.counts->fired == post.sink.results.size());
    CHECK(outcome.turrets[0].last.counts->fired > 20);
    std::uint64_t rejected = 0;
    for (const auto& [reason, count] : outcome.rejected) rejected += count;
    CHECK(rejected > 10);
    CHECK(post.log.contains("rejected a message"));
}

TEST_CASE("a turret that joins late is started and its times fit the run",
          "[hq][integration][fault-4]") {
    std::stop_source stop;
    Post post(1h);
    std::atomic<int> fired = 0;
    auto first = post.turret([&](Lambda& t) {
        ++fired;
        nap(t);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));
    std::unique_ptr<TurretThread> late;
    std::atomic<int> fired_late = 0;
    std::jthread joiner([&] {
        while (fired < 100) std::this_thread::sleep_for(1ms);
        oct::TurretConfig config;
        config.name = "late";
        const auto body = [&](Lambda& t) {
            nap(t);
            if (++fired_late == 50) stop.request_stop();
        };
        late = post.turret(body, config);
    });

    const auto outcome = post.loop.run(stop.get_token());
    joiner.join();
    first->join();
    late->join();

    REQUIRE(outcome.turrets.size() == 2);
    for (const auto& record : outcome.turrets) CHECK(record.last.last_word);
    const auto& results = post.sink.results;
    const auto first_of = [&](const std::string& name) {
        return std::find_if(results.begin(), results.end(),
                            [&](const auto& result) { return result.turret == name; });
    };
    const auto a = first_of("web");
    const auto b = first_of("late");
    REQUIRE(a != results.end());
    REQUIRE(b != results.end());
    CHECK(b->sample.elapsed > a->sample.elapsed + 100ms);
    // both clocks tell the same story: `elapsed` counts from the start of the run, not of a turret
    const auto by_epoch = b->sample.epoch - a->sample.epoch;
    const auto by_elapsed = b->sample.elapsed - a->sample.elapsed;
    CHECK(std::chrono::abs(by_epoch - by_elapsed) < 500ms);
}

TEST_CASE("the transaction context reaches every transaction", "[hq][integration]") {
    Post post(200ms);
    std::atomic<int> right = 0;
    std::atomic<int> wrong = 0;
    auto turret = post.turret([&](Lambda& t) {
        nap(t);
        ++(t.context().value<std::string>("token") == "abc" ? right : wrong);
    });
    post.loop.set_transaction_context(R"({"token":"abc"})");
    REQUIRE(post.loop.wait_turrets(1, {}));

    post.loop.run({});
    turret->join();

    CHECK(right > 10);
    CHECK(wrong == 0);
}

TEST_CASE("a stop request ends the run early and drains it", "[hq][integration]") {
    std::stop_source stop;
    Post post(1h);
    std::atomic<int> fired = 0;
    auto turret = post.turret([&](Lambda& t) {
        nap(t);
        if (++fired == 50) stop.request_stop();
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    turret->join();

    CHECK(outcome.interrupted);
    CHECK(post.sink.results.size() == outcome.turrets[0].last.counts->fired);
}

TEST_CASE("a stop request ends the waiting for turrets", "[hq][integration]") {
    std::stop_source stop;
    Post post(1s);
    stop.request_stop();

    CHECK_FALSE(post.loop.wait_turrets(1, stop.get_token()));
}

TEST_CASE("kill makes a waiting turret shut down", "[hq][integration]") {
    Post post(1s);
    auto turret = post.turret(nap, {}, {});
    REQUIRE(post.loop.wait_turrets(1, {}));

    post.loop.kill_turrets();

    CHECK(turret->join() == oct::TurretEnd::Killed);
}

TEST_CASE("after stop a turret is ready for the next HQ", "[hq][integration]") {
    Post post(150ms);
    auto turret = post.turret(nap, {}, {});
    REQUIRE(post.loop.wait_turrets(1, {}));
    const auto outcome = post.loop.run({});
    REQUIRE(outcome.turrets[0].last.last_word);

    CHECK(post.loop.wait_turrets(1, {}));
    turret->request_stop();
    CHECK(turret->join() == oct::TurretEnd::Stopped);
}

TEST_CASE("a run that does not return is counted as in flight", "[hq][integration]") {
    std::atomic<bool> release = false;
    Post post(100ms);
    auto turret = post.turret(
        [&](Lambda&) {
            while (!release) std::this_thread::sleep_for(1ms);
        },
        cannons(3), {.once = true, .stop_deadline = 50ms});
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    const auto end = turret->join();
    release = true;

    CHECK(end == oct::TurretEnd::Stuck);
    REQUIRE(outcome.turrets[0].last.last_word);
    CHECK(outcome.turrets[0].last.counts->in_flight == 3);
    CHECK(outcome.turrets[0].last.counts->fired == 3);
    CHECK(post.sink.results.empty());
}

TEST_CASE("a transaction whose constructor throws aborts the turret and tells the HQ",
          "[hq][integration]") {
    Post post(100ms);
    RecordingLog& log = post.log;
    const auto refuses = [](const oct::TransactionConfig&) -> std::unique_ptr<oct::Transaction> {
        throw std::runtime_error("no license");
    };

    CHECK_THROWS_WITH(
        oct::turret::IoLoop(post.turrets, post.endpoints(), cannons(2), refuses, {}),
        Catch::Contains("cannot make the transaction") && Catch::Contains("no license"));
    std::stop_source stop;
    std::jthread waiter([&] {
        while (!log.contains("aborted")) std::this_thread::sleep_for(1ms);
        stop.request_stop();
    });
    CHECK_FALSE(post.loop.wait_turrets(1, stop.get_token()));
    CHECK(log.contains("turret web"));
}

TEST_CASE("a turret whose HQ never takes results drops and counts them", "[hq][integration]") {
    oct::net::Context context;
    oct::net::Socket publisher(context, oct::net::SocketKind::Publish);
    const auto published = publisher.bind("tcp://127.0.0.1:*");
    RecordingLog log;
    oct::TurretConfig config = cannons(2);
    std::atomic<std::uint64_t> fired = 0;
    TurretThread turret(context, {published, "tcp://127.0.0.1:1"}, config,
                        factory_of([&](Lambda&) { ++fired; }),
                        {.once = true, .linger = 50ms, .buffer_bytes = 1 << 16, .log = &log});

    while (fired == 0) {  // PUB drops what a subscriber not yet joined would have got
        publisher.send(R"( {"command":"start","msg":null})");
        std::this_thread::sleep_for(5ms);
    }
    while (fired < 100'000) std::this_thread::sleep_for(1ms);
    publisher.send(R"( {"command":"stop","msg":null})");
    turret.join();

    CHECK(log.contains("dropped"));
    CHECK_FALSE(log.contains("dropped 0,"));
}

TEST_CASE("a turret stops firing when another HQ takes the place of its own", "[hq][integration]") {
    oct::net::Context context;
    oct::net::Socket publisher(context, oct::net::SocketKind::Publish);
    const auto published = publisher.bind("tcp://127.0.0.1:*");
    RecordingLog log;
    std::atomic<std::uint64_t> fired = 0;
    TurretThread turret(context, {published, "tcp://127.0.0.1:1"}, cannons(1),
                        factory_of([&](Lambda& t) {
                            ++fired;
                            nap(t);
                        }),
                        {.once = true, .linger = 50ms, .log = &log});
    while (fired == 0) {
        publisher.send(R"( {"command":"start","msg":null,"oct":{"v":2,"hq":"first"}})");
        std::this_thread::sleep_for(5ms);
    }

    publisher.send(R"( {"command":"status_request","msg":null,"oct":{"v":2,"hq":"second"}})");

    CHECK(turret.join() == oct::TurretEnd::Once);
    CHECK(log.contains("another HQ"));
}
