// A command is added here, as a row, and in a file command_NAME.cpp, as a function.
#include "commands.hpp"

namespace oct::apps {
namespace {

Command new_project() {
    return {
        .name = "new-project",
        .alias = "new",
        .sentence = "create a new oct project",
        .description =
            "Writes a project into a new folder: configuration, a test script in C++, "
            "the templates of the report.",
        .example = "oct new-project shop",
        .arguments = {{"NAME", "folder of the new project"}},
        .flags =
            {
                {"template", "t", "ARCHIVE",
                 "make it of this archive of a project (tar, tar.gz, tar.zst)", "", Offer::Files},
                {"language", "", "cpp|python", "what the test script is written in", "cpp"},
                {"templates-only", "", "",
                 "put this version's templates into the project NAME, which exists", ""},
            },
        .run = &command_new_project,
    };
}

Command pack_turrets() {
    return {
        .name = "pack-turrets",
        .alias = "pack",
        .sentence = "create the turrets of an oct project as archives",
        .description =
            "Builds the scripts and writes one archive per turret to the current folder. An "
            "archive holds all that its turret needs: oct-turret --tar NAME.tar starts it.",
        .example = "oct pack-turrets shop",
        .arguments = {{"PATH", "the project's folder", Offer::Folders}},
        .flags =
            {
                {"config-file", "", "FILE", "use this file instead of the project's config.json",
                 "", Offer::Files},
            },
        .run = &command_pack_turrets,
    };
}

Command run() {
    return {
        .name = "run",
        .alias = "",
        .sentence = "run an oct project",
        .description = "Waits for the turrets, runs the test and writes the report.",
        .example = "oct run shop --local",
        .arguments = {{"PROJECT", "the project's folder", Offer::Folders}},
        .flags =
            {
                {"results", "ro", "DIR", "write the results to exactly this folder", "",
                 Offer::Folders},
                {"directory", "d", "DIR", "folder that PROJECT is in", "", Offer::Folders},
                {"local", "", "", "start the project's turrets on this machine", ""},
                {"no-results", "", "", "store the results, but write no report", ""},
                {"publisher-channel", "p", "CHANNEL", "publish each result live under this topic",
                 ""},
                {"config-file", "", "FILE", "use this file instead of the project's config.json",
                 "", Offer::Files},
            },
        .run = &command_run,
    };
}

Command try_script() {
    return {
        .name = "try",
        .alias = "",
        .sentence = "run one iteration of a script and print its timers",
        .description = "Builds a script and runs one iteration of it; no HQ is needed.",
        .example = "oct try shop/test_scripts/v_user.cpp",
        .arguments = {{"SCRIPT", "a .cpp file of a project, or a built .so", Offer::Files}},
        .flags = {},
        .run = &command_try,
    };
}

Command generate_manual() {
    return {
        .name = "generate-manual",
        .alias = "",
        .sentence = "write manual pages, completions and the reference",
        .description = "Writes what is made from the table of commands; the build calls it.",
        .example = "oct generate-manual build/share",
        .arguments = {{"DIR", "share folder of a prefix", Offer::Folders}},
        .flags = {},
        .run = &command_generate_manual,
        .hidden = true,
    };
}

}  // namespace

const std::vector<Command>& commands() {
    static const std::vector<Command> table{new_project(), pack_turrets(), run(), try_script(),
                                            generate_manual()};
    return table;
}

}  // namespace oct::apps
