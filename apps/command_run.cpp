// oct run PROJECT: the whole of a load test.
#include <oct/config.hpp>
#include <oct/run.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "exit_code.hpp"
#include "program_place.hpp"
#include "signal_watch.hpp"

#include <cstdio>

namespace oct::apps {
namespace {

RunOptions to_run_options(const Arguments& arguments) {
    RunOptions run;
    run.project = std::filesystem::path(arguments.text("directory")) / arguments.positional()[0];
    run.results_dir = arguments.text("results");
    run.local = arguments.has("local");
    run.report = !arguments.has("no-results");
    run.publisher_channel = arguments.text("publisher-channel");
    run.kill_turrets = arguments.has("kill-turrets");
    run.turret_program = turret_program_path();
    run.oct_prefix = prefix();
    return run;
}

// "host:port", "host" or nothing: what is missing is that of the configuration.
std::string forwarder_of(const Arguments& arguments, const Config& config) {
    if (!arguments.has("with-forwarder") && !arguments.has("forwarder-address")) return {};
    const std::string given = arguments.text("forwarder-address");
    const std::string host = given.empty() ? "127.0.0.1" : given;
    return host.find(':') != host.npos ? host : host + ":" + std::to_string(config.publish_port);
}

int exit_code_of(const Summary& summary) {
    if (summary.interrupted) return kInterrupted;
    return summary.results_lost() ? kInvalidRun : kOk;
}

}  // namespace

int command_run(const Arguments& arguments) {
    RunOptions run = to_run_options(arguments);
    const std::filesystem::path config_file =
        arguments.has("config-file") ? std::filesystem::path(arguments.text("config-file"))
                                     : run.project / "config.json";
    const Config config = Config::load(config_file);
    Console console(config.progress_bar,
                    config.console_logging ? LogLevel::Info : LogLevel::Warning);
    run.forwarder = forwarder_of(arguments, config);
    for (const auto& warning : config.warnings) console.warning(warning);
    const SignalWatch signals([&] { console.interrupted(); });
    run.observer = &console;
    run.log = &console;
    const Summary summary = run_hq(config, run, signals.token());
    if (summary.report.empty() && summary.database.empty()) {
        std::puts("interrupted before the test began: nothing was measured");
        return kInterrupted;
    }
    console.finished(summary);
    return exit_code_of(summary);
}

}  // namespace oct::apps
