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
                {"json", "", "", "print a JSON list of the archives with sizes and checksums", ""},
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
                {"kill-turrets", "", "", "when the run is over, tell the turrets to end", ""},
                {"with-forwarder", "", "", "send commands by a forwarder; see run-device", ""},
                {"forwarder-address", "", "HOST:PORT",
                 "its frontend (with the flag above: 127.0.0.1 and the publish port)", ""},
                {"limit", "", "LIMIT",
                 "what the run has to keep, like 'p95 < 50ms'; missed: exit 99", "", Offer::Nothing,
                 false, true},
                {"strict", "", "",
                 "exit 3 also when the figures are suspect or limits inconclusive", ""},
                {"output", "", "FORMAT[=FILE]",
                 "also write junit, markdown, hlog or hgrm, beside the report or to FILE", "",
                 Offer::Nothing, false, true},
                {"progress", "", "auto|bar|plain|none", "how to show progress", "auto"},
                {"quiet", "q", "", "print nothing but warnings and errors", ""},
                {"json", "", "", "print the summary as JSON to stdout, all else to stderr", ""},
                {"github", "", "", "annotate a GitHub run; on by itself in GitHub Actions", ""},
            },
        .run = &command_run,
    };
}

Command compare_runs() {
    return {
        .name = "compare",
        .alias = "",
        .sentence = "show two runs side by side, and what is more than noise",
        .description =
            "Shows the change of each figure from run A to run B, and whether run A's own noise "
            "would "
            "have made it. Where run B collapses, has an outage or drifts, it says when.",
        .example = "oct compare before after",
        .arguments = {{"A", "results folder or database of the first run", Offer::Folders},
                      {"B", "results folder or database of the second run", Offer::Folders}},
        .flags =
            {
                {"fail-on", "", "CHANGE",
                 "exit 99 for a change like 'p99 +5%', 'rate -3%' or 'errors +1pp' that is no "
                 "noise",
                 "", Offer::Nothing, false, true},
                {"strict", "", "", "exit 3 with --fail-on when a run is suspect, too", ""},
                {"all", "", "", "show every figure, not only what changed", ""},
                {"statistics", "", "", "show the noise of each figure", ""},
                {"json", "", "", "print the comparison as JSON", ""},
                {"github", "", "", "annotate a GitHub run; on by itself in GitHub Actions", ""},
            },
        .run = &command_compare,
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
        .flags = {{"json", "", "", "print the result as JSON", ""}},
        .run = &command_try,
    };
}

Command rebuild_results() {
    return {
        .name = "rebuild-results",
        .alias = "rebuild",
        .sentence = "make the report of a results folder again",
        .description =
            "Reads the results database and writes results.html with its graphs into the results "
            "folder. Database and configuration are those of the folder when they are not given; "
            "with two arguments the second one is the configuration.",
        .example = "oct rebuild-results . results.sqlite config.json",
        .arguments = {{"RESULTS_DIR", "the results folder", Offer::Folders},
                      {"RESULTS_SQLITE", "the results database", Offer::Files, false},
                      {"CONFIG_JSON", "the configuration of the run", Offer::Files, false}},
        .flags = {{"results-file", "f", "SQLITE", "the results database, as an option", "",
                   Offer::Files},
                  {"json", "", "", "print the summary as JSON", ""}},
        .run = &command_rebuild_results,
    };
}

Command results_to_csv() {
    return {
        .name = "results-to-csv",
        .alias = "to-csv",
        .sentence = "write the results of a run as CSV",
        .description =
            "One line for each transaction, one column for each custom timer, in the order of "
            "first appearance. Text that a spreadsheet would take for a formula gets an apostrophe "
            "in front, and control characters become spaces.",
        .example = "oct results-to-csv results.sqlite results.csv",
        .arguments = {{"RESULTS_SQLITE", "the results database", Offer::Files},
                      {"CSV_FILE", "the file to write; - writes to standard output", Offer::Files}},
        .flags = {{"delimiter", "d", "CHARACTER", "between two cells; \\t is a tabulator", ";"},
                  {"raw", "", "", "write texts as they are stored, not made harmless", ""}},
        .run = &command_results_to_csv,
    };
}

Command run_device() {
    return {
        .name = "run-device",
        .alias = "",
        .sentence = "run a forwarder or a streamer between HQs and turrets",
        .description =
            "A forwarder passes the commands of several HQs on to the turrets (SUB to PUB); run "
            "the HQs with --forwarder-address, and give the turrets its backend as hq_publisher. A "
            "streamer shares results out among all who connect to its backend (PULL to PUSH). Both "
            "end on SIGINT, SIGTERM, SIGHUP or SIGQUIT.",
        .example = "oct run-device forwarder -f 7000 -b 7001",
        .arguments = {{"forwarder|streamer", "the device"}},
        .flags = {{"frontend", "f", "PORT", "port for who sends; 0: any free one", "",
                   Offer::Nothing, true},
                  {"backend", "b", "PORT", "port for who receives; 0: any free one", "",
                   Offer::Nothing, true},
                  {"interface", "", "ADDRESS", "where to listen; * for all", "127.0.0.1"}},
        .run = &command_run_device,
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
    using Row = Command (*)();
    static constexpr Row kRows[] = {
        &new_project,      //
        &pack_turrets,     //
        &run,              //
        &compare_runs,     //
        &try_script,       //
        &rebuild_results,  //
        &results_to_csv,   //
        &run_device,       //
        &generate_manual,  //
    };
    static const std::vector<Command> table = [] {
        std::vector<Command> all;
        for (const Row row : kRows) all.push_back(row());
        return all;
    }();
    return table;
}

}  // namespace oct::apps
