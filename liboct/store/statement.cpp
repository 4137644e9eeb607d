// Binding, stepping and reading a prepared statement.
#include "store/statement.hpp"

#include "store/failure.hpp"

#include <sqlite3.h>

namespace oct::store {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);  // repeats the error of the last step, which was thrown already
}

Statement::Statement(std::string file, sqlite3_stmt* statement)
    : file_(std::move(file)), statement_(statement) {}

void Statement::check(int code) const {
    if (code == SQLITE_OK) return;
    throw failure_of(file_, sqlite3_db_handle(raw()));
}

void Statement::bind_integer(int index, std::int64_t value) {
    check(sqlite3_bind_int64(raw(), index, value));
}

void Statement::bind_one(int index, double value) {
    check(sqlite3_bind_double(raw(), index, value));
}

void Statement::bind_one(int index, std::string_view text) {
    const char* data = text.data() == nullptr ? "" : text.data();
    check(sqlite3_bind_text(raw(), index, data, static_cast<int>(text.size()), SQLITE_STATIC));
}

void Statement::bind_one(int index, Blob blob) {
    check(sqlite3_bind_blob(raw(), index, blob.bytes.empty() ? "" : blob.bytes.data(),
                            static_cast<int>(blob.bytes.size()), SQLITE_STATIC));
}

void Statement::bind_one(int index, std::nullopt_t) {
    check(sqlite3_bind_null(raw(), index));
}

void Statement::read_one(int column, std::chrono::nanoseconds& value) const {
    value = base::from_seconds(real(column)).value_or(std::chrono::nanoseconds::zero());
}

bool Statement::step() {
    column_ = 0;
    const int code = sqlite3_step(raw());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    const StoreError failure = failure_of(file_, sqlite3_db_handle(raw()));
    reset();
    throw failure;
}

void Statement::run() {
    while (step()) {
    }
}

void Statement::reset() noexcept {
    sqlite3_reset(raw());
}

bool Statement::is_null(int column) const noexcept {
    return sqlite3_column_type(raw(), column) == SQLITE_NULL;
}

bool Statement::is_number(int column) const noexcept {
    const int type = sqlite3_column_type(raw(), column);
    return type == SQLITE_FLOAT || type == SQLITE_INTEGER;
}

std::int64_t Statement::integer(int column) const noexcept {
    return sqlite3_column_int64(raw(), column);
}

double Statement::real(int column) const noexcept {
    return sqlite3_column_double(raw(), column);
}

std::string_view Statement::text(int column) const noexcept {
    // The size first: asking for it makes UTF-8 of any other text, and of a number. Then the bytes
    // are taken where they are; sqlite3_column_text() would copy them to put a zero behind.
    sqlite3_value* value = sqlite3_column_value(raw(), column);  // needs no lock: see Threading
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    const auto* text = static_cast<const char*>(sqlite3_value_blob(value));
    return text == nullptr ? std::string_view() : std::string_view(text, size);
}

std::string_view Statement::blob(int column) const noexcept {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(raw(), column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(raw(), column))};
}

}  // namespace oct::store
