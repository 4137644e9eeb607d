// A user's own executable as a turret; link the target oct::turret_main.
#pragma once

#include <oct/transaction.hpp>

namespace oct {

/// The whole of a turret program but the transaction: --config-file F, --once, --help, signals and
/// exit code. `int main(int argc, char** argv) { return oct::turret_main<Checkout>(argc, argv); }`
///
/// It is a program and not part of liboct: it writes to stderr and handles SIGINT and SIGTERM.
int turret_main(int argc, char** argv, const TransactionFactory& factory);

/// Runs T as the turret's transaction.
template <class T>
int turret_main(int argc, char** argv) {
    return turret_main(argc, argv, TransactionFactory(&make_transaction<T>));
}

}  // namespace oct
