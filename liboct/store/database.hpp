// An SQLite connection that closes itself and whose errors name the file.
#pragma once

#include "base/private_folder.hpp"
#include "store/statement.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;

namespace oct::store {

/// One connection.
///
/// Errors:     throws StoreError "file: what happened".
/// Threading:  confined; it may be handed over while no statement is running.
class Database {
public:
    /// Creates a new results database; a file that is there already is never overwritten.
    static Database create(const std::filesystem::path& file);
    /// Opens for reading, also after a crash of the writer and in a folder that is read-only. What
    /// a crash left in a write-ahead log is moved into the file, where that can be written, when it
    /// is closed and nobody else has it open.
    static Database open(const std::filesystem::path& file);
    /// A database that lives in memory.
    static Database in_memory();
    /// Another connection to the same file, for reading in another thread. It keeps its pages small
    /// in memory, and must not outlive this one.
    [[nodiscard]] Database again() const;

    [[nodiscard]] const std::string& file() const noexcept { return file_; }

    [[nodiscard]] sqlite3* raw() const noexcept { return connection_.get(); }

    void execute(std::string_view sql);
    [[nodiscard]] Statement prepare(std::string_view sql) const;
    [[nodiscard]] bool has_table(std::string_view table) const;
    [[nodiscard]] bool has_column(std::string_view table, std::string_view column) const;

    /// True when the file was in use with a write-ahead log and that is not beside it: what it
    /// stored last may be missing.
    [[nodiscard]] bool lacks_log() const noexcept { return lacks_log_; }
    /// True when another file stands where this one was, or none.
    [[nodiscard]] bool has_moved() const noexcept;
    /// How long to wait for others that have it locked.
    void wait_at_most(std::chrono::nanoseconds duration) noexcept;

    /// What stands beside the place of the file is no longer ours: nothing is touched at the end.
    void abandon() noexcept;
    /// Moves the write-ahead log into the file and leaves that one file alone.
    void make_portable();

private:
    struct Close {
        bool tidy;  ///< makes one portable file of it, if it is the last connection
        void operator()(sqlite3* connection) const noexcept;
    };

    Database(std::string file, const std::string& uri, int flags);
    static Database open_copy(const std::filesystem::path& file);

    std::string file_;
    std::string uri_;
    int flags_;
    bool lacks_log_ = false;
    std::unique_ptr<base::PrivateFolder>
        copy_;  // before the connection, which must be closed first
    std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace oct::store
