// A database that another program keeps locked.
#pragma once

#include "store/database.hpp"

#include <filesystem>

namespace oct::testing {

/// For as long as it lives.
class LockedDatabase {
public:
    explicit LockedDatabase(const std::filesystem::path& file)
        : database_(store::Database::open(file)) {
        database_.execute("PRAGMA query_only = OFF");
        database_.execute("BEGIN EXCLUSIVE");
    }

private:
    store::Database database_;
};

}  // namespace oct::testing
