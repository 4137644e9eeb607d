// The tables of results.sqlite.
#pragma once

#include "store/database.hpp"

namespace oct::store {

inline constexpr int kSchemaVersion = 2;

/// Sets up a new database: pragmas for the run, and the tables.
void create_schema(Database& database);

/// Throws StoreError when the file holds no results, or those of a later version of the library.
void require_schema(const Database& database);

}  // namespace oct::store
