// Rows of results in a database that a program is writing.
#pragma once

#include <oct/error.hpp>

#include "store/database.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

namespace oct::testing {

inline std::int64_t rows(const std::filesystem::path& database, const std::string& where = "1") {
    const auto db = store::Database::open(database);
    auto statement = db.prepare("select count(*) from result where " + where);
    return statement.step() ? statement.integer(0) : -1;
}

/// Waits until the running HQ has committed a result that fits; false when 30 s passed.
inline bool stores_a_result(const std::filesystem::path& database, const std::string& where = "1") {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
        try {
            if (rows(database, where) > 0) return true;
        } catch (const Error&) {
            // not there yet, or without its tables
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

}  // namespace oct::testing
