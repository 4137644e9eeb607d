// What happened while a run lasted and can be read from no row: clock steps, the end by a limit.
#pragma once

#include <oct/result_sink.hpp>

#include "store/database.hpp"

#include <string>
#include <vector>

namespace oct::store {

/// The rows of `event`.
struct RunEvents {
    std::string aborted_by;  ///< the limit that ended the run; empty: none did
    std::vector<ClockStep> clock_steps;
};

void write_events(Database& database, const RunEvents& events);
/// Empty where the database has no such table.
[[nodiscard]] RunEvents read_events(const Database& database);

}  // namespace oct::store
