// A turret as the HQ sees it.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret_status.hpp>

#include "hq/sequence.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace oct::hq {

/// How far a turret is in the run.
enum class Stage {
    Waiting,  ///< here, and not firing: before the run, not ready yet, or of version 1 and finished
    Told,     ///< ready when start was sent, and not heard of firing
    Firing,
    Done,  ///< has said its last word
    Gone,  ///< has said that it will not come back
};

/// What it said last, how far it is, what came of it.
///
/// Threading:  value.
struct Entry {
    TurretRecord record;
    Stage stage = Stage::Waiting;
    bool took_part = false;            ///< it was told to start, or has fired
    Sequence sequence;                 ///< of its batches; empty when it sends none
    SteadyTime heard{};                ///< last message of any kind
    int connection = -1;               ///< of its last status; -1: unknown
    std::uint64_t unreadable = 0;      ///< messages by its connection that could not be read
    std::uint64_t after_stop = 0;      ///< results since the stop
    std::optional<WallTime> cut{};     ///< its connection broke; what it sent before may still wait
    std::optional<SteadyTime> lost{};  ///< since when record.lost is set
    std::uint64_t received_before = 0;  ///< at the last measure_rates()
    double per_second = 0;              ///< results between the last two

    [[nodiscard]] bool version2() const noexcept { return record.is_version2(); }
};

using Entries = std::map<std::string, Entry, std::less<>>;  // by uuid

}  // namespace oct::hq
