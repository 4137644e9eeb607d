// A turret program: everything but where its transaction comes from.
#pragma once

#include <oct/config.hpp>
#include <oct/transaction.hpp>

#include <functional>

namespace oct::apps {

using FactoryOf = std::function<TransactionFactory(const TurretConfig& config)>;

/// main() of oct-turret and of every program made with oct::turret_main; returns its exit code.
int turret_program(int argc, char** argv, const char* name, const FactoryOf& factory_of);

}  // namespace oct::apps
