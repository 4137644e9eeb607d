// Runs in which something is wrong, each a real one: they answer what docs/limits.md says.
#include "chaos/proxy.hpp"
#include "support/catch.hpp"
#include "support/deployment.hpp"
#include "support/listener.hpp"
#include "support/local_turret.hpp"
#include "support/locked_database.hpp"
#include "support/small_disk.hpp"
#include "support/trial.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <map>
#include <signal.h>
#include <stdexcept>

using namespace std::chrono_literals;
using namespace oct::testing;

namespace {

using Kind = std::pair<const char*, std::function<Answers()>>;
using Kinds = std::vector<Kind>;

std::string list(const std::vector<std::string>& turrets) {
    std::string out;
    for (const std::string& turret : turrets) out += (out.empty() ? "" : ", ") + turret;
    return "[" + out + "]";
}

/// A kind to which nothing happens from outside.
std::function<Answers()> run(TrialSetup setup) {
    return [setup = std::move(setup)] { return Trial(setup).answers(); };
}

std::string naps(int turrets = 1, const std::string& more = "", int cannons = 2) {
    static constexpr const char* kNames[] = {"one", "two", "three"};
    std::vector<std::string> all;
    for (int i = 0; i < turrets; ++i) all.push_back(entry(kNames[i], "nap", cannons, more));
    return list(all);
}

std::string connecting(const std::string& script_name, std::uint16_t port, int cannons = 2,
                       const std::string& more = "") {
    return list({entry("web", script_name, cannons, ", \"port\": " + std::to_string(port) + more)});
}

std::string ending(const std::string& by) {
    return list({entry("web", "ends", 1, ", \"by\": \"" + by + "\"")});
}

// ---- the target

Answers dead_target(const std::string& script_name, const std::string& more = "") {
    const Port refuses;
    return Trial({.turrets = connecting(script_name, refuses.number(), 2, more)}).answers();
}

Answers dies(const std::string& limits) {
    const Listener target;
    const Trial trial({.turrets = connecting("connects", target.port()), .limits = limits});
    trial.fires();
    target.die();
    return trial.answers();
}

Kinds of_target() {
    return {
        {"nothing", run({.turrets = naps()})},
        {"nothing; no limit", run({.turrets = naps(), .limits = ""})},
        {"the target refuses", [] { return dead_target("connects"); }},
        {"the target refuses, open load",
         [] { return dead_target("connects", ", \"rate\": 100"); }},
        {"the target refuses, asynchronous cannons", [] { return dead_target("async_connects"); }},
        {"every setup() throws", [] { return dead_target("connects", ", \"where\": \"setup\""); }},
        {"every setup() throws, asynchronous cannons",
         [] { return dead_target("async_connects", ", \"where\": \"setup\""); }},
        {"the target dies in the run, no limit on errors", [] { return dies(R"("p99 < 10s")"); }},
        {"the target dies in the run", [] { return dies(R"("errors < 1%")"); }},
        {"5 % errors, no limit on errors", run({.turrets = naps(1, ", \"fail_every\": 20")})},
        {"a limit is missed", run({.turrets = naps(), .limits = R"("p99 < 1ms")"})},
        {"a limit ends the run", run({.turrets = naps(),
                                      .run_time = "60",
                                      .limits = R"({"limit": "p99 < 1ms", "abort": true})"})},
        {"nothing ends before the stop", run({.turrets = naps(1, ", \"nap_ms\": 1000"),
                                              .run_time = "0.5",
                                              .limits = R"("rate > 1/s")"})},
    };
}

// ---- the configuration

Answers too_few_files() {
    const Listener target;
    return Trial({.turrets = connecting("async_connects", target.port(), 200),
                  .limits = R"("errors < 1%")",
                  .before = "ulimit -n 100;"})
        .answers();
}

/// A sanitizer needs for itself what this kind of run lacks.
std::function<Answers()> unless_sanitized([[maybe_unused]] std::function<Answers()> kind) {
#ifdef __SANITIZE_ADDRESS__
    return [] { return Answers{.excuse = "a sanitizer needs that itself"}; };
#else
    return kind;
#endif
}

Kinds of_configuration() {
    return {
        {"a limit on a timer that never appeared",
         run({.turrets = naps(), .limits = R"("p99(a tmer) < 10s")"})},
        {"warm-up as long as the run", run({.turrets = naps(1, ", \"warmup\": 1")})},
        {"ramp-up longer than the run",
         run({.turrets = list({"{\"name\": \"web\", \"cannons\": 10, \"rampup\": 10, \"script\": "
                               "\"" +
                               script("nap") + "\"}"})})},
        {"stages longer than the run",
         run({.turrets =
                  naps(1, ", \"rate\": 10, \"stages\": [{\"duration\": 10, \"rate\": 100}]")})},
        {"too few open files, asynchronous cannons", unless_sanitized(too_few_files)},
        {"too few threads",
         unless_sanitized(run({.turrets = naps(1, "", 1000), .before = "ulimit -v 2000000;"}))},
    };
}

// ---- the turrets

/// `victims`: their places in config.json.
Answers signalled(int turrets, const std::vector<int>& victims, int number, const char* run_time) {
    const Trial trial({.turrets = naps(turrets), .run_time = run_time});
    trial.fires();
    for (const int victim : victims) {
        const pid_t process = local_turret(trial.run(), victim);
        if (process == 0) throw std::runtime_error("its process is not there");
        ::kill(process, number);
    }
    return trial.answers();
}

/// A turret that is started by hand.
Program turret_of(const Trial& trial, int cannons, int publisher, int rc) {
    const std::string config =
        entry("one", "nap", cannons,
              ", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": " + std::to_string(publisher) +
                  ", \"hq_rc\": " + std::to_string(rc));
    return Program({program("oct-turret"), "--config-file",
                    trial.dir().file("turret.json", config).string(), "--once"});
}

Answers too_few_turrets() {
    const auto ports = free_ports();
    const Trial trial(
        {.turrets = naps(2), .more = "\"min_turrets\": 1, ", .arguments = "", .ports = ports});
    const Program turret = turret_of(trial, 2, ports.first, ports.second);
    return trial.answers();
}

Kinds of_turrets() {
    Kinds kinds{
        {"the only turret is told to leave", [] { return signalled(1, {0}, SIGTERM, "2"); }},
        {"one of two turrets is told to leave", [] { return signalled(2, {1}, SIGTERM, "2"); }},
        {"one of three turrets is killed", [] { return signalled(3, {1}, SIGKILL, "2"); }},
        {"all turrets are killed",
         [] {
             return signalled(2, {0, 1}, SIGKILL, "60");
         }},
        {"one of two turrets never comes", too_few_turrets},
        {"the constructor throws from the 4th cannon on",
         run({.turrets = list({entry("web", "refuses", 20, ", \"after\": 3")})})},
        {"the constructor throws from the 1st cannon on",
         run({.turrets = list({entry("web", "refuses", 20)})})},
    };
    static const std::vector<std::pair<const char*, const char*>> kEnds = {
        {"the script uses a null pointer", "null pointer"},
        {"the script calls abort()", "abort()"},
        {"the script calls exit(0)", "exit(0)"},
        {"the script calls exit(3)", "exit(3)"},
        {"the script calls _exit(0)", "_exit(0)"},
        {"a thread of the script throws", "exception in a thread"},
    };
    for (const auto& [name, by] : kEnds) kinds.emplace_back(name, run({.turrets = ending(by)}));
    return kinds;
}

// ---- the user

Answers interrupted() {
    const Trial trial({.turrets = naps(), .run_time = "60"});
    trial.fires();
    ::kill(trial.run().pid(), SIGINT);
    return trial.answers();
}

Answers interrupted_before() {
    const Trial trial({.turrets = naps(), .arguments = ""});
    if (!trial.run().says("waiting for 1 turrets")) throw std::runtime_error(trial.run().output());
    ::kill(trial.run().pid(), SIGINT);
    return trial.answers();
}

Kinds of_user() {
    return {{"Ctrl-C in the run", interrupted}, {"Ctrl-C before the run", interrupted_before}};
}

// ---- the results

Answers full_disk() {
    const SmallDisk disk(4);
    if (!disk.mounted()) return {.excuse = "no file system can be mounted"};
    const Trial trial(
        {.turrets = naps(1, "", 10), .run_time = "1.5", .results = disk.path() / "out"});
    trial.fires(0ms);
    const std::jthread other([&](const std::stop_token& stop) {
        for (; !stop.stop_requested(); std::this_thread::sleep_for(5ms)) disk.fill_up(0);
    });
    return trial.answers();
}

Answers locked_database() {
    const Trial trial({.turrets = naps(), .run_time = "1.5"});
    trial.fires(100ms);
    const LockedDatabase lock(trial.database());
    return trial.answers();
}

Answers deleted_database() {
    const Trial trial({.turrets = naps(), .run_time = "1.5"});
    trial.fires();
    std::filesystem::remove_all(trial.database().parent_path());
    return trial.answers();
}

// A second's results need ten times as long as the headquarters waits for them.
Answers slow_network() {
    const auto ports = free_ports();
    Proxy path(static_cast<std::uint16_t>(ports.second));
    path.set(Way::There, {.bytes_per_second = 8000});
    const Trial trial({.turrets = "[]", .run_time = "3", .arguments = "", .ports = ports});
    const Program turret = turret_of(trial, 20, ports.first, path.port());
    return trial.answers();
}

Kinds of_results() {
    return {
        {"the results take too long to arrive", slow_network},
        {"the disk of the results is full", full_disk},
        {"the disk of the results has I/O errors",
         run({.turrets = naps(1, "", 10),
              .run_time = "1.5",
              .before =
                  "OCT_GOOD_WRITES=200 LD_PRELOAD=" + scripts_dir() + "/oct_broken_disk.so"})},
        {"files may not grow (ulimit -f)",
         run({.turrets = naps(1, "", 10), .run_time = "1.5", .before = "ulimit -f 400;"})},
        {"another program locks the database", locked_database},
        {"the results folder is deleted", deleted_database},
    };
}

Kinds all_kinds() {
    Kinds all;  // first those that take longest
    for (const Kinds& more :
         {of_results(), of_turrets(), of_user(), of_configuration(), of_target()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// A run that others disturbed is run again.
Answers answers_of(const Kind& kind) {
    try {
        Answers answers = kind.second();
        for (int more = 2; !answers.excuse.empty() && more > 0; --more) answers = kind.second();
        return answers;
    } catch (const std::exception& error) {
        return {.line = error.what()};
    }
}

/// Runs them, some at a time: a run of two idle cannons waits more than it computes.
std::map<std::string, Answers> answers_of(const Kinds& kinds) {
    constexpr int kAtATime = 3;
    std::vector<Answers> answers(kinds.size());
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> workers;
    for (int i = 0; i < kAtATime; ++i)
        workers.emplace_back([&] {
            for (std::size_t k = next++; k < kinds.size(); k = next++)
                answers[k] = answers_of(kinds[k]);
        });
    workers.clear();
    std::map<std::string, Answers> named;
    for (std::size_t k = 0; k < kinds.size(); ++k) named[kinds[k].first] = answers[k];
    return named;
}

}  // namespace

TEST_CASE("what a run answers when something is wrong is documented, kind by kind",
          "[apps][integration][matrix]") {
    Kinds kinds = all_kinds();
    auto documented = documented_answers();
    CHECK(documented.size() == kinds.size());
    if (const char* part = std::getenv("OCT_KIND"); part != nullptr)  // of a name: to look at one
        std::erase_if(kinds, [&](const Kind& kind) {
            return std::string_view(kind.first).find(part) == std::string_view::npos;
        });

    for (const auto& [kind, answers] : answers_of(kinds)) {
        const Answers& expected = documented[kind];
        INFO(kind << "\n  is: " << answers.text() << "\n  documented: " << expected.text());
        if (answers.excuse.empty())
            CHECK(answers.fit(expected));
        else
            WARN(kind << " was not judged: " << answers.excuse);
    }
}
