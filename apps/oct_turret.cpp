// oct-turret: a turret whose transaction is a script, a shared object made with OCT_TRANSACTION.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "program_place.hpp"
#include "stream_log.hpp"
#include "turret_arguments.hpp"
#include "turret_command.hpp"
#include "turret_program.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace oct::apps {
namespace {

constexpr const char* kName = "oct-turret";

// What is said of an unpacked file names archive and member: the folder is gone when it is read.
std::string by_archive(std::string text, const std::filesystem::path& folder,
                       const std::string& archive) {
    const std::string place = folder.string() + "/";
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at))
        text.replace(at, place.size(), archive + ": ");
    return text;
}

// Works inside the unpacked folder, so that the script finds its extra_files by their own names.
int live_from_archive(const Arguments& arguments) {
    const auto overrides = overrides_of(arguments);
    const std::string archive = arguments.text("tar");
    std::mutex writing;  // a second signal waits for the end that the first one has asked for
    std::optional<TurretPackage> package;
    const auto clean_up = [&] {
        const std::lock_guard lock(writing);
        if (package) package->remove();
    };
    const SignalWatch signals({}, clean_up);
    try {
        std::unique_lock lock(writing);
        package.emplace(archive, signals.token());
        const auto config = TurretConfig::load(package->config_file(), overrides);
        StreamLog log(LogLevel::Info);
        const auto object =
            arguments.has("rebuild") ? package->rebuild(prefix(), log) : package->shared_object();
        lock.unlock();
        std::filesystem::current_path(package->folder());
        return live(config, load_script(object), arguments.has("once"), signals, clean_up);
    } catch (const Error& error) {
        if (signals.token().stop_requested()) return kInterrupted;
        if (!package || dynamic_cast<const ConfigError*>(&error) == nullptr) throw;
        throw ConfigError(by_archive(error.what(), package->folder(), archive));
    }
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
