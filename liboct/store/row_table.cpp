// The callbacks of SQLite's virtual tables (sqlite.org/vtab.html); no exception may leave them.
#include "store/row_table.hpp"

#include <oct/error.hpp>

#include "base/seconds.hpp"

#include <sqlite3.h>

#include <new>

namespace oct::store {
namespace {

struct Table {
    sqlite3_vtab base{};  // first: SQLite knows the table by the address of this
    const HeldRows* held = nullptr;
};
struct Cursor {
    sqlite3_vtab_cursor base{};
    const HeldRows* held = nullptr;
    std::size_t row = 0;
};

Cursor& cursor_of(sqlite3_vtab_cursor* base) {
    return *reinterpret_cast<Cursor*>(base);
}

int connect(sqlite3* connection, void* held, int, const char* const*, sqlite3_vtab** made, char**) {
    static const std::string columns = std::string("CREATE TABLE x(") + RowTable::kColumns + ")";
    // Of a table that is not declared SQLite asks for no end.
    if (const int failed = sqlite3_declare_vtab(connection, columns.c_str()); failed != SQLITE_OK)
        return failed;
    auto* table = new (std::nothrow) Table;
    if (table == nullptr) return SQLITE_NOMEM;
    table->held = static_cast<const HeldRows*>(held);
    *made = &table->base;
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab* base) {
    delete reinterpret_cast<Table*>(base);
    return SQLITE_OK;
}

int best_index(sqlite3_vtab*, sqlite3_index_info*) {
    return SQLITE_OK;  // there is one way to read it: from the first row to the last
}

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** opened) {
    auto* cursor = new (std::nothrow) Cursor;
    if (cursor == nullptr) return SQLITE_NOMEM;
    cursor->held = reinterpret_cast<Table*>(table)->held;
    *opened = &cursor->base;
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* base) {
    delete &cursor_of(base);
    return SQLITE_OK;
}

int rewind(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value**) {
    cursor_of(base).row = 0;
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
    ++cursor_of(base).row;
    return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* base) {
    const Cursor& cursor = cursor_of(base);
    return cursor.row == cursor.held->rows.size() ? 1 : 0;
}

int row_id(sqlite3_vtab_cursor* base, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(cursor_of(base).row);
    return SQLITE_OK;
}

void give(sqlite3_context* to, std::string_view text) {
    sqlite3_result_text(to, text.empty() ? "" : text.data(), static_cast<int>(text.size()),
                        SQLITE_STATIC);
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* to, int number) {
    const Cursor& cursor = cursor_of(base);
    const HeldRows::Row& row = cursor.held->rows[cursor.row];
    const Sample& sample = *row.sample;
    switch (number) {  // as in kColumns
        case 0:
            give(to, row.block->error(sample));
            break;
        case 1:
            sqlite3_result_double(to, base::to_seconds(sample.service));
            break;
        case 2:
            sqlite3_result_double(to, base::to_seconds(sample.elapsed));
            break;
        case 3:
            sqlite3_result_double(to, base::to_seconds(sample.epoch));
            break;
        case 4:
            give(to, {cursor.held->timers.data() + row.timers_begin, row.timers_size});
            break;
        case 5:
            give(to, row.block->name(sample.turret));
            break;
        case 6:
            sqlite3_result_double(to, base::to_seconds(sample.lag));
            break;
        default:
            sqlite3_result_int64(to, row.turret_id);
    }
    return SQLITE_OK;
}

// Without xCreate it is "eponymous only": there without CREATE VIRTUAL TABLE, which would write
// into the file.
sqlite3_module make_module() {
    sqlite3_module module{};
    module.xConnect = &connect;
    module.xBestIndex = &best_index;
    module.xDisconnect = &disconnect;
    module.xOpen = &open;
    module.xClose = &close;
    module.xFilter = &rewind;
    module.xNext = &next;
    module.xEof = &at_end;
    module.xColumn = &column;
    module.xRowid = &row_id;
    return module;
}

}  // namespace

RowTable::RowTable(const Database& database, std::string name, const HeldRows& rows)
    : connection_(database.raw()), name_(std::move(name)) {
    static const sqlite3_module module = make_module();
    // SQLite hands the pointer back as it is; nothing here writes through it.
    void* held = const_cast<HeldRows*>(&rows);
    if (sqlite3_create_module(connection_, name_.c_str(), &module, held) != SQLITE_OK)
        throw StoreError(database.file() + ": " + sqlite3_errmsg(connection_));
}

RowTable::~RowTable() {
    sqlite3_create_module(connection_, name_.c_str(), nullptr, nullptr);
}

}  // namespace oct::store
