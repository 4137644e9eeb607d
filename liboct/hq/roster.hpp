// The turrets that the HQ knows: what they said last, what came from them, which are lost.
#pragma once

#include <oct/clock.hpp>
#include <oct/turret_status.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oct::hq {

/// A turret as the HQ sees it.
struct Entry {
    TurretRecord record;
    SteadyTime heard{};      ///< last message of any kind
    int connection = -1;     ///< of its last status; -1: unknown
    bool expected = false;   ///< told to start: its last word is waited for
    bool version2 = false;   ///< it speaks of this HQ's run, so it read the announcement
    bool last_word = false;  ///< nothing more will come from it in this run
};

/// Threading:  confined to the HQ thread.
class Roster {
public:
    /// Takes a status; true when a person would see a difference (new, other word, back again).
    bool status(const TurretStatus& status, int connection, std::string_view hq, SteadyTime now,
                WallTime wall);
    /// Counts results that came from `uuid`.
    void received(std::string_view uuid, std::uint64_t results, SteadyTime now);
    void rejected(std::string_view uuid);

    /// A new connection has this number: whoever had it before is gone from it.
    void connected(int connection);
    /// The turret whose connection broke while it was needed, or null.
    const Entry* disconnected(int connection, WallTime wall);
    /// Turrets not heard of for `silence`, now marked as lost.
    std::vector<const Entry*> fallen_silent(SteadyTime now, WallTime wall,
                                            std::chrono::nanoseconds silence);

    /// Stop was sent: who says now that it is ready, and not that it is done, never started.
    void begin_drain();
    /// Everybody who is ready is told to start.
    void expect_ready();

    [[nodiscard]] int ready() const;            ///< ready and not lost
    [[nodiscard]] std::size_t present() const;  ///< in the run and not lost
    [[nodiscard]] bool someone_to_start() const;
    [[nodiscard]] bool someone_initializing() const;
    /// True when every turret that is expected to has said its last word, aborted or is lost.
    [[nodiscard]] bool all_done() const;
    /// True when a turret of version 1 is there: it has no last word.
    [[nodiscard]] bool has_version1() const;
    [[nodiscard]] std::vector<TurretRecord> records() const;
    [[nodiscard]] const Entry* find(std::string_view uuid) const;

private:
    static bool is(const Entry& entry, std::string_view word);
    bool lose(Entry& entry, WallTime wall);

    std::map<std::string, Entry, std::less<>> entries_;
    bool draining_ = false;
};

}  // namespace oct::hq
