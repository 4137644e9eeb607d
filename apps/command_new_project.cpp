// oct new-project NAME
#include <oct/project.hpp>

#include "command.hpp"
#include "exit_code.hpp"

#include <cxxopts.hpp>

#include <cstdio>

namespace oct::apps {

int command_new_project(int argc, char** argv) {
    cxxopts::Options options("oct new-project",
                             "Example:\n  oct new-project shop\n\nWrites a C++ project.\n");
    options.positional_help("NAME");
    auto add = options.add_options();
    add("name", "folder of the new project", cxxopts::value<std::string>(), "NAME");
    add("h,help", "print this help");
    options.parse_positional({"name"});
    const auto arguments = options.parse(argc, argv);
    if (arguments.count("help") != 0) return std::fputs(options.help().c_str(), stdout), kOk;
    if (arguments.count("name") != 1 || !arguments.unmatched().empty()) {
        std::fputs("oct new-project: expected one NAME; see --help\n", stderr);
        return kBadInput;
    }
    const auto name = arguments["name"].as<std::string>();
    create_project(name);
    std::printf("created %s\nnext: oct run %s --local\n", name.c_str(), name.c_str());
    return kOk;
}

}  // namespace oct::apps
