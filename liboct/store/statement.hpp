// A prepared SQLite statement: bind, step, read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3_stmt;

namespace oct::store {

/// One prepared statement.
///
/// Errors:     throws StoreError "file: what happened".
/// Threading:  confined to the thread of its Database.
/// Ownership:  must not outlive its Database.
class Statement {
public:
    Statement(std::string file, sqlite3_stmt* statement);

    /// Parameters count from 1. Text is not copied: it must stay until the statement was stepped.
    void bind(int index, std::int64_t value);
    void bind(int index, double value);
    void bind(int index, std::string_view text);
    void bind(int index, std::string&& text) = delete;
    /// Bytes; they must stay like text.
    void bind_blob(int index, std::string_view bytes);
    void bind_blob(int index, std::string&& bytes) = delete;
    void bind_null(int index);
    /// Binds the values to 1, 2, 3, …
    template <typename... Values>
    Statement& with(const Values&... values) {
        int index = 0;
        (bind_any(++index, values), ...);
        return *this;
    }

    /// True when there is a row to read; false at the end, the statement then being reset.
    bool step();
    /// Steps to the end, ignoring rows.
    void run();
    void reset() noexcept;

    /// Columns count from 0.
    [[nodiscard]] bool is_null(int column) const noexcept;
    /// True of an integer and of a real as they are stored, not of a text that may be one.
    [[nodiscard]] bool is_number(int column) const noexcept;
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] double real(int column) const noexcept;
    /// UTF-8, whatever the encoding of the database; valid until the next step(), no zero behind.
    [[nodiscard]] std::string_view text(int column) const noexcept;

    /// Bytes; valid until the next step().
    [[nodiscard]] std::string_view blob(int column) const noexcept;

    [[nodiscard]] sqlite3_stmt* raw() const noexcept { return statement_.get(); }
    /// Throws unless `code` is SQLITE_OK.
    void check(int code) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    void bind_any(int index, double value) { bind(index, value); }
    void bind_any(int index, std::string_view text) { bind(index, text); }
    void bind_any(int index, std::nullptr_t) { bind_null(index); }
    template <std::integral Value>
    void bind_any(int index, Value value) {
        bind(index, static_cast<std::int64_t>(value));
    }

    std::string file_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace oct::store
