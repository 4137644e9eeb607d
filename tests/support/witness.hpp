// What the script `witness` left in its file, and which of it a results database has.
#pragma once

#include "store/database.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace oct::testing {

using Traces = std::map<std::int64_t, std::chrono::nanoseconds>;  // civil time of each number

/// Of each transaction that came to its end, whatever became of its result.
inline Traces traces_in(const std::filesystem::path& file) {
    Traces traces;
    std::ifstream in(file, std::ios::binary);
    std::array<std::int64_t, 2> trace{};
    while (in.read(reinterpret_cast<char*>(trace.data()), sizeof(trace)))
        traces[trace[0]] = std::chrono::nanoseconds(trace[1]);
    return traces;
}

/// Of the rows of one turret, or of all.
inline std::vector<std::int64_t> stored_numbers(const std::filesystem::path& file,
                                                const std::string& turret = {}) {
    const auto database = store::Database::open(file);
    auto rows = database.prepare(
        "SELECT CAST(round(json_extract(custom_timers, '$.number') * 1e9) AS INTEGER) FROM result "
        "WHERE ? IN ('', turret_name)");
    rows.bind(turret);
    std::vector<std::int64_t> numbers;
    while (rows.step()) numbers.push_back(rows.integer(0));
    return numbers;
}

}  // namespace oct::testing
