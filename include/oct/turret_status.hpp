// What a turret says of itself, and what the HQ knows of it.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace oct {

/// What a turret has counted itself: its side of the Ledger, in its status messages.
struct TurretCounts {
    std::uint64_t intended = 0;
    std::uint64_t skipped = 0;
    std::uint64_t fired = 0;
    std::uint64_t sent = 0;  ///< handed to the network
    std::uint64_t dropped = 0;
    std::uint64_t undelivered = 0;
    std::uint64_t in_flight = 0;
    bool operator==(const TurretCounts&) const = default;
};

/// One status message. Status words are free and compare without case.
struct TurretStatus {
    std::string turret;  ///< display name
    std::string uuid;
    std::string status;  ///< as sent: ready, Running, Aborted, …
    std::uint64_t cannons = 0;
    double rampup_s = 0;
    std::string script;
    std::string load;    ///< version 2: its load model in words, "closed load" or "open load, …"
    std::string reason;  ///< why it was Aborted, or why its figures deserve care; or empty
    std::string health;  ///< version 2, as sent: what it measured of itself, a JSON object
    std::optional<TurretCounts> counts;  ///< protocol version 2 only
    std::string hq;                      ///< version 2: the HQ instance the counts belong to
    bool last_word = false;              ///< version 2: `counts` are final for this run
};

/// A line of the report's workload table.
struct TurretRecord {
    TurretStatus last;               ///< the last status received
    WallTime joined{};               ///< first message of it
    WallTime updated{};              ///< last status message of it
    std::optional<WallTime> lost{};  ///< when its connection broke or it fell silent during the run
    std::uint64_t received = 0;      ///< results taken from it
    std::uint64_t rejected = 0;      ///< results of it that could not be decoded
    std::uint64_t undelivered = 0;   ///< results that it sent and that never came, by their numbers
    std::uint64_t repeated = 0;      ///< results that came again and were taken once
};

}  // namespace oct
