// A disk on which a chosen write of SQLite fails, within this process.
#pragma once

#include <cstdint>

namespace oct::testing {

/// For as long as it lives: counts the calls by which SQLite changes a file, and lets the one of
/// that number fail with EIO, or it and all after it.
///
/// Threading:  shared; only one at a time.
class FaultyDisk {
public:
    enum class Fault : std::uint8_t { Once, Lasting };

    /// `number`: from 1 on.
    FaultyDisk(std::uint64_t number, Fault fault);
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    /// The call with that number was made.
    [[nodiscard]] bool failed() const;
    /// From now on nothing fails.
    void mend();
};

}  // namespace oct::testing
