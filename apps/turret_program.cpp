// --config-file, --once, signals, and a way out when a transaction never returns.
#include "turret_program.hpp"

#include <oct/turret.hpp>
#include <oct/version.hpp>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "help.hpp"
#include "signal_watch.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"
#include "turret_command.hpp"

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
        const auto arguments = Arguments::parse(turret_command(), name, argc, argv);
        choose_color(arguments.text("color"));
        if (arguments.has("help"))
            return std::fputs(help_text(turret_command(), name).c_str(), stdout), kOk;
        if (arguments.has("version")) return std::printf("%s %s\n", name, version()), kOk;
        arguments.check(turret_command());
        if (!arguments.has("config-file"))
            return report_error(
                name, std::string("--config-file FILE is required; see ") + name + " --help",
                kBadInput);
        const auto config = TurretConfig::load(arguments.text("config-file"));
        return live(config, factory_of, arguments.has("once"));
    });
}

}  // namespace oct::apps
