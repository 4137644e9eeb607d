// Opening SQLite files in every state a run can leave them in.
#include "store/database.hpp"

#include <oct/error.hpp>

#include "store/failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fstream>
#include <unistd.h>

namespace oct::store {
namespace {

namespace fs = std::filesystem;

// A path as SQLite's URI: the bytes with a meaning there are escaped.
std::string uri(const fs::path& file, std::string_view options) {
    std::string out = "file:";
    for (const char c : fs::absolute(file).string()) {
        if (c == '?' || c == '#' || c == '%')
            out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else
            out.push_back(c);
    }
    return out + std::string(options);
}

fs::path log_of(const fs::path& file) {
    return file.string() + "-wal";
}

bool writable(const fs::path& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    return ::access(file.c_str(), W_OK) == 0 && ::access(folder.c_str(), W_OK) == 0;
}

bool has_log(const fs::path& file) {
    std::error_code ignored;
    const auto size = fs::file_size(log_of(file), ignored);
    return !ignored && size > 0;
}

// The last connection that closes a database removes the log. Where that did not happen and there
// is none, the file was moved or copied without it: its header still says that it has one.
bool is_without_log(const fs::path& file) {
    constexpr std::streamoff kReadVersion = 19;  // in the header of the file format; 2: has a log
    std::error_code ignored;
    if (fs::exists(log_of(file), ignored)) return false;
    std::ifstream header(file, std::ios::binary);
    return header.seekg(kReadVersion) && header.get() == 2;
}

}  // namespace

void Database::Close::operator()(sqlite3* connection) const noexcept {
    if (tidy) {
        sqlite3_busy_timeout(connection, 0);
        sqlite3_exec(connection, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
    }
    sqlite3_close(connection);
}

Database::Database(std::string file, const std::string& uri, int flags)
    : file_(std::move(file)), uri_(uri), flags_(flags), connection_(nullptr, Close{false}) {
    sqlite3* connection = nullptr;
    // A connection has one thread at a time: SQLite's own lock at each call would cost a fifth.
    flags |= SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(uri.c_str(), &connection, flags, nullptr);
    connection_.reset(connection);  // even a failed open leaves something to close
    if (code != SQLITE_OK) throw failure_of(file_, connection);
    wait_at_most(std::chrono::seconds(5));
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
}

Database Database::create(const fs::path& file) {
    std::error_code ignored;
    if (fs::exists(file, ignored))
        throw StoreError(
            fmt::format("{}: there is a database already; choose another results "
                        "folder or move it away",
                        file.string()));
    return {file.string(), uri(file, ""), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
}

// A log beside the file holds committed rows: it is read, never skipped. Only where SQLite cannot
// make its shared memory (a read-only folder) the files are copied to a place where it can.
Database Database::open(const fs::path& file) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        throw StoreError(fmt::format("{}: no such database", file.string()));
    const bool may_write = writable(file);
    const bool log = has_log(file);
    if (!may_write && log) return open_copy(file);
    const bool lacking = is_without_log(file);
    Database database(file.string(), uri(file, may_write ? "" : "?immutable=1"),
                      may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    database.connection_.get_deleter().tidy = may_write && log;
    database.lacks_log_ = lacking;
    database.execute("PRAGMA query_only = ON");
    database.execute("PRAGMA mmap_size = 268435456");
    (void)database.prepare("SELECT count(*) FROM sqlite_master").step();  // is it a database?
    return database;
}

Database Database::open_copy(const fs::path& file) try {
    auto copy = std::make_unique<base::PrivateFolder>();
    const fs::path target = copy->path() / "results.sqlite";
    std::error_code failed;
    fs::copy_file(file, target, failed);
    if (!failed) fs::copy_file(log_of(file), log_of(target), failed);
    if (failed) throw Error(failed.message());
    fs::permissions(target, fs::perms::owner_write, fs::perm_options::add, failed);
    fs::permissions(log_of(target), fs::perms::owner_write, fs::perm_options::add, failed);
    Database database(file.string(), uri(target, ""), SQLITE_OPEN_READWRITE);
    database.copy_ = std::move(copy);
    return database;
} catch (const Error& error) {
    throw StoreError(
        fmt::format("{}: cannot be copied to read it: {}", file.string(), error.what()));
}

Database Database::again() const {
    Database database(file_, uri_, flags_);
    database.execute("PRAGMA query_only = ON");
    return database;
}

Database Database::in_memory() {
    return {":memory:", ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
}

void Database::execute(std::string_view sql) {
    const std::string text(sql);
    if (sqlite3_exec(connection_.get(), text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
        return;
    throw failure_of(file_, connection_.get());
}

Statement Database::prepare(std::string_view sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement,
                           nullptr) != SQLITE_OK)
        throw failure_of(file_, connection_.get());
    return {file_, statement};
}

bool Database::has_table(std::string_view table) const {
    Statement statement =
        prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)");
    return statement.bind(table).step();
}

bool Database::has_column(std::string_view table, std::string_view column) const {
    Statement statement = prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
    return statement.bind(table, column).step();
}

bool Database::has_moved() const noexcept {
    int moved = 0;
    sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

void Database::wait_at_most(std::chrono::nanoseconds duration) noexcept {
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(duration);
    sqlite3_busy_timeout(connection_.get(), static_cast<int>(wait.count()));
}

void Database::abandon() noexcept {
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::make_portable() {
    execute("PRAGMA wal_checkpoint(TRUNCATE)");
    execute("PRAGMA journal_mode = DELETE");
}

}  // namespace oct::store
