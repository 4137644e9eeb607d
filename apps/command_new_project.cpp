// oct new-project NAME
#include <oct/project.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "terminal.hpp"

#include <cstdio>

namespace oct::apps {

int command_new_project(const Arguments& arguments) {
    const std::string& name = arguments.positional()[0];
    create_project(name);
    const std::string shown = printable(name);
    std::printf("created %s\nnext: oct run %s --local\n", shown.c_str(), shown.c_str());
    return kOk;
}

}  // namespace oct::apps
