// The lines of a table of all sections: the run, its timers, then class by class.
#pragma once

#include <oct/summary.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace oct::report {

/// Threading:  value.  Ownership: the summary outlives it.
struct TableRow {
    const Section* section;
    std::string name;                     ///< "login", "buying", "buying · login"
    std::size_t index = 0;                ///< of the section in its list
    std::optional<std::size_t> of_class;  ///< number of its class; nothing: of the whole run
    bool failed = false;                  ///< tells of the failed transactions of the row before
};

/// A timer that only one class has is not told twice.
[[nodiscard]] std::vector<TableRow> table_rows(const Summary& summary);

}  // namespace oct::report
