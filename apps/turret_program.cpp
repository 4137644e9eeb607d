// --config-file, --once, signals, and a way out when a transaction never returns.
#include "turret_program.hpp"

#include <oct/turret.hpp>
#include <oct/version.hpp>

#include "exit_code.hpp"
#include "signal_watch.hpp"
#include "stream_log.hpp"

#include <cxxopts.hpp>

#include <cstdio>
#include <unistd.h>

namespace oct::apps {
namespace {

int live(const TurretConfig& config, const FactoryOf& factory_of, bool once) {
    const SignalWatch signals;
    StreamLog log(LogLevel::Info);
    TurretOptions options;
    options.once = once;
    options.log = &log;
    Turret turret(config, factory_of(config), options);
    switch (turret.run(signals.token())) {
        case TurretEnd::Once:
        case TurretEnd::Killed:
            return kOk;
        case TurretEnd::Stopped:
            return kInterrupted;
        case TurretEnd::Stuck:
            break;
    }
    log.write(LogLevel::Error, "oct.turret",
              std::to_string(turret.stuck_cannons()) +
                  " cannons are still inside run(): leaving without them");
    ::_exit(kFailed);  // their threads cannot be ended in good order
}

}  // namespace

int turret_program(int argc, char** argv, const char* name, const FactoryOf& factory_of) {
    return guarded(name, [&] {
        cxxopts::Options options(
            name, std::string("Example:\n  ") + name +
                      " --config-file navigation/config.json\n\n"
                      "Fires at the target whenever the HQ says so; ends on kill or SIGTERM.\n");
        auto add = options.add_options();
        add("config-file", "the turret's configuration (JSON)", cxxopts::value<std::string>(),
            "FILE");
        add("once", "end after one run instead of being ready for the next");
        add("version", "print the version");
        add("h,help", "print this help");
        const auto arguments = options.parse(argc, argv);
        if (arguments.count("help") != 0) return std::fputs(options.help().c_str(), stdout), kOk;
        if (arguments.count("version") != 0) return std::printf("%s %s\n", name, version()), kOk;
        if (!arguments.unmatched().empty() || arguments.count("config-file") == 0) {
            std::fprintf(stderr, "%s: --config-file FILE is required; see --help\n", name);
            return kBadInput;
        }
        const auto config = TurretConfig::load(arguments["config-file"].as<std::string>());
        return live(config, factory_of, arguments.count("once") != 0);
    });
}

}  // namespace oct::apps
