// oct-turret: a turret whose transaction is a script, a shared object made with OCT_TRANSACTION.
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/turret_package.hpp>

#include "arguments.hpp"
#include "program_place.hpp"
#include "stream_log.hpp"
#include "turret_arguments.hpp"
#include "turret_command.hpp"
#include "turret_program.hpp"

#include <atomic>
#include <filesystem>
#include <optional>

namespace oct::apps {
namespace {

constexpr const char* kName = "oct-turret";

// Works inside the unpacked folder, so that the script finds its extra_files by their own names.
int live_from_archive(const Arguments& arguments) {
    const auto overrides = overrides_of(arguments);
    std::optional<TurretPackage> package;
    std::atomic<bool> unpacked = false;
    const auto clean_up = [&] {
        if (unpacked) package->remove();
    };
    const SignalWatch signals({}, clean_up);
    package.emplace(arguments.text("tar"));
    unpacked = true;
    const auto config = TurretConfig::load(package->config_file(), overrides);
    StreamLog log(LogLevel::Info);
    const auto object =
        arguments.has("rebuild") ? package->rebuild(prefix(), log) : package->shared_object();
    std::filesystem::current_path(package->folder());
    return live(config, load_script(object), arguments.has("once"), signals, clean_up);
}

int turret(const Arguments& arguments) {
    const bool tar = arguments.has("tar");
    if (tar == arguments.has("config-file"))
        throw ConfigError(
            "expected either --tar FILE or --config-file FILE; see oct-turret --help");
    if (tar) return live_from_archive(arguments);
    if (arguments.has("rebuild"))
        throw ConfigError("--rebuild needs --tar FILE: the archive has the sources");
    return live_from_file(arguments, kName, [](const TurretConfig& config) {
        return load_script(script_object(config));
    });
}

}  // namespace
}  // namespace oct::apps

int main(int argc, char** argv) {
    return oct::apps::turret_program(oct::apps::oct_turret_command(), oct::apps::kName, argc, argv,
                                     &oct::apps::turret);
}
