// A prepared SQLite statement: bind, step, read.
#pragma once

#include "base/seconds.hpp"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3_stmt;

namespace oct::store {

/// Bytes that are no text.
struct Blob {
    std::string_view bytes;
};

/// One prepared statement.
///
/// Errors:     throws StoreError "file: what happened".
/// Threading:  confined to the thread of its Database.
/// Ownership:  must not outlive its Database.
class Statement {
public:
    Statement(std::string file, sqlite3_stmt* statement);

    /// Binds the values to the parameters in order: integers, reals, texts, blobs, durations and
    /// moments (as seconds), nullopt and optional ones. Not a number is stored as NULL. Texts and
    /// blobs are not copied: they must stay until the statement was stepped.
    template <typename... Values>
    Statement& bind(Values&&... values) {
        static_assert((!std::is_same_v<Values, std::string> && ...), "the text would be gone");
        int index = 0;
        (bind_one(++index, values), ...);
        return *this;
    }

    /// True when there is a row to read; false at the end, the statement then being reset.
    bool step();
    /// Steps to the end, ignoring rows.
    void run();
    void reset() noexcept;

    /// Reads the next columns of the row, from the first one on after each step(). Optional:
    /// nothing where no number is stored. Unsigned: a negative one is 0. Durations and moments: 0
    /// for what cannot be one. Views are valid until the next step().
    template <typename... Values>
    void read(Values&... values) {
        (read_one(column_++, values), ...);
    }
    /// The next read() begins at this column; they count from 0.
    Statement& from(int column) noexcept {
        column_ = column;
        return *this;
    }

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

    template <std::integral Value>
    void bind_one(int index, Value value) {
        bind_integer(index, static_cast<std::int64_t>(value));
    }
    void bind_integer(int index, std::int64_t value);
    void bind_one(int index, double value);
    void bind_one(int index, std::string_view text);
    void bind_one(int index, Blob blob);
    void bind_one(int index, std::chrono::nanoseconds time) {
        bind_one(index, base::to_seconds(time));
    }
    void bind_one(int index, WallTime moment) { bind_one(index, base::to_seconds(moment)); }
    void bind_one(int index, std::nullopt_t);
    template <typename Value>
    void bind_one(int index, const std::optional<Value>& value) {
        value ? bind_one(index, *value) : bind_one(index, std::nullopt);
    }

    template <std::integral Value>
    void read_one(int column, Value& value) const {
        constexpr std::int64_t kLeast = std::is_unsigned_v<Value> ? 0 : INT64_MIN;
        value = static_cast<Value>(std::max(integer(column), kLeast));
    }
    void read_one(int column, double& value) const { value = real(column); }
    void read_one(int column, std::string_view& value) const { value = text(column); }
    void read_one(int column, std::string& value) const { value = text(column); }
    void read_one(int column, Blob& value) const { value.bytes = blob(column); }
    void read_one(int column, std::chrono::nanoseconds& value) const;
    void read_one(int column, WallTime& value) const {
        std::chrono::nanoseconds since_epoch{};
        read_one(column, since_epoch);
        value = WallTime(since_epoch);
    }
    template <typename Value>
    void read_one(int column, std::optional<Value>& value) const {
        value.reset();
        if (is_number(column)) read_one(column, value.emplace());
    }

    std::string file_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int column_ = 0;
};

}  // namespace oct::store
