// The commands of `oct`: a name, a sentence, and the function behind it.
#pragma once

namespace oct::apps {

/// A command of `oct`; argv[0] is "oct NAME".
struct Command {
    const char* name;
    const char* alias;  ///< "": none
    const char* sentence;
    int (*run)(int argc, char** argv);
};

int command_new_project(int argc, char** argv);
int command_run(int argc, char** argv);
int command_try(int argc, char** argv);

}  // namespace oct::apps
