// oct pack-turrets PATH: one archive per turret of a project, in the current folder.
#include <oct/config.hpp>
#include <oct/project.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "program_place.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"

#include <cstdio>

namespace oct::apps {
namespace {

// The lines of the original, which its users' scripts look for.
void print(const PackedTurret& turret) {
    for (const std::string& member : turret.members)
        std::printf("Added %s\n", printable(member).c_str());
    std::printf("Archive %s created\n", printable(turret.archive.string()).c_str());
    std::puts("=========================================");
}

void print_json(const std::vector<PackedTurret>& turrets) {
    const char* separator = "[";
    for (const PackedTurret& turret : turrets) {
        std::printf("%s%s", separator, turret.to_json().c_str());
        separator = ",\n ";
    }
    std::puts("]");
}

}  // namespace

int command_pack_turrets(const Arguments& arguments) {
    PackOptions pack;
    pack.project = arguments.positional()[0];
    pack.oct_prefix = prefix();
    const Config config = Config::load(arguments.has("config-file")
                                           ? std::filesystem::path(arguments.text("config-file"))
                                           : pack.project / "config.json");
    for (const std::string& warning : config.warnings)
        std::fprintf(stderr, "WARNING: %s\n", printable(warning).c_str());
    StreamLog log(LogLevel::Warning);
    pack.log = &log;
    const auto packed = pack_turrets(config, pack);
    if (arguments.has("json")) return print_json(packed), kOk;
    for (const PackedTurret& turret : packed) print(turret);
    return kOk;
}

}  // namespace oct::apps
