// SQLite without memory at a chosen moment, within this process.
#pragma once

#include <cstdint>

namespace oct::testing {

/// For as long as it lives: counts what SQLite asks memory for, and lets the request of that number
/// fail.
///
/// Threading:  shared; only one at a time, and no database is open when it comes and goes.
class FaultyMemory {
public:
    /// `number`: from 1 on.
    explicit FaultyMemory(std::uint64_t number);
    ~FaultyMemory();
    FaultyMemory(const FaultyMemory&) = delete;
    FaultyMemory& operator=(const FaultyMemory&) = delete;

    /// The request with that number was made.
    [[nodiscard]] bool failed() const;
    /// From now on nothing fails.
    void mend();
};

}  // namespace oct::testing
