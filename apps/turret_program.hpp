// A turret program: everything but where its transaction comes from.
#pragma once

#include <oct/config.hpp>
#include <oct/transaction.hpp>

#include "command.hpp"
#include "signal_watch.hpp"

#include <functional>

namespace oct::apps {

using FactoryOf = std::function<TransactionFactory(const TurretConfig& config)>;

/// main() of a program with this row of the table: answers --help and --version, checks the rest
/// and calls `body`; returns the exit code.
int turret_program(const Command& command, const std::string& name, int argc, char** argv,
                   const std::function<int(const Arguments&)>& body);

/// A turret's life with the configuration that --config-file names; returns the exit code.
int live_from_file(const Arguments& arguments, const std::string& name,
                   const FactoryOf& factory_of);

/// A turret's life, in a process that does nothing else; returns the exit code.
///
/// `clean_up`: called before the process leaves without unwinding, from any thread.
int live(const TurretConfig& config, const TransactionFactory& factory, bool once,
         const SignalWatch& signals, const std::function<void()>& clean_up);

}  // namespace oct::apps
