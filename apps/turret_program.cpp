// A turret's life: signals, and a way out when a transaction never returns.
#include "turret_program.hpp"

#include <oct/error.hpp>
#include <oct/turret.hpp>
#include <oct/version.hpp>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "help.hpp"
#include "prepare_process.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"
#include "turret_arguments.hpp"

#include <cstdio>
#include <unistd.h>

namespace oct::apps {

int live(const TurretConfig& config, const TransactionFactory& factory, bool once,
         const SignalWatch& signals, const std::function<void()>& clean_up) {
    StreamLog log(LogLevel::Info);
    TurretOptions options;
    options.once = once;
    options.log = &log;
    Turret turret(config, factory, options);
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
    clean_up();
    ::_exit(kFailed);  // their threads cannot be ended in good order
}

int live_from_file(const Arguments& arguments, const std::string& name,
                   const FactoryOf& factory_of) {
    if (!arguments.has("config-file"))
        throw ConfigError("--config-file FILE is required; see " + name + " --help");
    const auto config = TurretConfig::load(arguments.text("config-file"), overrides_of(arguments));
    const SignalWatch signals;
    return live(config, factory_of(config), arguments.has("once"), signals, [] {});
}

int turret_program(const Command& command, const std::string& name, int argc, char** argv,
                   const std::function<int(const Arguments&)>& body) {
    prepare_process();
    const int code = guarded(name, [&] {
        const auto arguments = Arguments::parse(command, name, argc, argv);
        choose_color(arguments.text("color"));
        if (arguments.has("help")) return std::fputs(help_text(command, name).c_str(), stdout), kOk;
        if (arguments.has("version")) return std::printf("%s %s\n", name.c_str(), version()), kOk;
        arguments.check(command);
        return body(arguments);
    });
    return checked_output(name, code);
}

}  // namespace oct::apps
