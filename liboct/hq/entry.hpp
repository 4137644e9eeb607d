// A turret as the HQ sees it.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret_status.hpp>

#include "hq/receipts.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oct::hq {

/// How far a turret is in the run.
enum class Stage {
    Waiting,  ///< here, and not firing: before the run, not ready yet, or of version 1 and finished
    Told,     ///< ready when start was sent, and not heard of firing
    Firing,
    Away,  ///< of version 1: has gone after the stop, and what it may still fire is not awaited
    Done,  ///< has said its last word
    Gone,  ///< has said that it will not come back
};

/// What it said last, how far it is, what came of it. Status words are free: only initialized,
/// ready, running, aborted and killed mean something here.
///
/// Threading:  value.
struct Entry {
    TurretRecord record;  ///< its account is in `receipts` until the record is handed out
    Receipts receipts;
    Stage stage = Stage::Waiting;
    bool took_part = false;            ///< it was told to start, or has fired
    SteadyTime heard{};                ///< last message of any kind
    int connection = -1;               ///< of its last status; -1: unknown
    std::optional<WallTime> cut{};     ///< its connection broke; what it sent before may still wait
    std::optional<SteadyTime> lost{};  ///< since when record.lost is set
    /// Its cannons began no later than so long after the start of the run, by when its statuses
    /// came: what it says of that itself is by the civil clock, which may be another.
    std::chrono::nanoseconds began_by = std::chrono::nanoseconds::max();
    std::uint64_t received_before = 0;  ///< at the last measure_rates()
    double per_second = 0;              ///< results between the last two

    [[nodiscard]] bool version2() const noexcept { return record.is_version2(); }
    [[nodiscard]] bool says(std::string_view word) const;
    /// Neither lost nor gone.
    [[nodiscard]] bool is_present() const noexcept { return stage != Stage::Gone && !record.lost; }
    /// It may be in a transaction.
    [[nodiscard]] bool may_fire() const noexcept {
        return stage == Stage::Told || stage == Stage::Firing || stage == Stage::Away;
    }
    /// It said `status` to the HQ instance `hq`; of the figures of another one's run it keeps none,
    /// and what a status leaves out stays as it was.
    void say(const TurretStatus& status, std::string_view hq);
    /// Something of it came.
    void hear(SteadyTime now);
    /// The one place where a status takes it from one stage to the next. `draining`: stop was sent.
    void advance(bool of_this_run, bool draining, WallTime wall);
    /// It has no last word: when it goes after the stop, or is silent, that tells nothing.
    [[nodiscard]] bool ends_by_itself(bool draining) const noexcept {
        return draining && !version2();
    }
    /// What is known of it, with the account of its results.
    [[nodiscard]] TurretRecord known(bool draining) const;
    /// It fires, as far as is known, and something will come of it.
    [[nodiscard]] bool is_awaited() const;
    /// It is lost, and not back within `patience`: ten times as long while its connection stands,
    /// because it may be making its cannons, or be short of CPU.
    [[nodiscard]] bool is_given_up(SteadyTime now, std::chrono::nanoseconds patience) const;

private:
    [[nodiscard]] bool is_fulfilled() const;
    [[nodiscard]] bool does_not_fire() const;
};

/// A turret of version 1 that is connected may be silent so many times as long as another.
inline constexpr int kConnected = 10;

using Entries = std::map<std::string, Entry, std::less<>>;  // by uuid

}  // namespace oct::hq
