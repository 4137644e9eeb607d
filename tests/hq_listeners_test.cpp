// Observers and sinks that throw: what it costs them, and nobody else.
#include "hq/listeners.hpp"
#include "support/catch.hpp"
#include "support/recording_log.hpp"
#include "support/recording_sink.hpp"

#include <functional>
#include <stdexcept>

using namespace std::chrono_literals;
using namespace oct;
using oct::testing::RecordingLog;
using oct::testing::RecordingSink;

namespace oct::testing {
namespace {

/// Writes down which of its hooks were called; in one of them it throws.
class Touchy final : public ResultSink, public RunObserver {
public:
    explicit Touchy(std::string last, std::function<void()> fail = {})
        : last_(std::move(last)), fail_(std::move(fail)) {}

    void start(const RunStart&) override { called("start"); }
    void consume(const SampleBlock&) override { called("consume"); }
    void stop(std::chrono::nanoseconds) override { called("stop"); }
    void turret(const TurretRecord&) override { called("turret"); }
    void finish(const RunOutcome&) override { called("finish"); }

    void preparing() override { called("preparing"); }
    void waiting(std::uint64_t) override { called("waiting"); }
    void starting() override { called("starting"); }
    void progress(const Progress&) override { called("progress"); }
    void draining() override { called("draining"); }
    void stopped() override { called("stopped"); }
    void analyzing() override { called("analyzing"); }

    std::vector<std::string> calls;

private:
    void called(const char* hook) {
        calls.emplace_back(hook);
        if (hook != last_) return;
        if (fail_) fail_();
        throw std::runtime_error("disk full");
    }

    std::string last_;
    std::function<void()> fail_;
};

RunOutcome whole_run(hq::Listeners& listeners) {
    listeners.start({});
    listeners.turret({});
    listeners.consume({});
    listeners.stop(1s);
    RunOutcome outcome;
    listeners.finish(outcome);
    return outcome;
}

}  // namespace

TEST_CASE("a sink that throws gets nothing more, and those beside it get all", "[hq]") {
    const std::string hook = GENERATE("start", "turret", "consume", "stop", "finish");
    const std::vector<std::string> all{"start", "turret", "consume", "stop", "finish"};
    CAPTURE(hook);
    Touchy touchy(hook);
    Touchy before("");
    RecordingSink after;
    RecordingLog log;
    hq::Listeners listeners({}, {&before, &touchy, &after}, log);

    const RunOutcome outcome = whole_run(listeners);

    CHECK(touchy.calls ==
          std::vector<std::string>(all.begin(), std::find(all.begin(), all.end(), hook) + 1));
    CHECK(before.calls == all);
    REQUIRE(after.finished.size() == 1);
    const std::string sentence = "threw in " + hook + "() and got nothing from then on: disk full";
    REQUIRE(outcome.hook_failures.size() == 1);
    CHECK_THAT(outcome.hook_failures[0], Catch::StartsWith("Sink ") && Catch::Contains("Touchy") &&
                                             Catch::EndsWith(sentence));
    CHECK(after.finished[0].hook_failures == outcome.hook_failures);
    CHECK(log.contains(sentence));
}

TEST_CASE("whatever a sink throws has words", "[hq]") {
    RecordingLog log;
    Touchy number("consume", [] { throw 7; });
    Touchy silent("consume", [] { throw std::runtime_error(""); });
    Touchy evil("consume", [] { throw std::runtime_error("a\x1b[2Jb"); });
    hq::Listeners listeners({}, {&number, &silent, &evil}, log);

    const RunOutcome outcome = whole_run(listeners);

    REQUIRE(outcome.hook_failures.size() == 3);
    CHECK_THAT(outcome.hook_failures[0], Catch::EndsWith(": exception that is no std::exception"));
    CHECK_THAT(outcome.hook_failures[1], Catch::EndsWith(": exception without a message"));
    CHECK_THAT(outcome.hook_failures[2], Catch::EndsWith(": a [2Jb"));
}

TEST_CASE("what an observer throws before the stop passes through", "[hq]") {
    const std::string hook = GENERATE("preparing", "waiting", "starting", "progress");
    CAPTURE(hook);
    Touchy touchy(hook);
    Touchy second("");
    hq::Listeners listeners({&touchy, &second}, {}, LogSink::none());

    const auto tell_all = [&] {
        listeners.preparing();
        listeners.waiting(1);
        listeners.starting();
        listeners.progress({});
    };

    CHECK_THROWS_WITH(tell_all(), "disk full");
    CHECK(touchy.calls.back() == hook);
    CHECK(second.calls.size() == touchy.calls.size() - 1);
}

TEST_CASE("what an observer throws after the stop is told, and the run goes on", "[hq]") {
    const std::string hook = GENERATE("draining", "stopped", "analyzing");
    CAPTURE(hook);
    Touchy touchy(hook);
    Touchy second("");
    RecordingLog log;
    hq::Listeners listeners({&touchy, &second}, {}, log);

    listeners.draining();
    listeners.stopped();
    listeners.analyzing();

    const std::vector<std::string> all{"draining", "stopped", "analyzing"};
    CHECK(touchy.calls == all);
    CHECK(second.calls == all);
    RunOutcome outcome;
    listeners.finish(outcome);
    REQUIRE(outcome.hook_failures.size() == 1);
    CHECK_THAT(outcome.hook_failures[0], Catch::StartsWith("Observer ") &&
                                             Catch::EndsWith("threw in " + hook + "(): disk full"));
    CHECK(log.contains(outcome.hook_failures[0]));
}

}  // namespace oct::testing
