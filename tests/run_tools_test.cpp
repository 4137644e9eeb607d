// Devices, a run through a forwarder, and a report made again.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "support/catch.hpp"
#include "support/in_process.hpp"
#include "support/recording_sink.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <future>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// A device on free ports, on a thread of its own.
class DeviceThread {
public:
    explicit DeviceThread(Device device) {
        std::promise<std::pair<std::uint16_t, std::uint16_t>> bound;
        auto ports = bound.get_future();
        thread_ = std::jthread([device, &bound](const std::stop_token& stop) {
            DeviceOptions options;
            options.bound = [&](auto frontend, auto backend) {
                bound.set_value({frontend, backend});
            };
            run_device(device, options, stop);
        });
        std::tie(frontend_, backend_) = ports.get();
    }
    std::string frontend() const { return "127.0.0.1:" + std::to_string(frontend_); }
    std::string backend() const { return "127.0.0.1:" + std::to_string(backend_); }
    std::uint16_t backend_port() const { return backend_; }

private:
    std::uint16_t frontend_ = 0;
    std::uint16_t backend_ = 0;
    std::jthread thread_;
};

/// The next message, waited for.
std::string next(net::Socket& socket) {
    net::Poller poller;
    poller.add_readable(socket);
    net::Message message;
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < deadline) {
        if (socket.receive(message))
            return std::string(message.bytes()) + (message.more() ? "|" : "");
        poller.wait(1s);
    }
    return "(nothing)";
}

}  // namespace

TEST_CASE("a forwarder passes every frame on to every subscriber", "[run][integration]") {
    const DeviceThread device(Device::Forwarder);
    net::Context context;
    net::Socket first(context, net::SocketKind::Subscribe);
    net::Socket second(context, net::SocketKind::Subscribe);
    net::Socket publisher(context, net::SocketKind::Publish);
    for (net::Socket* socket : {&first, &second}) {
        socket->subscribe("");
        socket->connect("tcp://" + device.backend());
    }
    publisher.connect("tcp://" + device.frontend());
    net::Message message;
    // A subscriber misses what was sent before it was there: until both have something.
    for (bool one = false, two = false; !one || !two;) {
        publisher.send("hello");
        std::this_thread::sleep_for(1ms);
        one = one || first.receive(message);
        two = two || second.receive(message);
    }

    const std::string bytes("topic\0\xff", 7);
    publisher.send(bytes, true);
    publisher.send("body");

    for (net::Socket* socket : {&first, &second}) {
        std::string got;
        do got = next(*socket);
        while (got == "hello");
        CHECK(got == bytes + "|");
        CHECK(next(*socket) == "body");
    }
}

TEST_CASE("a streamer loses nothing while nobody receives", "[run][integration]") {
    const DeviceThread device(Device::Streamer);
    net::Context context;
    net::Socket push(context, net::SocketKind::Push);
    push.connect("tcp://" + device.frontend());
    net::Poller writable;
    writable.add_writable(push);
    constexpr int kMessages = 2000;
    for (int i = 0; i < kMessages; ++i)
        while (!push.send(std::to_string(i))) writable.wait(1s);

    net::Socket pull(context, net::SocketKind::Pull);
    pull.connect("tcp://" + device.backend());

    for (int i = 0; i < kMessages; ++i) REQUIRE(next(pull) == std::to_string(i));
}

TEST_CASE("a device ends when it is asked to, whatever it holds", "[run][integration]") {
    net::Context context;
    net::Socket push(context, net::SocketKind::Push, {.high_water_mark = 100});
    {
        const DeviceThread device(Device::Streamer);
        push.connect("tcp://" + device.frontend());
        net::Poller writable;
        writable.add_writable(push);
        for (int i = 0; i < 100; ++i) {
            writable.wait(1s);
            push.send("nobody receives this");
        }
    }
    SUCCEED("its destructor came back");
}

TEST_CASE("a device whose port is taken says which", "[run][integration]") {
    const DeviceThread device(Device::Forwarder);
    DeviceOptions options;
    options.backend = device.backend_port();

    CHECK_THROWS_WITH(
        run_device(Device::Forwarder, options, {}),
        Contains("127.0.0.1:" + std::to_string(device.backend_port()) + " is in use"));
}

