// oct run PROJECT: the whole of a load test.
#include <oct/config.hpp>
#include <oct/project.hpp>
#include <oct/summary.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "exit_code.hpp"
#include "github.hpp"
#include "program_place.hpp"
#include "signal_watch.hpp"
#include "terminal.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

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

// A path that was typed is relative to where it was typed; those of config.json to the results.
void add_limits_and_outputs(const Arguments& arguments, Config& config) {
    for (const std::string& text : arguments.texts("limit"))
        config.limits.push_back(Limit::parse(text, "--limit"));
    for (const std::string& text : arguments.texts("output")) {
        Output output = Output::parse(text, "--output");
        if (text.find('=') != std::string::npos)
            output.file = std::filesystem::absolute(output.file);
        config.outputs.push_back(std::move(output));
    }
    for (Output& output : config.outputs) output.strict = arguments.has("strict");
}

ConsoleOptions console_options(const Arguments& arguments, const Config& config) {
    ConsoleOptions options;
    options.quiet = arguments.has("quiet");
    options.stream = arguments.has("json") ? stderr : stdout;
    options.lowest = config.console_logging ? LogLevel::Info : LogLevel::Warning;
    const std::string view = arguments.text("progress");
    if (view == "none" || (view == "auto" && !config.progress_bar))
        options.view = View::None;
    else if (view == "bar" || (view == "auto" && rewrites_lines(options.stream)))
        options.view = View::Bar;
    return options;
}

// For the programs that read them; --json leaves stdout to itself.
void print_outputs(const Arguments& arguments, const Summary& summary) {
    if (wants_annotations(arguments))
        std::fputs(github_annotations(summary, arguments.has("strict")).c_str(),
                   arguments.has("json") ? stderr : stdout);
    if (arguments.has("json")) std::puts(summary.to_json().c_str());
}

// GitHub shows what is appended to this file on the page of the job.
void append_job_summary(const Summary& summary) {
    const char* file = std::getenv("GITHUB_STEP_SUMMARY");
    if (file == nullptr || *file == '\0') return;
    std::ofstream(file, std::ios::app) << markdown(summary);
}

// What the summary's first line does not say already: which sentence belongs to the code.
int report_code(const Summary& summary, bool strict) {
    const int code = exit_code(summary, strict);
    if (code == kBadInput)
        for (const LimitResult& result : summary.limits)
            if (result.state == LimitResult::State::Unknown)
                return report_error("oct run",
                                    "limit \"" + result.limit.condition() + "\": " + result.detail,
                                    code);
    if (!summary.report_failure.empty()) report_error("oct run", summary.report_failure, code);
    return code;
}

}  // namespace

int command_run(const Arguments& arguments) {
    RunOptions run = to_run_options(arguments);
    const std::filesystem::path config_file =
        arguments.has("config-file") ? std::filesystem::path(arguments.text("config-file"))
                                     : run.project / "config.json";
    Config config = Config::load(config_file);
    add_limits_and_outputs(arguments, config);
    Console console(console_options(arguments, config));
    run.forwarder = forwarder_of(arguments, config);
    for (const auto& warning : config.warnings) console.warning(warning);
    const SignalWatch signals([&] { console.interrupted(); });
    run.stopped_by = [&] { return signals.came(); };
    run.observers = {&console};
    run.log = &console;
    const Summary summary = run_project(config, run, signals.token());
    if (summary.measurement == Measurement::NotBegun) {
        std::fputs((summary.headline + "\n").c_str(), stderr);
        print_outputs(arguments, summary);
        return exit_code(summary);
    }
    console.finished(summary);
    print_outputs(arguments, summary);
    append_job_summary(summary);
    return report_code(summary, arguments.has("strict"));
}

}  // namespace oct::apps
