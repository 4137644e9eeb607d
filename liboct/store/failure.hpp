// What SQLite's last error means to a person.
#pragma once

#include <oct/error.hpp>

#include <string>

struct sqlite3;

namespace oct::store {

/// "file: what happened", and what to do where a disk or another program is the cause.
[[nodiscard]] StoreError failure_of(const std::string& file, sqlite3* connection);

}  // namespace oct::store
