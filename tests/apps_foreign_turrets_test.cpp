// The turrets of the documentation, in Python and in C++ without liboct, against a real HQ.
#include <oct/hq.hpp>
#include <oct/results.hpp>

#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/recording_log.hpp"
#include "support/recording_sink.hpp"

#include <algorithm>
#include <memory>

using namespace std::chrono_literals;
using namespace oct::testing;

namespace {

/// Configuration of a turret for this HQ, in a file.
std::filesystem::path config_for(const oct::HQ& hq, const TempDir& dir) {
    return dir.file("config.json",
                    "{\"name\": \"navigation\", \"cannons\": 3, \"rampup\": 0.2, \"script\": \"" +
                        source_dir() +
                        "/examples/python_turret/v_user.py\", \"hq_address\": \"127.0.0.1\", "
                        "\"hq_publisher\": " +
                        std::to_string(hq.publish_port()) +
                        ", \"hq_rc\": " + std::to_string(hq.rc_port()) + "}");
}

/// Waits for no turret that has ended.
struct Guard final : oct::RunObserver {
    void waiting(std::uint64_t) override {
        if (started != nullptr && started->ended())
            throw std::runtime_error("the turret ended: " + started->output());
    }
    const Program* started = nullptr;
};

}  // namespace

TEST_CASE("a turret of the documentation fires in two runs and ends on kill",
          "[apps][integration]") {
    const auto words = GENERATE_COPY(values<std::vector<std::string>>({
        {"/usr/bin/python3", source_dir() + "/examples/python_turret/turret.py"},
        {program("plain_turret")},
    }));
    CAPTURE(words);
    RecordingSink sink;
    Guard guard;
    oct::HQOptions options;
    options.sinks = {&sink};
    options.observers = {&guard};
    oct::Config config;
    config.run_time = 1s;
    config.publish_port = config.rc_port = 0;
    auto hq = std::make_unique<oct::HQ>(config, options);
    config.publish_port = hq->publish_port();
    config.rc_port = hq->rc_port();
    const TempDir dir;
    auto arguments = words;
    arguments.push_back(config_for(*hq, dir).string());
    const Program turret(arguments);
    guard.started = &turret;
    std::size_t before = 0;

    for (int run = 0; run < 2; ++run) {
        if (run == 1) hq.reset(), hq = std::make_unique<oct::HQ>(config, options);
        const bool ready = hq->wait_turrets(1);
        REQUIRE(ready);
        const auto outcome = hq->run();
        REQUIRE(outcome.turrets.size() == 1);
        CHECK(outcome.turrets[0].name == "navigation");
        CHECK(outcome.turrets[0].cannons == 3);
        CHECK(outcome.rejected.empty());
        CHECK_FALSE(outcome.turrets[0].lost.has_value());
        CHECK(sink.results.size() > before + 3);
        before = sink.results.size();
    }
    hq->kill_turrets();

    CHECK(turret.wait().code == 0);
    const auto failed = std::count_if(sink.results.begin(), sink.results.end(),
                                      [](const auto& result) { return !result.error.empty(); });
    CHECK(failed > 0);
    CHECK(static_cast<std::size_t>(failed) < sink.results.size());
    for (const auto& result : sink.results) CHECK(result.timers.size() == 1);
}

TEST_CASE("a turret that is silent while it fires and reconnects after stop loses nothing",
          "[apps][integration]") {
    const std::string kind = GENERATE("named", "nameless");
    CAPTURE(kind);
    RecordingSink sink;
    RecordingLog log;
    oct::HQOptions options;
    options.silence = 2s;
    options.log = &log;
    oct::Config config;
    config.run_time = 3s;
    config.publish_port = config.rc_port = 0;
    options.sinks = {&sink};
    auto hq = std::make_unique<oct::HQ>(config, options);
    config.publish_port = hq->publish_port();
    config.rc_port = hq->rc_port();
    const auto at = [](std::uint16_t port) { return "tcp://127.0.0.1:" + std::to_string(port); };
    const Program turret({"/usr/bin/python3", source_dir() + "/tests/support/original_turret.py",
                          at(config.publish_port), at(config.rc_port), kind});

    for (int run = 0; run < 2; ++run) {
        const TempDir folder;
        oct::StatsHandler handler(folder.path(), config);
        options.sinks = {&sink, &handler};
        hq.reset();
        hq = std::make_unique<oct::HQ>(config, options);
        REQUIRE(hq->wait_turrets(1));
        const auto outcome = hq->run();

        CHECK(outcome.rejected.empty());
        CHECK_FALSE(outcome.drain_passed);
        REQUIRE(outcome.turrets.size() == 1);
        CHECK_FALSE(outcome.turrets[0].lost.has_value());
        CHECK(outcome.turrets[0].in_flight == 0);
        const oct::Summary summary = handler.summarize();
        CHECK(summary.turrets.size() == 1);
        CHECK(summary.plan.kept);
        CHECK((summary.nameless == 0) == (kind == "named"));
        for (const auto& reason : summary.verdict.reasons) {
            CAPTURE(reason.text);
            CHECK(reason.code == "unverified");
        }
        CHECK(summary.timer("nap")->statistics.count == summary.transactions);
    }
    hq->kill_turrets();

    CHECK(turret.wait().code == 0);
    CHECK_FALSE(log.contains("lost"));
    CHECK_FALSE(log.contains("rejected"));
    CHECK(turret.output() == "sent " + std::to_string(sink.results.size()) + "\n");
}
