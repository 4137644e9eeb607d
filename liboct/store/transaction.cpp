// BEGIN, COMMIT and ROLLBACK.
#include "store/transaction.hpp"

#include <sqlite3.h>

namespace oct::store {

Transaction::Transaction(const Database& database, Kind kind) : database_(database) {
    database_.prepare(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

// Asks SQLite whether there is something to end: a commit has done it, or an error such as a full
// disk. A rollback that fails is harmless: closing the connection rolls back too.
Transaction::~Transaction() {
    sqlite3* connection = database_.raw();
    if (sqlite3_get_autocommit(connection) == 0)
        sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.prepare("COMMIT").run();
}

}  // namespace oct::store
