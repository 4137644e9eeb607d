// The custom timers of a row as cells: which column each value stands in, and its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oct::report {

/// Columns of timers, in the order of first appearance.
///
/// Values are copied as they are written, not converted. A timer that a row has several times
/// continues in columns of its own.
/// Errors:     read() throws Error when there are more columns than a spreadsheet can have.
/// Threading:  value.
class CsvTimers {
public:
    static constexpr std::size_t kMostColumns = 16'000;

    /// Reads a custom_timers text; what is no number is left out, one in quotes is not.
    void read(std::string_view json);

    [[nodiscard]] std::size_t columns() const noexcept { return columns_.size(); }
    /// "name", "name (2)", …
    [[nodiscard]] std::string title(std::size_t column) const;
    /// The value of the row read last, valid as long as its text; empty when it has none.
    [[nodiscard]] std::string_view value(std::size_t column) const noexcept {
        const Column& c = columns_[column];
        return c.row == row_ ? c.value : std::string_view();
    }

private:
    struct Column {
        std::string name;
        std::string key;  // "name": as the store writes it
        std::uint32_t occurrence = 1;
        std::uint32_t next = 0;  // column of the next occurrence; 0: none yet
        std::uint64_t row = 0;
        std::string_view value;
    };

    bool read_plain(std::string_view json);
    void read_any(std::string_view json);
    std::uint32_t column_of(std::string_view name);
    std::uint32_t add_column(std::string_view name, std::uint32_t occurrence);
    void put(std::uint32_t column, std::string_view value);

    std::vector<Column> columns_;
    std::unordered_map<std::string, std::uint32_t> index_;  // first occurrences
    std::uint64_t row_ = 0;
    std::uint32_t guess_ = 0;  // names come in the same order again and again
    std::string numbers_;      // of a row that RapidJSON read
};

}  // namespace oct::report