TEST_CASE("an HQ commands its turrets through a forwarder", "[run][integration]") {
    const DeviceThread device(Device::Forwarder);
    RecordingSink sink;
    HQOptions options;
    options.sinks = {&sink};
    options.forwarder = device.frontend();
    Config config;
    config.run_time = 300ms;
    config.rc_port = 0;
    HQ hq(config, options);
    CHECK(hq.publish_port() == 0);
    net::Context context;
    TurretConfig turret_config;
    turret_config.name = "web";
    TurretThread turret(
        context, {"tcp://" + device.backend(), "tcp://127.0.0.1:" + std::to_string(hq.rc_port())},
        turret_config, factory_of([](Lambda&) { std::this_thread::sleep_for(1ms); }), {});
    REQUIRE(hq.wait_turrets(1));

    const auto outcome = hq.run();
    hq.kill_turrets();

    CHECK(turret.join() == TurretEnd::Killed);
    REQUIRE(outcome.turrets.size() == 1);
    CHECK(outcome.turrets[0].last_word);
    CHECK(outcome.turrets[0].received == sink.results.size());
    CHECK(sink.results.size() > 10);
}

TEST_CASE("a report made again is the report that was made", "[run]") {
    const TempDir dir;
    const auto results = dir.path() / "results/results_1";
    {
        StatsHandler handler(results, config_of());
        handler.start({"hq", kStart});
        handler.consume(block_of({{.elapsed = 1s, .error = "HTTP 500"}, {.elapsed = 2s}}));
        handler.finish(outcome_of({turret_of(2)}));
    }
    const auto database = results / "results.sqlite";
    const auto config =
        dir.file("config.json",
                 R"({"run_time": 30, "results_ts_interval": 10, "progress_bar": true,
                     "testing": false, "turrets": []})");

    const Summary first = rebuild_results(results, database, config);
    std::filesystem::rename(results / "results.html", results / "first.html");
    const Summary second = rebuild_results(results, database, config);

    CHECK(first.to_json() == second.to_json());
    CHECK(second.transactions == 2);
    CHECK(second.errors == 1);
    CHECK(std::filesystem::file_size(results / "results.html") ==
          std::filesystem::file_size(results / "first.html"));
}

TEST_CASE("a report made again uses the template of its project", "[run]") {
    const TempDir dir;
    {
        StatsHandler handler(dir.path() / "results/results_1", config_of());
        handler.start({"hq", kStart});
        handler.finish(outcome_of({}));
    }
    const auto results = dir.path() / "results/results_1";
    const auto config =
        dir.file("results/results_1/config.json",
                 R"({"run_time": 30, "results_ts_interval": 10, "progress_bar": true,
                     "testing": false, "turrets": []})");
    const auto page = dir.file("templates/report.html", "our own page");
    std::filesystem::permissions(dir.file("templates/css/style.css", "our own style"),
                                 std::filesystem::perms::owner_read);

    rebuild_results(results, results / "results.sqlite", config);

    const auto style = std::filesystem::status(results / "css/style.css").permissions();
    CHECK((style & std::filesystem::perms::owner_write) != std::filesystem::perms::none);
    std::ifstream written(results / "results.html");
    CHECK(std::string(std::istreambuf_iterator<char>(written), {}) == "our own page");
}

TEST_CASE("rebuilding without a folder or a database says what is missing", "[run]") {
    const TempDir dir;
    const auto config =
        dir.file("config.json",
                 R"({"run_time": 30, "results_ts_interval": 10, "progress_bar": true,
                     "testing": false, "turrets": []})");

    CHECK_THROWS_WITH(rebuild_results(dir.path() / "nowhere", "x.sqlite", config),
                      Contains("nowhere"));
    CHECK_THROWS_WITH(rebuild_results(dir.path(), dir.path() / "x.sqlite", config),
                      Contains("x.sqlite"));
    CHECK_THROWS_WITH(rebuild_results(dir.path(), "x.sqlite", dir.path() / "no.json"),
                      Contains("no.json"));
}
