// oct run-device: a forwarder or a streamer until a signal ends it.
#include <oct/hq.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "signal_watch.hpp"

#include <cstdio>

namespace oct::apps {

int command_run_device(const Arguments& arguments) {
    const std::string& name = arguments.positional()[0];
    DeviceOptions options;
    options.interface = arguments.text("interface");
    options.frontend = static_cast<std::uint16_t>(arguments.integer("frontend", 0, 65535));
    options.backend = static_cast<std::uint16_t>(arguments.integer("backend", 0, 65535));
    options.bound = [&](int frontend, int backend) {
        std::printf("%s started, frontend on port %d, backend on port %d\n", name.c_str(), frontend,
                    backend);
        std::fflush(stdout);
    };
    const SignalWatch signals;
    run_device(name == "forwarder" ? Device::Forwarder : Device::Streamer, options,
               signals.token());
    return kOk;  // there is no other way for it to end
}

}  // namespace oct::apps
