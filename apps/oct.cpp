// oct: finds the command in the table and calls it.
#include <oct/sample.hpp>
#include <oct/version.hpp>

#include "arguments.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "help.hpp"
#include "prepare_process.hpp"
#include "terminal.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace oct::apps {
namespace {

int call(const Command& command, int argc, char** argv) {
    const std::string invoked_as = "oct " + std::string(command.name);
    return guarded(invoked_as, [&] {
        const auto arguments = Arguments::parse(command, invoked_as, argc, argv);
        choose_color(arguments.text("color"));
        if (arguments.has("help"))
            return std::fputs(help_text(command, invoked_as).c_str(), stdout), kOk;
        arguments.check(command);
        return command.run(arguments);
    });
}

int unknown(std::string_view word) {
    std::vector<std::string_view> known{"--help", "--version"};
    for (const Command& command : commands()) {
        if (command.hidden) continue;
        known.push_back(command.name);
        if (!command.alias.empty()) known.push_back(command.alias);
    }
    const std::string meant = word.size() <= 64 ? base::did_you_mean(word, known) : "";
    return report_error("oct",
                        "there is no command " + base::sanitized(word, kMaxNameBytes) +
                            (meant.empty() ? "" : " (did you mean " + meant + "?)") +
                            "; see oct --help",
                        kBadInput);
}

int dispatch(int argc, char** argv) {
    const std::string_view word = argc > 1 ? argv[1] : "";
    if (word.empty()) return std::fputs(help_text(commands()).c_str(), stderr), kBadInput;
    if (word == "--version") return std::printf("oct %s\n", version()), kOk;
    const bool asks = word == "-h" || word == "--help" || word == "help";
    if (asks && argc == 2) return std::fputs(help_text(commands()).c_str(), stdout), kOk;
    const std::string_view name = asks ? argv[2] : word;
    for (const Command& command : commands()) {
        if (name != command.name && (name.empty() || name != command.alias)) continue;
        if (!asks) return call(command, argc - 1, argv + 1);
        char help[] = "--help";  // oct help run
        char* words[] = {argv[1], help};
        return call(command, 2, words);
    }
    return unknown(name);
}

}  // namespace
}  // namespace oct::apps

int main(int argc, char** argv) {
    oct::apps::prepare_process();
    return oct::apps::checked_output("oct", oct::apps::dispatch(argc, argv));
}
