// SQLite's words, the system's reason behind them, and the remedy.
#include "store/failure.hpp"

#include "base/disk_trouble.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

namespace oct::store {
namespace {

// What the system said of the last write that failed: to the log, else to the file itself.
int system_error(sqlite3* connection) {
    sqlite3_file* log = nullptr;
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    int error = 0;
    if (log != nullptr && log->pMethods != nullptr)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error == 0) sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    return error;
}

}  // namespace

StoreError failure_of(const std::string& file, sqlite3* connection) {
    const std::string what = fmt::format("{}: {}", file, sqlite3_errmsg(connection));
    int error = ENOSPC;
    switch (sqlite3_errcode(connection)) {
        case SQLITE_IOERR:
            error = system_error(connection);
            if (error == 0) return StoreError(what);
            [[fallthrough]];
        case SQLITE_FULL:
            return StoreError(fmt::format("{}: {}", what, base::disk_trouble(error, file)));
        case SQLITE_BUSY:
            return StoreError(what + ": end the program that keeps it so");
        default:
            return StoreError(what);
    }
}

}  // namespace oct::store
