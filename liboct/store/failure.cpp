// SQLite's words, the system's reason behind them, and the remedy.
#include "store/failure.hpp"

#include "base/disk_trouble.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace oct::store {
namespace {

// SQLite did more after such an error, and may have forgotten what the system said.
bool is_of_disk(int code) {
    constexpr std::array kCodes{SQLITE_IOERR_READ,     SQLITE_IOERR_WRITE,
                                SQLITE_IOERR_FSYNC,    SQLITE_IOERR_DIR_FSYNC,
                                SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_SHMSIZE};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

// What the system said of the last write that failed: to the log, else to the file itself.
int system_error(sqlite3* connection) {
    sqlite3_file* log = nullptr;
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    int error = 0;
    if (log != nullptr && log->pMethods != nullptr)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error == 0) sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    return error == 0 && is_of_disk(sqlite3_extended_errcode(connection)) ? EIO : error;
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
        case SQLITE_CORRUPT:
            return StoreError(what +
                              ": if it is a copy, copy it again, and the file beside it "
                              "whose name ends in -wal with it");
        default:
            return StoreError(what);
    }
}

}  // namespace oct::store
