// Beside the table of `oct`, because programs made with oct::turret_main have their row alone.
#include "turret_command.hpp"

namespace oct::apps {
namespace {

Command every_turret() {
    return {
        .name = "oct-turret",
        .alias = "",
        .sentence = "fire at the target whenever the HQ says so",
        .description =
            "Connects to the HQ, fires while a run lasts, and is then ready for the next one. Ends "
            "on the HQ's kill, or on SIGINT, SIGTERM, SIGHUP or SIGQUIT.",
        .example = "oct-turret --config-file navigation/config.json",
        .arguments = {},
        .flags =
            {
                {"config-file", "", "FILE", "the turret's configuration (JSON)", "", Offer::Files},
                {"hq", "", "HOST:PUBLISHER_PORT:RC_PORT",
                 "where the HQ is, instead of what the configuration says", ""},
                {"index", "", "N",
                 "which of the turrets that share the configuration it is, from 0 on; otherwise "
                 "OMPI_COMM_WORLD_RANK, SLURM_PROCID or, with --of, JOB_COMPLETION_INDEX",
                 ""},
                {"of", "", "M",
                 "how many turrets share the configuration; otherwise OMPI_COMM_WORLD_SIZE or "
                 "SLURM_NTASKS",
                 ""},
                {"once", "", "", "end after one run instead of being ready for the next", ""},
                {"version", "", "", "print the version", ""},
            },
    };
}

Command with_archives() {
    Command row = every_turret();
    row.description =
        "Connects to the HQ, fires while a run lasts, and is then ready for the next one. Ends on "
        "the HQ's kill, or on SIGINT, SIGTERM, SIGHUP or SIGQUIT. An archive is unpacked into a "
        "temporary folder, in "
        "which the turret works and which is removed at the end.";
    row.example = "oct-turret --tar navigation.tar";
    row.flags.insert(
        row.flags.begin(),
        {{"tar", "", "FILE", "the turret's archive, made by oct pack-turrets", "", Offer::Files},
         {"rebuild", "", "", "compile the archive's script on this machine", ""}});
    return row;
}

}  // namespace

const Command& oct_turret_command() {
    static const Command row = with_archives();
    return row;
}

const Command& turret_command() {
    static const Command row = every_turret();
    return row;
}

}  // namespace oct::apps
