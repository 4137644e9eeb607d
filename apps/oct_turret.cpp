// oct-turret: a turret whose transaction is a script, a shared object made with OCT_TRANSACTION.
#include <oct/project.hpp>

#include "turret_program.hpp"

int main(int argc, char** argv) {
    return oct::apps::turret_program(argc, argv, "oct-turret", [](const oct::TurretConfig& config) {
        return oct::load_script(oct::script_object(config));
    });
}
