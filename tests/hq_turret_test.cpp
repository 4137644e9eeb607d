// HQ and turret together, over real sockets inside one process: a run from wait to last word.
#include "support/catch.hpp"
#include "support/in_process.hpp"
#include "support/recording_log.hpp"
#include "support/recording_sink.hpp"
#include "turret/watcher.hpp"
#include "wire/batch_encoder.hpp"
#include "wire/batch_format.hpp"

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

/// An HQ, on free loopback ports unless it is told others.
struct Post {
    explicit Post(std::chrono::nanoseconds run_time, oct::HQOptions options = {},
                  const oct::turret::Endpoints& at = {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*"})
        : loop(context, {at.publisher, at.collector, ""}, run_time, with_sink(std::move(options))) {
    }

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
    oct::hq::RunControl loop;
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
    REQUIRE(record.last_word);
    const auto counts = *record.counts;
    CHECK(counts.fired > 50);
    CHECK(counts.fired == counts.sent);
    CHECK(counts.sent == record.received);
    CHECK(record.received == post.sink.results.size());
    CHECK_FALSE(record.lost.has_value());
    CHECK_FALSE(record.left.has_value());
    CHECK_FALSE(outcome.interrupted);
    CHECK(outcome.end == oct::RunEnd::TimeOver);
    CHECK_FALSE(outcome.drain_passed);
    CHECK(outcome.run_time == 300ms);
    CHECK(post.sink.stopped == std::vector<std::chrono::nanoseconds>{300ms});
}

TEST_CASE("a turret says of which class it is, and what of its plan it did", "[hq][integration]") {
    Post post(300ms);
    auto config = cannons(4);
    config.of = 3;
    config.index = 1;
    auto turret = post.turret(nap, config);
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    const auto& last = outcome.turrets.at(0);
    CHECK(last.name == "web-1");
    CHECK(outcome.turrets[0].class_name() == "web");
    CHECK(last.planned_cannons == 4);
    REQUIRE(last.work.has_value());
    CHECK_FALSE(last.work->open);
    CHECK(last.work->total > 0);
    CHECK(last.work->total <= 4 * 300);
    CHECK(last.work->planned <= last.work->total);
    CHECK(last.work->done == last.work->planned);
}

TEST_CASE("a run whose turrets are all told to leave ends soon and says so", "[hq][integration]") {
    Post post(1h);
    std::atomic<int> fired = 0;
    std::vector<std::unique_ptr<TurretThread>> turrets;
    for (const char* name : {"one", "two"}) {
        auto config = cannons(1);
        config.name = name;
        turrets.push_back(post.turret(
            [&](Lambda& t) {
                ++fired;
                nap(t);
            },
            config));
    }
    REQUIRE(post.loop.wait_turrets(2, {}));
    std::jthread eviction([&] {
        while (fired < 50) std::this_thread::sleep_for(1ms);
        for (auto& turret : turrets) turret->request_stop();
    });

    const auto outcome = post.loop.run({});
    for (auto& turret : turrets) CHECK(turret->join() == oct::TurretEnd::Stopped);

    CHECK(outcome.end == oct::RunEnd::NoTurretLeft);
    CHECK_FALSE(outcome.interrupted);
    REQUIRE(outcome.turrets.size() == 2);
    for (const auto& record : outcome.turrets) {
        CHECK(record.left.has_value());
        CHECK(record.last_word);
        CHECK(record.reason == "was told to leave");
        CHECK(record.work->planned < record.work->total);
    }
    CHECK(post.log.contains("because no turret is left: one left (was told to leave); two left"));
}

TEST_CASE("a run goes on with the turrets that are left", "[hq][integration]") {
    std::stop_source stop;
    Post post(1h);
    std::atomic<int> fired = 0;
    auto config = cannons(1);
    config.name = "stays";
    auto stays = post.turret(
        [&](Lambda& t) {
            nap(t);
            if (++fired == 200) stop.request_stop();
        },
        config);
    auto leaves = post.turret(nap);
    REQUIRE(post.loop.wait_turrets(2, {}));
    std::jthread eviction([&] {
        while (fired < 50) std::this_thread::sleep_for(1ms);
        leaves->request_stop();
    });

    const auto outcome = post.loop.run(stop.get_token());
    stays->join();
    leaves->join();

    CHECK(outcome.end == oct::RunEnd::Interrupted);
    REQUIRE(outcome.turrets.size() == 2);
    CHECK_FALSE(outcome.turrets[0].left.has_value());
    CHECK(outcome.turrets[1].left.has_value());
}

TEST_CASE("a drain that ends before the last word of a turret says so", "[hq][integration]") {
    std::atomic<bool> release = false;
    oct::HQOptions options;
    options.drain_deadline = 50ms;
    Post post(100ms, options);
    auto turret = post.turret([&](Lambda&) {
        while (!release) std::this_thread::sleep_for(1ms);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    release = true;
    turret->join();

    CHECK(outcome.drain_passed);
    CHECK(post.log.contains("after the stop not everything has arrived"));
    CHECK(post.log.contains("No last word has come of web"));
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
        CHECK(result.sample.epoch - outcome.start.started - result.sample.elapsed < 1s);
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
    CHECK(outcome.turrets[0].counts->fired == post.sink.results.size());
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

    CHECK(outcome.turrets[0].counts->fired == post.sink.results.size());
    CHECK(outcome.turrets[0].counts->fired > 20);
    std::uint64_t rejected = 0;
    for (const auto& [reason, count] : outcome.rejected) rejected += count;
    CHECK(rejected > 10);
    CHECK(post.log.contains("rejected a message"));
    CHECK(outcome.turrets[0].rejected == 0);  // it is none of the turret's
    CHECK(outcome.turrets[0].undelivered == 0);
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
    for (const auto& record : outcome.turrets) CHECK(record.last_word);
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
    // what the one missed for it is known
    const auto delay = [&](std::size_t i) { return outcome.turrets[i].health->start_delay; };
    REQUIRE(outcome.turrets[0].name == "late");
    CHECK(delay(0) > delay(1) + 100ms);
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

    CHECK(right > 0);
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
    CHECK(outcome.end == oct::RunEnd::Interrupted);
    CHECK(post.sink.results.size() == outcome.turrets[0].counts->fired);
}

TEST_CASE("a run ends when its turrets have fired all that their plans ask for",
          "[hq][integration]") {
    Post post(1h);
    oct::TurretConfig few = cannons(2);
    few.plan.iterations = 10;
    oct::TurretConfig late = cannons(1);
    late.plan.iterations = 20;
    std::atomic<bool> fired = false;
    std::unique_ptr<TurretThread> joining;
    oct::TurretConfig one = cannons(1);
    one.plan.iterations = 1;
    const auto stays = post.turret(nap, few, {});  // ready again while the others fire
    const auto waits = post.turret(
        [&](Lambda&) {  // the start of who joins late is not for who is done
            joining = post.turret(
                [&](Lambda&) {
                    fired = true;
                    fired.notify_all();
                },
                late);
            fired.wait(false);
        },
        one);
    REQUIRE(post.loop.wait_turrets(2, {}));

    const auto outcome = post.loop.run({});
    post.loop.kill_turrets();
    waits->join();
    joining->join();

    CHECK_FALSE(outcome.interrupted);
    CHECK(outcome.end == oct::RunEnd::Fulfilled);
    CHECK(outcome.run_time < 1h);
    REQUIRE(outcome.turrets.size() == 3);
    for (const auto& record : outcome.turrets) {
        CHECK(record.last_word);
        CHECK(record.received == record.counts->fired);
    }
    CHECK(post.sink.results.size() == 10 + 20 + 1);
    stays->request_stop();
    stays->join();
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

TEST_CASE("a turret whose HQ is not there does not stay to tell it that it ends",
          "[hq][integration]") {
    auto config = cannons(1);
    config.hq_address = "127.0.0.1";
    config.publish_port = 1;  // nobody listens
    config.rc_port = 2;
    std::stop_source stop;
    stop.request_stop();

    // A turret that stayed would do so for this long.
    oct::Turret turret(config, factory_of(nap), {.linger = 24h});

    CHECK(turret.run(stop.get_token()) == oct::TurretEnd::Stopped);
}

TEST_CASE("after stop a turret is ready for the next HQ", "[hq][integration]") {
    auto first = std::make_unique<Post>(150ms);
    const auto endpoints = first->endpoints();
    oct::net::Context context;
    TurretThread turret(context, endpoints, cannons(1), factory_of(nap), {});
    REQUIRE(first->loop.wait_turrets(1, {}));
    REQUIRE(first->loop.run({}).turrets.at(0).last_word);
    first.reset();

    // Commands and results have a connection each, and each comes back in its own time.
    Post second(2s, {}, endpoints);
    REQUIRE(second.loop.wait_turrets(1, {}));
    const auto outcome = second.loop.run({});

    turret.request_stop();
    CHECK(turret.join() == oct::TurretEnd::Stopped);
    REQUIRE(outcome.turrets.size() == 1);
    CHECK(outcome.turrets[0].last_word);
    CHECK(outcome.turrets[0].received > 0);
    CHECK(outcome.turrets[0].received == second.sink.results.size());
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
    REQUIRE(outcome.turrets[0].last_word);
    CHECK(outcome.turrets[0].counts->in_flight == 3);
    CHECK(outcome.turrets[0].counts->fired == 3);
    CHECK(post.sink.results.empty());
}

TEST_CASE("a cannon that never returns costs its own transaction only", "[hq][integration]") {
    // Never destroyed: threads that are left behind look at them until the program ends.
    static auto& release = *new std::atomic<bool>(false);
    static auto& left = *new std::atomic<int>(0);
    release = false;
    left = 0;
    // Long before a block is full or old.
    const auto hang = [](Lambda& self) {
        const auto timer = self.timer("step");
        while (!release) std::this_thread::sleep_for(1ms);
        const auto late = self.timer("too late");
        ++left;
    };
    Post post(300ms);
    auto turret = post.turret(
        [hang, shots = std::make_shared<std::atomic<int>>(0)](Lambda& self) {
            if (shots->fetch_add(1) >= 40) return hang(self);
            const auto timer = self.timer("quick");
        },
        cannons(4), {.once = true, .stop_deadline = 50ms});
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    CHECK(turret->join() == oct::TurretEnd::Stuck);
    release = true;
    while (left != 4) std::this_thread::yield();

    REQUIRE(outcome.turrets[0].last_word);
    const auto counts = *outcome.turrets[0].counts;
    CHECK(counts.fired == 44);
    CHECK(counts.in_flight == 4);
    CHECK(counts.undelivered == 0);
    CHECK(post.sink.results.size() == 40);
    for (const auto& result : post.sink.results) {
        REQUIRE(result.timers.size() == 1);
        CHECK(result.timers[0].first == "quick");
    }
}

TEST_CASE("a coroutine that blocks its loop costs what is in flight on that loop only",
          "[hq][integration]") {
    // Never destroyed: the thread that is left behind looks at them until the program ends.
    static auto& release = *new std::atomic<bool>(false);
    static auto& shots = *new std::atomic<int>(0);
    struct Hangs final : oct::AsyncTransaction {
        oct::Task<> run() override {
            if (++shots > 40) release.wait(false);
            co_return;
        }
    };
    release = false;
    shots = 0;
    Post post(300ms);
    auto config = cannons(4);
    config.loop_threads = 1;
    TurretThread turret(post.turrets, post.endpoints(), config,
                        [](const oct::TransactionConfig&) { return std::make_unique<Hangs>(); },
                        {.once = true, .stop_deadline = 50ms});
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    CHECK(turret.join() == oct::TurretEnd::Stuck);
    release = true;
    release.notify_all();

    REQUIRE(outcome.turrets[0].last_word);
    const auto counts = *outcome.turrets[0].counts;
    CHECK(counts.fired == 41);
    CHECK(counts.in_flight == 1);
    CHECK(counts.undelivered == 0);
    CHECK(post.sink.results.size() == 40);
}

TEST_CASE("bad values of custom timers are counted and said, and cost no result",
          "[hq][integration]") {
    Post post(200ms);
    auto turret = post.turret([shots = std::make_shared<std::atomic<int>>(0)](Lambda& self) {
        const int shot = shots->fetch_add(1);
        if (shot < 3) self.record("queue", -1ms);
        if (shot == 0) self.record("", 1ms);
        self.record("good", 1ms);
        std::this_thread::sleep_for(1ms);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    const auto& record = outcome.turrets.at(0);
    CHECK(outcome.bad_values ==
          std::vector<std::pair<std::string, std::uint64_t>>{{"queue", 3}, {"", 1}});
    CHECK(record.remarks.empty());
    CHECK(record.health->bad_values == 4);
    CHECK(record.rejected == 0);
    CHECK(record.counts->fired == post.sink.results.size());
    for (const auto& result : post.sink.results) CHECK(result.timers.size() == 1);
}

namespace {

/// Holds its HQ up from its first results on until `moment` after the start.
class Blocker final : public oct::ResultSink {
public:
    explicit Blocker(std::chrono::nanoseconds moment) : moment_(moment) {}
    void start(const oct::RunStart& /*run*/) override { end_ = oct::Clock::real().now() + moment_; }
    void consume(const oct::SampleBlock& /*block*/) override {
        (void)oct::Clock::real().wait_until(end_, {});
    }

private:
    const std::chrono::nanoseconds moment_;
    oct::SteadyTime end_{};
};

}  // namespace

TEST_CASE("an HQ that is held up says how late its stop was, and the load ends as planned",
          "[hq][integration]") {
    Blocker blocker(1500ms);
    Post post(300ms, {.sinks = {&blocker}});
    auto turret = post.turret(nap, cannons(2));
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    turret->join();

    CHECK(outcome.run_time == 300ms);
    CHECK(outcome.stop_late >= 1s);
    CHECK(outcome.clock_steps.empty());
    REQUIRE_FALSE(post.sink.results.empty());
    for (const auto& result : post.sink.results)
        CHECK(result.sample.elapsed - result.sample.service < 300ms);
}

TEST_CASE("a turret can be destroyed while a run still does not return", "[hq][integration]") {
    // Never destroyed: the thread that is left behind looks at it until the program ends.
    static auto& opened = *new std::atomic<bool>(false);
    Post post(100ms);
    oct::TurretConfig config = cannons(2);
    config.publish_port = post.loop.publish_port();
    config.rc_port = post.loop.rc_port();
    auto end = oct::TurretEnd::Once;
    {
        std::jthread thread([&] {
            oct::Turret turret(config, factory_of([](Lambda&) { opened.wait(false); }),
                               {.once = true, .stop_deadline = 50ms});
            end = turret.run();
        });
        REQUIRE(post.loop.wait_turrets(1, {}));
        (void)post.loop.run({});
    }

    CHECK(end == oct::TurretEnd::Stuck);
}

TEST_CASE("a transaction whose constructor throws aborts the turret and tells the HQ",
          "[hq][integration]") {
    Post post(100ms);
    RecordingLog& log = post.log;
    const auto refuses = [](const oct::TransactionConfig&) -> std::unique_ptr<oct::Transaction> {
        throw std::runtime_error("no license");
    };

    CHECK_THROWS_WITH(
        oct::turret::TurretControl(post.turrets, post.endpoints(), cannons(2), refuses, {}),
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

TEST_CASE("a turret says once that another HQ has come, however often that speaks",
          "[hq][integration]") {
    oct::net::Context context;
    oct::net::Socket publisher(context, oct::net::SocketKind::Publish);
    const auto published = publisher.bind("tcp://127.0.0.1:*");
    oct::net::Socket pull(context, oct::net::SocketKind::Pull);
    const auto collector = pull.bind("tcp://127.0.0.1:*");
    RecordingLog log;
    std::atomic<bool> fired = false;
    std::atomic<bool> release = false;
    TurretThread turret(context, {published, collector}, cannons(1), factory_of([&](Lambda& t) {
                            fired = true;
                            while (!release) nap(t);
                        }),
                        {.once = true, .log = &log});
    while (!fired) {
        publisher.send(R"( {"command":"start","msg":null,"oct":{"v":2,"hq":"first"}})");
        std::this_thread::sleep_for(5ms);
    }

    for (int i = 0; i < 3; ++i)
        publisher.send(R"( {"command":"status_request","msg":null,"oct":{"v":2,"hq":"second"}})");
    publisher.send(R"( {"command":"status_request","msg":null,"oct":{"v":2,"hq":"first"}})");
    oct::net::Message message;
    while (!pull.receive(message) || message.bytes().find("Stopping") == std::string_view::npos)
        std::this_thread::sleep_for(1ms);
    release = true;
    turret.join();

    CHECK(log.lines_with("another HQ") == 1);
}

TEST_CASE("turrets that fire in one process are watched by one thread, and only then",
          "[hq][integration]") {
    std::stop_source stop;
    Post post(1h);
    const auto body = [&](Lambda& t) {
        nap(t);
        if (oct::turret::Watcher::watches() == 2) stop.request_stop();
    };
    auto first = post.turret(body, cannons(1), {});
    auto second = post.turret(body, cannons(1), {});
    REQUIRE(post.loop.wait_turrets(2, {}));
    CHECK(oct::turret::Watcher::watches() == 0);

    const auto outcome = post.loop.run(stop.get_token());

    CHECK(oct::turret::Watcher::watches() == 0);  // both are ready for another run
    CHECK(outcome.received > 0);
    post.loop.kill_turrets();
    CHECK(first->join() == oct::TurretEnd::Killed);
    CHECK(second->join() == oct::TurretEnd::Killed);
}

namespace {

/// A turret that speaks version 2 by hand.
class HandMade {
public:
    explicit HandMade(const Post& post) : HandMade(post.endpoints()) {}
    explicit HandMade(const oct::turret::Endpoints& hq)
        : push_(context_, oct::net::SocketKind::Push) {
        push_.connect(hq.collector);
        subscribe_.connect(hq.publisher);
        subscribe_.subscribe("");
    }
    /// Says its status again and again until the HQ has sent `kind`; returns the HQ's instance.
    std::string status_until(const std::string& word, oct::wire::CommandKind kind) {
        oct::net::Message message;
        while (true) {
            status(word);
            std::this_thread::sleep_for(5ms);
            while (subscribe_.receive(message)) {
                const auto command = oct::wire::decode_command(message.bytes(), "u-1");
                if (command && command->kind == kind) return command->announcement->hq;
            }
        }
    }
    void status(const std::string& word, const std::string& hq = "", std::uint64_t sent = 0,
                bool last_word = false) {
        oct::TurretStatus status;
        status.name = "web";
        status.uuid = "u-1";
        status.status = word;
        status.hq = hq;
        status.last_word = last_word;
        if (!hq.empty()) status.counts = oct::TurretCounts{sent, 0, sent, sent, 0, 0, 0};
        send(oct::wire::encode_status(status, true));
    }
    /// Says `message` again and again until the HQ has sent `kind`; an empty one: only listens.
    void say_until(const std::string& message, oct::wire::CommandKind kind) {
        oct::net::Message heard;
        while (true) {
            if (!message.empty()) send(message);
            std::this_thread::sleep_for(5ms);
            while (subscribe_.receive(heard)) {
                const auto command = oct::wire::decode_command(heard.bytes(), "o");
                if (command && command->kind == kind) return;
            }
        }
    }
    using Make = std::function<void(oct::SampleBlock&, oct::Sample&)>;
    void batch(
        const std::string& hq, std::uint64_t seq, int count,
        const Make& make = [](oct::SampleBlock& block, oct::Sample&) {
            block.add_timer(block.intern("get"), 1ms);
        }) {
        oct::SampleBlock block;
        for (int i = 0; i < count; ++i) {
            oct::Sample sample{.elapsed = 1ms, .epoch = oct::WallTime(1s + 1ms), .service = 1ms};
            make(block, sample);
            block.append(sample);
        }
        oct::wire::BatchEncoder encoder("web", "u-1");
        encoder.begin_run(hq);
        encoder.add(block, 0);
        send(encoder.message(seq));
    }
    void send(std::string_view message) {
        while (!push_.send(message)) std::this_thread::sleep_for(1ms);
    }

private:
    oct::net::Context context_;
    oct::net::Socket push_;
    oct::net::Socket subscribe_{context_, oct::net::SocketKind::Subscribe};
};

std::uint64_t rejected(const oct::RunOutcome& outcome, std::string_view reason) {
    for (const auto& [text, count] : outcome.rejected)
        if (text == reason) return count;
    return 0;
}

}  // namespace

TEST_CASE("results that never came and those that came twice stand in the turret's account",
          "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade turret(post);
        const auto hq = turret.status_until("ready", oct::wire::CommandKind::Start);
        turret.status("Running", hq);
        turret.batch(hq, 1, 10);
        turret.batch(hq, 1, 10);  // again
        turret.batch(hq, 16, 5);  // 11 … 15 are lost
        turret.batch(hq, 20, 2);  // 20 again, 21 new
        turret.send("OCT\x02");   // malformed: the account shows it as a gap
        stop.request_stop();
        turret.status_until("Running", oct::wire::CommandKind::Stop);
        turret.status("done", hq, 24, true);  // 22 … 24 never came
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    CHECK(post.sink.results.size() == 16);
    REQUIRE(outcome.turrets.size() == 1);
    CHECK(outcome.turrets[0].received == 16);
    CHECK(outcome.turrets[0].rejected == 1);
    CHECK(outcome.turrets[0].undelivered == 7);
    CHECK(outcome.turrets[0].repeated == 11);
    CHECK(post.log.contains("7 of its results never came, 11 came again"));
    CHECK(rejected(outcome, "batch that is malformed or cut short") == 1);
}

TEST_CASE("one bad time costs one result, and the turret's account has it", "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade turret(post);
        const auto hq = turret.status_until("ready", oct::wire::CommandKind::Start);
        turret.status("Running", hq);
        turret.batch(hq, 1, 100, [](oct::SampleBlock& block, oct::Sample& sample) {
            if (block.size() == 40) sample.service = -1ns;
            block.add_timer(block.intern("queue"), block.size() == 50 ? -1ns : 1ns);
        });
        stop.request_stop();
        turret.status_until("Running", oct::wire::CommandKind::Stop);
        turret.status("done", hq, 100, true);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    CHECK(post.sink.results.size() == 99);
    CHECK(outcome.turrets.at(0).received == 99);
    CHECK(outcome.turrets[0].rejected == 1);
    CHECK(outcome.turrets[0].undelivered == 0);
    CHECK(outcome.bad_values == std::vector<std::pair<std::string, std::uint64_t>>{{"queue", 1}});
}

TEST_CASE("what cannot be read is charged to whom it came from, and a stranger's to nobody",
          "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade turret(post);
        HandMade stranger(post);
        const std::string status = R"("turret":"old","uuid":"o","cannons":1})";
        turret.send("before the run it costs nothing");
        turret.say_until(R"({"status":"ready",)" + status, oct::wire::CommandKind::Start);
        turret.send(R"({"status":"Running",)" + status);
        for (int i = 0; i < 60; ++i) stranger.send(i % 2 == 0 ? "" : "OCT\x02");
        stranger.send(std::string(2 << 20, '{'));
        stranger.say_until("", oct::wire::CommandKind::StatusRequest);
        turret.send("");
        turret.send(R"({"turret_name":"old","elapsed":0.1,"epoch":1})");
        turret.send(std::string(2 << 20, '{'));
        turret.say_until("", oct::wire::CommandKind::StatusRequest);
        stop.request_stop();
        turret.say_until("", oct::wire::CommandKind::Stop);
        turret.send(R"({"status":"ready",)" + status);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    CHECK(outcome.turrets.at(0).rejected == 3);
    CHECK_FALSE(outcome.turrets[0].lost.has_value());
    CHECK(rejected(outcome, "empty message") == 31);
    CHECK(rejected(outcome, "batch that is malformed or cut short") == 30);
    CHECK(rejected(outcome, "JSON of more than 1 MiB") == 2);
}

TEST_CASE("kill reaches a turret of version 1 that is reconnecting at that moment",
          "[hq][integration]") {
    oct::HQOptions options;
    options.silence = 100ms;
    Post post(1h, options);
    std::stop_source stop;
    std::atomic<bool> over = false;
    std::atomic<bool> killed = false;
    std::jthread peer([&] {
        const std::string ready = R"({"turret":"old","status":"ready","uuid":"o","cannons":0})";
        {
            HandMade turret(post);
            turret.say_until(ready, oct::wire::CommandKind::Start);
            stop.request_stop();
            turret.say_until("", oct::wire::CommandKind::Stop);
        }
        over.wait(false);
        std::this_thread::sleep_for(300ms);
        HandMade turret(post);
        turret.say_until("", oct::wire::CommandKind::Kill);
        killed = true;
        turret.send(R"({"turret":"old","status":"Killed","uuid":"o","cannons":0})");
    });
    REQUIRE(post.loop.wait_turrets(1, {}));
    const auto outcome = post.loop.run(stop.get_token());
    over = true;
    over.notify_all();

    post.loop.kill_turrets();

    CHECK(killed);
    CHECK_FALSE(outcome.turrets.at(0).lost.has_value());
}

TEST_CASE("a turret of version 1 that goes for good at the stop costs no whole drain",
          "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade turret(post);
        turret.say_until(R"({"turret":"old","status":"ready","uuid":"o","cannons":3})",
                         oct::wire::CommandKind::Start);
        stop.request_stop();
        turret.say_until("", oct::wire::CommandKind::Stop);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    CHECK_FALSE(outcome.drain_passed);
    CHECK(outcome.turrets.at(0).in_flight == 3);
    CHECK_FALSE(outcome.turrets[0].lost.has_value());
    CHECK(post.log.contains("still waiting for what turrets fired before it: old"));
}

TEST_CASE("results that come before their turret says who it is are its own", "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade other(post);
        other.say_until(R"({"turret":"other","status":"ready","uuid":"x","cannons":1})",
                        oct::wire::CommandKind::Start);
        HandMade turret(post);
        const std::string result =
            R"({"turret_name":"old","elapsed":0,"scriptrun_time":0,"epoch":)";
        turret.send(result + "4000000000}");
        turret.say_until("", oct::wire::CommandKind::StatusRequest);
        turret.send(R"({"turret":"old","status":"Running","uuid":"o","cannons":1})");
        turret.send(result + "4000000001}");
        turret.say_until("", oct::wire::CommandKind::StatusRequest);
        stop.request_stop();
        turret.say_until("", oct::wire::CommandKind::Stop);
        turret.send(R"({"turret":"old","status":"ready","uuid":"o","cannons":1})");
        other.send(R"({"turret":"other","status":"ready","uuid":"x","cannons":1})");
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    REQUIRE(outcome.turrets.size() == 2);
    CHECK(outcome.turrets[0].name == "old");
    CHECK(outcome.turrets[0].early == 1);
    CHECK(outcome.turrets[0].received == 2);
    CHECK(post.sink.results.size() == 2);
}

TEST_CASE("a late result of version 1 does not meet the next run as an error",
          "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade turret(post);
        const std::string late =
            R"({"turret_name":"old","elapsed":61.5,"epoch":1.5,"scriptrun_time":1.5})";
        turret.send(late);
        turret.say_until(R"({"turret":"old","status":"ready","uuid":"o"})",
                         oct::wire::CommandKind::Start);
        turret.send(late);
        turret.send(R"({"turret_name":"old","elapsed":0.1,"epoch":1795335033,"scriptrun_time":0})");
        turret.send(R"({"turret":"old","status":"Running","uuid":"o"})");
        turret.say_until("", oct::wire::CommandKind::StatusRequest);
        stop.request_stop();
        turret.say_until("", oct::wire::CommandKind::Stop);
        turret.send(R"({"turret":"old","status":"ready","uuid":"o"})");
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    CHECK(post.sink.results.size() == 1);
    CHECK(rejected(outcome, oct::kOfAnotherRun) == 1);
    CHECK_FALSE(post.log.contains("rejected a message"));
}

TEST_CASE("a result from before the stop is none that was waited for after it",
          "[hq][integration]") {
    /// Ends the run in the middle of taking messages: the result before this one is in a block.
    struct Interrupter final : oct::LogSink {
        void write(oct::LogLevel, std::string_view, std::string_view message) override {
            if (message.find("empty message") != std::string_view::npos) stop.request_stop();
        }
        std::stop_source stop;
    } interrupter;
    oct::HQOptions options;
    options.silence = 50ms;
    options.drain_deadline = 1500ms;  // long enough for quiet
    oct::net::Context context;
    options.log = &interrupter;
    oct::hq::RunControl loop(context, {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", ""}, 1h, options);
    std::jthread peer([&] {
        HandMade turret({"tcp://127.0.0.1:" + std::to_string(loop.publish_port()),
                         "tcp://127.0.0.1:" + std::to_string(loop.rc_port())});
        turret.say_until(R"({"turret":"old","status":"ready","uuid":"o","cannons":1})",
                         oct::wire::CommandKind::Start);
        turret.send(R"({"turret":"old","status":"Running","uuid":"o","cannons":1})");
        turret.send(R"({"turret_name":"old","elapsed":0.1,"epoch":1795335033,"scriptrun_time":0})");
        turret.send("");
        turret.say_until("", oct::wire::CommandKind::Stop);
    });
    REQUIRE(loop.wait_turrets(1, {}));

    const auto outcome = loop.run(interrupter.stop.get_token());
    peer.join();

    CHECK(outcome.received == 1);
    CHECK(outcome.turrets.at(0).in_flight == 1);
    CHECK_FALSE(outcome.turrets[0].lost.has_value());
    CHECK_FALSE(outcome.drain_passed);  // it has no last word
}

TEST_CASE("results of another run are told apart and not taken", "[hq][integration]") {
    Post post(1h);
    std::stop_source stop;
    std::jthread peer([&] {
        HandMade turret(post);
        const auto hq = turret.status_until("ready", oct::wire::CommandKind::Start);
        turret.status("Running", hq);
        turret.batch("the HQ before", 700, 30);
        turret.batch(hq, 1, 10);
        stop.request_stop();
        turret.status_until("Running", oct::wire::CommandKind::Stop);
        turret.status("done", hq, 10, true);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());
    peer.join();

    CHECK(post.sink.results.size() == 10);
    CHECK(rejected(outcome, oct::kOfAnotherRun) == 30);
    CHECK(outcome.turrets[0].undelivered == 0);
}

TEST_CASE("a run whose only turret goes away ends before its time", "[hq][integration]") {
    oct::HQOptions options;
    options.silence = 100ms;
    Post post(1h, options);
    std::jthread peer([&] {
        HandMade turret(post);
        const auto hq = turret.status_until("ready", oct::wire::CommandKind::Start);
        turret.batch(hq, 1, 10);
        turret.status("Running", hq, 30);
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    peer.join();

    CHECK(outcome.end == oct::RunEnd::NoTurretLeft);
    CHECK(outcome.turrets.at(0).lost.has_value());
    CHECK(outcome.turrets[0].undelivered == 20);
    CHECK(post.log.contains("no turret is left: web is lost"));
}

TEST_CASE("a turret whose process is known to have ended is named and not waited for",
          "[hq][integration]") {
    struct Undertaker : oct::RunObserver {
        void progress(const oct::Progress&) override {
            if (gone.exchange(false)) hq->loop.turret_ended("web", "ended by SIGKILL (signal 9)");
        }
        std::atomic<bool> gone = false;
        Post* hq = nullptr;
    } undertaker;
    oct::HQOptions options;
    options.silence = 1h;
    options.observers = {&undertaker};
    Post post(1h, options);
    undertaker.hq = &post;
    std::jthread peer([&] {
        {
            HandMade turret(post);
            turret.status("Running", turret.status_until("ready", oct::wire::CommandKind::Start));
        }
        undertaker.gone = true;
    });
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run({});
    peer.join();

    CHECK(outcome.end == oct::RunEnd::NoTurretLeft);
    CHECK(outcome.turrets.at(0).end == "ended by SIGKILL (signal 9)");
    CHECK(post.log.contains("no turret is left: web ended by SIGKILL (signal 9)"));
}

TEST_CASE("a turret sends batches to who has announced version 2 and else one result a message",
          "[hq][integration]") {
    const auto announced = GENERATE(false, true);
    oct::net::Context context;
    oct::net::Socket publisher(context, oct::net::SocketKind::Publish);
    const auto published = publisher.bind("tcp://127.0.0.1:*");
    oct::net::Socket pull(context, oct::net::SocketKind::Pull);
    const auto collector = pull.bind("tcp://127.0.0.1:*");
    TurretThread turret(context, {published, collector}, cannons(1), factory_of(nap),
                        {.once = true});
    const std::string oct_key = announced ? R"(,"oct":{"v":2,"hq":"hq-7"})" : "";
    oct::net::Message message;
    int results = 0;
    int batches = 0;
    while (results + batches < 5) {
        publisher.send(R"( {"command":"start","msg":null)" + oct_key + "}");
        std::this_thread::sleep_for(5ms);
        while (pull.receive(message)) {
            results += message.bytes().find("scriptrun_time") != std::string_view::npos;
            batches += oct::wire::is_batch(message.bytes());
        }
    }
    publisher.send(R"( {"command":"stop","msg":null)" + oct_key + "}");
    turret.join();

    CHECK((announced ? results : batches) == 0);
}

TEST_CASE("who listens to the external publisher gets one JSON object for each result of a batch",
          "[hq][integration]") {
    oct::net::Context context;
    RecordingSink sink;
    oct::HQOptions options;
    options.publisher_channel = "live";
    options.sinks = {&sink};
    std::stop_source stop;
    // The port is chosen by the system and told nobody: inproc has a name.
    oct::hq::RunControl loop(context, {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", "inproc://live"},
                             1h, options);
    oct::net::Socket live(context, oct::net::SocketKind::Subscribe);
    live.connect("inproc://live");
    live.subscribe("live");
    oct::net::Context turrets;
    TurretThread turret(turrets,
                        {"tcp://127.0.0.1:" + std::to_string(loop.publish_port()),
                         "tcp://127.0.0.1:" + std::to_string(loop.rc_port())},
                        cannons(1), factory_of([](Lambda& t) {
                            auto timer = t.timer("a timer");
                            nap(t);
                        }),
                        {.once = true});
    std::vector<std::string> frames;
    std::jthread listener([&] {
        oct::net::Message message;
        while (frames.size() < 20) {
            if (live.receive(message))
                frames.emplace_back(message.bytes());
            else
                std::this_thread::sleep_for(1ms);
        }
        stop.request_stop();
    });
    REQUIRE(loop.wait_turrets(1, {}));
    loop.run(stop.get_token());
    listener.join();
    turret.join();

    oct::wire::Decoder decoder;
    for (std::size_t i = 0; i < frames.size(); i += 2) {
        CHECK(frames[i] == "live");
        oct::SampleBlock block;
        REQUIRE(decoder.decode(frames[i + 1], block) == oct::wire::MessageKind::Result);
        decoder.append(block, decoder.sender());
        const oct::Sample& sample = block.samples()[0];
        CHECK(block.name(sample.turret) == "web");
        CHECK(block.name(sample.turret_uuid) == turret.uuid());
        CHECK(sample.epoch == sink.results.at(i / 2).sample.epoch);
        CHECK(sample.service == sink.results.at(i / 2).sample.service);
        CHECK(block.timers(sample).size() == 1);
    }
}

TEST_CASE("an HQ has one run and refuses a second one", "[hq][integration]") {
    Post post(100ms);
    auto turret = post.turret(nap);
    REQUIRE(post.loop.wait_turrets(1, {}));
    post.loop.run({});
    turret->join();
    const std::size_t results = post.sink.results.size();

    CHECK_THROWS_WITH(post.loop.run({}),
                      "HQ::run: this HQ has had its run: the next run needs another HQ");
    CHECK_THROWS_WITH(post.loop.wait_turrets(1, {}),
                      "HQ::wait_turrets: this HQ has had its run: the next run needs another HQ");
    CHECK(post.sink.results.size() == results);
    CHECK(post.sink.finished.size() == 1);
}

TEST_CASE("turrets shut down when they are told to, before a run and after it",
          "[hq][integration]") {
    const bool after_a_run = GENERATE(false, true);
    Post post(100ms);
    auto turret = post.turret(nap, {}, {});
    REQUIRE(post.loop.wait_turrets(1, {}));
    if (after_a_run) post.loop.run({});

    post.loop.kill_turrets();

    CHECK(turret->join() == oct::TurretEnd::Killed);
}

TEST_CASE("an observer is told while an HQ waits, though nothing changes", "[hq][integration]") {
    struct Patient : oct::RunObserver {
        void waiting(std::uint64_t missing) override {
            told.push_back(missing);
            if (told.size() == 3) stop.request_stop();
        }
        std::vector<std::uint64_t> told;
        std::stop_source stop;
    } patient;
    oct::HQOptions options;
    options.observers = {&patient};
    Post post(1h, options);

    CHECK_FALSE(post.loop.wait_turrets(2, patient.stop.get_token()));

    CHECK(patient.told == std::vector<std::uint64_t>{2, 2, 2});
}

TEST_CASE("turrets stop when an observer gives the run up", "[hq][integration]") {
    const std::string hook = GENERATE("starting", "progress");
    CAPTURE(hook);
    struct Quitter : oct::RunObserver {
        void starting() override { quit_in("starting"); }
        void progress(const oct::Progress& now) override {
            if (now.transactions > 0) quit_in("progress");
        }
        void quit_in(const std::string& here) const {
            if (here == hook) throw std::runtime_error("enough");
        }
        std::string hook;
    } quitter;
    quitter.hook = hook;
    oct::HQOptions options;
    options.observers = {&quitter};
    Post post(1h, options);
    auto turret = post.turret(nap);
    REQUIRE(post.loop.wait_turrets(1, {}));

    CHECK_THROWS_WITH(post.loop.run({}), "enough");

    CHECK_THROWS_WITH(post.loop.run({}), Catch::Contains("has had its run"));
    CHECK(post.sink.results.empty() == (hook == "starting"));
    CHECK(post.sink.finished.empty());
    if (hook == "starting") turret->request_stop();
    turret->join();
}

TEST_CASE("a stopped_by that throws costs its answer only", "[hq][integration]") {
    std::stop_source stop;
    struct StopsAtStart : oct::RunObserver {
        explicit StopsAtStart(std::stop_source& source) : source_(source) {}
        void starting() override { source_.request_stop(); }
        std::stop_source& source_;
    } stops(stop);
    oct::HQOptions options;
    options.observers = {&stops};
    options.stopped_by = []() -> std::string { throw std::runtime_error("nobody knows"); };
    Post post(10s, options);
    const auto turret = post.turret(nap);
    REQUIRE(post.loop.wait_turrets(1, {}));

    const auto outcome = post.loop.run(stop.get_token());

    CHECK(outcome.interrupted);
    CHECK(outcome.stopped_by.empty());
    CHECK(post.log.contains("HQOptions::stopped_by: nobody knows"));
}
