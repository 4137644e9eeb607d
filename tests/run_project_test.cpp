// A project's run around a launcher of the test's own, whose turret is a thread of this process.
#include <oct/error.hpp>
#include <oct/turret.hpp>

#include "run/project_run.hpp"
#include "support/catch.hpp"
#include "support/in_process.hpp"
#include "support/programs.hpp"
#include "support/recording_log.hpp"

#include <signal.h>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using launch::LaunchedTurret;
using launch::State;

namespace {

/// What happened, in order; that which is repeated once only.
class Diary final : public RunObserver {
public:
    void write(const std::string& what) {
        if (lines_.empty() || lines_.back() != what) lines_.push_back(what);
    }
    void preparing() override { write("warmup"); }
    void progress(const Progress& now) override {
        if (running_ || now.transactions == 0) return;
        write("running");
        running_ = true;
    }
    void draining() override { write("draining"); }
    void analyzing() override { write("analyzing"); }

    [[nodiscard]] bool running() const { return running_; }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

private:
    std::vector<std::string> lines_;
    bool running_ = false;
};

/// Starts two turrets on threads of this process. When the run has begun it tells that one of them
/// was killed, and asks for the end of the run.
class FakeLauncher final : public launch::Launcher {
public:
    FakeLauncher(Diary& diary, std::stop_source stop) : diary_(diary), stop_(std::move(stop)) {}
    ~FakeLauncher() override { diary_.write("gone"); }

    [[nodiscard]] const std::vector<LaunchedTurret>& turrets() const noexcept override {
        return turrets_;
    }
    void start(const oct::project::HqEndpoints& hq) override {
        diary_.write("start");
        for (const auto& turret : turrets_)
            threads_.emplace_back([config = config_for(turret.name, hq)] {
                Turret(config, factory_of([](Lambda&) { std::this_thread::sleep_for(1ms); }),
                       {.once = true})
                    .run();
            });
    }
    std::vector<LaunchedTurret> look_after() override {
        diary_.write("look");
        if (!diary_.running() || stop_.stop_requested()) return {};
        stop_.request_stop();
        turrets_[1].state = State::Ended;
        turrets_[1].exit = oct::project::ExitStatus{0, SIGKILL};
        return {turrets_[1]};
    }
    void stop(std::chrono::nanoseconds) override {
        diary_.write("stop");
        threads_.clear();
    }

private:
    static TurretConfig config_for(const std::string& name, const oct::project::HqEndpoints& hq) {
        TurretConfig config;
        config.name = name;
        config.hq_address = hq.address;
        config.publish_port = hq.publisher;
        config.rc_port = hq.rc;
        return config;
    }

    Diary& diary_;
    std::stop_source stop_;
    std::vector<LaunchedTurret> turrets_{{.name = "first"}, {.name = "second"}};
    std::vector<std::jthread> threads_;
};

/// Its only turret ends before it is ready.
class Stillborn final : public launch::Launcher {
public:
    explicit Stillborn(bool& gone) : gone_(gone) {}
    ~Stillborn() override { gone_ = true; }
    [[nodiscard]] const std::vector<LaunchedTurret>& turrets() const noexcept override {
        return turrets_;
    }
    void start(const oct::project::HqEndpoints&) override {}
    std::vector<LaunchedTurret> look_after() override {
        return {{"web", State::Ended, oct::project::ExitStatus{2, 0}, "no license"}};
    }
    void stop(std::chrono::nanoseconds) override {}

private:
    bool& gone_;
    std::vector<LaunchedTurret> turrets_{{.name = "web"}};
};

RunOptions options_for(const TestProject& project) {
    RunOptions options;
    options.project = project.path();
    options.results_dir = project.results();
    options.report = false;
    return options;
}

}  // namespace

TEST_CASE("a run starts, looks after and stops the turrets of its launcher", "[run][integration]") {
    const TestProject project("[]", "60");
    const auto config = project.config();
    Diary diary;
    RecordingLog log;
    auto options = options_for(project);
    options.observers = {&diary};
    options.log = &log;
    const std::stop_source stop;

    const auto summary =
        run::ProjectRun(config, options, std::make_unique<FakeLauncher>(diary, stop))
            .run(stop.get_token());

    CHECK(summary.turrets.size() == 2);
    CHECK(summary.transactions > 0);
    CHECK(diary.lines() == std::vector<std::string>{"warmup", "start", "look", "running", "look",
                                                    "draining", "look", "stop", "look", "analyzing",
                                                    "gone"});
    CHECK(log.contains("WARNING oct.run turret second ended by SIGKILL (signal 9)"));
    CHECK_FALSE(log.contains("turret first ended"));
}

TEST_CASE("a launched turret that ends before the test begins ends the run with its last words",
          "[run][integration]") {
    const TestProject project("[]", "60");
    const auto config = project.config();
    const auto options = options_for(project);
    bool gone = false;

    CHECK_THROWS_WITH(run::ProjectRun(config, options, std::make_unique<Stillborn>(gone)).run({}),
                      "before the test began, turret web ended with exit status 2: no license");

    CHECK(gone);
    CHECK_FALSE(std::filesystem::exists(project.results()));
}
