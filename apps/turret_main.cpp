// oct::turret_main: a user's own executable as a turret.
#include <oct/turret_main.hpp>

#include "arguments.hpp"
#include "turret_command.hpp"
#include "turret_program.hpp"

#include <cstring>

namespace oct {

int turret_main(int argc, char** argv, const TransactionFactory& factory) {
    const char* slash = argc > 0 ? std::strrchr(argv[0], '/') : nullptr;
    const char* name = slash != nullptr ? slash + 1 : argc > 0 ? argv[0] : "turret";
    return apps::turret_program(
        apps::turret_command(), name, argc, argv, [&](const apps::Arguments& arguments) {
            return apps::live_from_file(arguments, name,
                                        [&](const TurretConfig&) { return factory; });
        });
}

}  // namespace oct
