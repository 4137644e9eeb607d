// Nothing but SQLite's own interface; the tables are those of the library.
#include "bare_insert.hpp"

#include "store/schema.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace oct::bench {
namespace {

constexpr std::size_t kRows = 50;
constexpr std::size_t kTransaction = 5000;
constexpr const char* kInsert =
    "INSERT INTO result (error, scriptrun_time, elapsed, epoch, custom_timers, turret_name, lag, "
    "turret_id) ";

void check(int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errstr(code));
}

/// A new results database in a folder of its own.
class File {
public:
    File() {
        folder_ = (std::filesystem::temp_directory_path() / "oct-bench-XXXXXX").string();
        if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no temporary folder");
        {
            store::Database database = store::Database::create(folder_ + "/bare.sqlite");
            store::create_schema(database);
        }
        check(sqlite3_open_v2((folder_ + "/bare.sqlite").c_str(), &db_,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
        run("PRAGMA synchronous = NORMAL");
    }
    ~File() {
        sqlite3_close(db_);
        std::filesystem::remove_all(folder_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void run(const char* sql) const { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
    [[nodiscard]] sqlite3_stmt* prepare(const std::string& sql) const {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr));
        return statement;
    }
    [[nodiscard]] sqlite3* db() const { return db_; }

private:
    std::string folder_;
    sqlite3* db_ = nullptr;
};

void bind_row(sqlite3_stmt* statement, int first, const BareRow& row) {
    sqlite3_bind_text(statement, first, "", 0, SQLITE_STATIC);
    sqlite3_bind_double(statement, first + 1, row.service_s);
    sqlite3_bind_double(statement, first + 2, row.elapsed_s);
    sqlite3_bind_double(statement, first + 3, row.epoch_s);
    sqlite3_bind_text(statement, first + 4, row.custom_timers.data(),
                      static_cast<int>(row.custom_timers.size()), SQLITE_STATIC);
    sqlite3_bind_text(statement, first + 5, "navigation", 10, SQLITE_STATIC);
    sqlite3_bind_double(statement, first + 6, row.lag_s);
    sqlite3_bind_int64(statement, first + 7, 1);
}

// --- an eponymous virtual table whose rows are a part of the vector

struct Part {
    const BareRow* begin = nullptr;
    const BareRow* end = nullptr;
};
struct Table {
    sqlite3_vtab base{};
    const Part* part = nullptr;
};
struct Cursor {
    sqlite3_vtab_cursor base{};
    const BareRow* at = nullptr;
    const BareRow* end = nullptr;
};

int connect(sqlite3* db, void* part, int, const char* const*, sqlite3_vtab** table, char**) {
    auto* made = new Table;
    made->part = static_cast<const Part*>(part);
    *table = &made->base;
    return sqlite3_declare_vtab(db,
                                "CREATE TABLE x(error TEXT, service REAL, elapsed REAL, "
                                "epoch REAL, timers TEXT, name TEXT, lag REAL, turret INT)");
}
int disconnect(sqlite3_vtab* table) {
    delete reinterpret_cast<Table*>(table);
    return SQLITE_OK;
}
int best_index(sqlite3_vtab*, sqlite3_index_info*) {
    return SQLITE_OK;
}
int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
    *cursor = &(new Cursor)->base;
    return SQLITE_OK;
}
int close(sqlite3_vtab_cursor* cursor) {
    delete reinterpret_cast<Cursor*>(cursor);
    return SQLITE_OK;
}
int filter(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value**) {
    auto* cursor = reinterpret_cast<Cursor*>(base);
    const Part& part = *reinterpret_cast<Table*>(base->pVtab)->part;
    cursor->at = part.begin;
    cursor->end = part.end;
    return SQLITE_OK;
}
int next(sqlite3_vtab_cursor* base) {
    ++reinterpret_cast<Cursor*>(base)->at;
    return SQLITE_OK;
}
int eof(sqlite3_vtab_cursor* base) {
    const auto* cursor = reinterpret_cast<Cursor*>(base);
    return cursor->at == cursor->end;
}
int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index) {
    const BareRow& row = *reinterpret_cast<Cursor*>(base)->at;
    switch (index) {
        case 0:
            sqlite3_result_text(context, "", 0, SQLITE_STATIC);
            break;
        case 1:
            sqlite3_result_double(context, row.service_s);
            break;
        case 2:
            sqlite3_result_double(context, row.elapsed_s);
            break;
        case 3:
            sqlite3_result_double(context, row.epoch_s);
            break;
        case 4:
            sqlite3_result_text(context, row.custom_timers.data(),
                                static_cast<int>(row.custom_timers.size()), SQLITE_STATIC);
            break;
        case 5:
            sqlite3_result_text(context, "navigation", 10, SQLITE_STATIC);
            break;
        case 6:
            sqlite3_result_double(context, row.lag_s);
            break;
        default:
            sqlite3_result_int64(context, 1);
    }
    return SQLITE_OK;
}
int rowid(sqlite3_vtab_cursor*, sqlite3_int64* id) {
    *id = 0;
    return SQLITE_OK;
}

sqlite3_module module_of_rows() {
    sqlite3_module module{};
    module.xConnect = &connect;
    module.xBestIndex = &best_index;
    module.xDisconnect = &disconnect;
    module.xOpen = &open;
    module.xClose = &close;
    module.xFilter = &filter;
    module.xNext = &next;
    module.xEof = &eof;
    module.xColumn = &column;
    module.xRowid = &rowid;
    return module;
}

}  // namespace

void insert_by_values(const std::vector<BareRow>& rows) {
    const File file;
    std::string sql = std::string(kInsert) + "VALUES ";
    for (std::size_t row = 0; row < kRows; ++row)
        sql += row == 0 ? "(?,?,?,?,?,?,?,?)" : ",(?,?,?,?,?,?,?,?)";
    sqlite3_stmt* statement = file.prepare(sql);
    for (std::size_t i = 0; i + kRows <= rows.size(); i += kRows) {
        if (i % kTransaction == 0) file.run("BEGIN");
        for (std::size_t row = 0; row < kRows; ++row)
            bind_row(statement, static_cast<int>(1 + 8 * row), rows[i + row]);
        check(sqlite3_step(statement));
        check(sqlite3_reset(statement));
        if ((i + kRows) % kTransaction == 0) file.run("COMMIT");
    }
    if (sqlite3_get_autocommit(file.db()) == 0) file.run("COMMIT");
    sqlite3_finalize(statement);
}

void insert_by_table(const std::vector<BareRow>& rows) {
    const File file;
    static const sqlite3_module module = module_of_rows();
    Part part;
    check(sqlite3_create_module(file.db(), "bare_rows", &module, &part));
    sqlite3_stmt* statement = file.prepare(std::string(kInsert) + "SELECT * FROM bare_rows");
    for (std::size_t i = 0; i < rows.size(); i += kTransaction) {
        part = {rows.data() + i, rows.data() + std::min(i + kTransaction, rows.size())};
        file.run("BEGIN");
        check(sqlite3_step(statement));
        check(sqlite3_reset(statement));
        file.run("COMMIT");
    }
    sqlite3_finalize(statement);
}

}  // namespace oct::bench
