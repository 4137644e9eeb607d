// oct run PROJECT: the whole of a load test.
#include <oct/config.hpp>
#include <oct/run.hpp>

#include "command.hpp"
#include "console.hpp"
#include "exit_code.hpp"
#include "program_place.hpp"
#include "signal_watch.hpp"

#include <cxxopts.hpp>

#include <cstdio>

namespace oct::apps {
namespace {

cxxopts::Options run_options() {
    cxxopts::Options options("oct run",
                             "Example:\n  oct run shop --local\n\n"
                             "Waits for the turrets, runs the test and writes the report.\n");
    options.positional_help("PROJECT");
    auto add = options.add_options();
    add("project", "the project's folder", cxxopts::value<std::string>(), "PROJECT");
    add("r,results", "write the results to exactly this folder (also -o)",
        cxxopts::value<std::string>(), "DIR");
    add("o", "same as -r", cxxopts::value<std::string>(), "DIR");
    add("d,directory", "folder that PROJECT is in", cxxopts::value<std::string>(), "DIR");
    add("local", "start the project's turrets on this machine");
    add("no-results", "store the results, but write no report");
    add("p,publisher-channel", "publish each result live under this topic",
        cxxopts::value<std::string>(), "CHANNEL");
    add("config-file", "use this file instead of the project's config.json",
        cxxopts::value<std::string>(), "FILE");
    add("h,help", "print this help");
    options.parse_positional({"project"});
    return options;
}

RunOptions to_run_options(const cxxopts::ParseResult& arguments) {
    const auto text = [&](const char* name) {
        return arguments.count(name) != 0 ? arguments[name].as<std::string>() : std::string();
    };
    RunOptions run;
    run.project = std::filesystem::path(text("directory")) / text("project");
    run.results_dir = arguments.count("results") != 0 ? text("results") : text("o");
    run.local = arguments.count("local") != 0;
    run.report = arguments.count("no-results") == 0;
    run.publisher_channel = text("publisher-channel");
    run.turret_program = turret_program_path();
    run.oct_prefix = prefix();
    return run;
}

int exit_code_of(const Summary& summary) {
    if (summary.interrupted) return kInterrupted;
    return summary.results_lost() ? kInvalidRun : kOk;
}

}  // namespace

int command_run(int argc, char** argv) {
    auto options = run_options();
    const auto arguments = options.parse(argc, argv);
    if (arguments.count("help") != 0) return std::fputs(options.help().c_str(), stdout), kOk;
    if (arguments.count("project") != 1 || !arguments.unmatched().empty()) {
        std::fputs("oct run: expected one PROJECT; see --help\n", stderr);
        return kBadInput;
    }
    RunOptions run = to_run_options(arguments);
    const std::filesystem::path config_file =
        arguments.count("config-file") != 0
            ? std::filesystem::path(arguments["config-file"].as<std::string>())
            : run.project / "config.json";
    const Config config = Config::load(config_file);
    Console console(config.progress_bar,
                    config.console_logging ? LogLevel::Info : LogLevel::Warning);
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
