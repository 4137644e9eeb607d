// oct: finds the command and calls it.
#include <oct/version.hpp>

#include "command.hpp"
#include "exit_code.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <string_view>

namespace oct::apps {
namespace {

constexpr std::array<Command, 3> kCommands{{
    {"new-project", "new", "create a new oct project", &command_new_project},
    {"run", "", "run an oct project", &command_run},
    {"try", "", "run one iteration of a script and print its timers", &command_try},
}};

std::string help() {
    std::string text =
        "Example:\n  oct new-project shop && oct run shop --local\n\n"
        "usage: oct COMMAND [ARGUMENTS]\n\ncommands:\n";
    for (const Command& command : kCommands) {
        std::string name = command.name;
        if (*command.alias != '\0') name += std::string(" (") + command.alias + ")";
        name.resize(std::max<std::size_t>(name.size(), 20), ' ');
        text += "  " + name + "  " + command.sentence + "\n";
    }
    return text +
           "\n  -h, --help            print this help; each command has its own\n"
           "      --version         print the version\n";
}

int dispatch(int argc, char** argv) {
    const std::string_view word = argc > 1 ? argv[1] : "";
    if (word == "-h" || word == "--help" || word == "help")
        return std::fputs(help().c_str(), stdout), kOk;
    if (word == "--version") return std::printf("oct %s\n", version()), kOk;
    for (const Command& command : kCommands) {
        if (word != command.name && (word.empty() || word != command.alias)) continue;
        std::string name = std::string("oct ") + command.name;
        argv[1] = name.data();
        return guarded(name.c_str(), [&] { return command.run(argc - 1, argv + 1); });
    }
    if (word.empty())
        std::fputs(help().c_str(), stderr);
    else
        std::fprintf(stderr, "oct: there is no command %s; see oct --help\n", argv[1]);
    return kBadInput;
}

}  // namespace
}  // namespace oct::apps

int main(int argc, char** argv) {
    return oct::apps::dispatch(argc, argv);
}
