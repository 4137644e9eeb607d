// Beside the table of `oct`, because programs made with oct::turret_main have this row alone.
#include "turret_command.hpp"

namespace oct::apps {

const Command& turret_command() {
    static const Command row{
        .name = "oct-turret",
        .alias = "",
        .sentence = "fire at the target whenever the HQ says so",
        .description =
            "Connects to the HQ, fires while a run lasts, and is then ready for the next one. Ends "
            "on the HQ's kill, SIGINT or SIGTERM.",
        .example = "oct-turret --config-file navigation/config.json",
        .arguments = {},
        .flags =
            {
                {"config-file", "", "FILE", "the turret's configuration (JSON)", "", Offer::Files},
                {"once", "", "", "end after one run instead of being ready for the next", ""},
                {"version", "", "", "print the version", ""},
            },
    };
    return row;
}

}  // namespace oct::apps
