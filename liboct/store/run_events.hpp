// What happened while a run lasted and can be read from no row: clock steps, why it ended.
#pragma once

#include <oct/result_sink.hpp>

#include "measure/run_record.hpp"
#include "store/database.hpp"

#include <string>
#include <vector>

namespace oct::store {

void write_events(Database& database, const measure::RunEvents& events);
/// Empty where the database has no such table.
[[nodiscard]] measure::RunEvents read_events(const Database& database);

}  // namespace oct::store
