// The turrets that the HQ knows: what they said last, what came from them, which are lost.
#pragma once

#include <oct/clock.hpp>
#include <oct/observer.hpp>
#include <oct/result_sink.hpp>
#include <oct/turret_status.hpp>

#include "hq/entry.hpp"
#include "hq/senders.hpp"
#include "wire/decoder.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oct::hq {

/// Threading:  confined to the HQ thread.
class Roster {
public:
    /// Takes a status; true when a person would see a difference (new, other word, back again).
    bool status(const TurretStatus& status, int connection, std::string_view hq, SteadyTime now,
                WallTime wall);
    /// Senders::of(); the answer holds until the next status.
    [[nodiscard]] wire::Sender sender(const wire::Sender& said, int connection) {
        return senders_.of(said, connection, entries_);
    }
    /// Counts results of `from`, as sender() has it; also of nobody who is known they are a sign of
    /// life.
    void received(const wire::Sender& from, std::uint64_t results, SteadyTime now);
    /// Results of `uuid`, or of nobody who is known, were left out: a time of theirs is none.
    void left_out(std::string_view uuid, std::uint64_t results);
    /// Senders::unreadable().
    void unreadable(int connection) { senders_.unreadable(connection, entries_); }
    /// Results number `first` and following of a batch; returns those that have not come before.
    std::vector<Sequence::Range> batch(std::string_view uuid, std::uint64_t first,
                                       std::uint64_t count);

    /// A new connection has this number: whoever had it before is gone from it.
    void connected(int connection);
    /// A connection broke. Whose it was is lost once all that it delivered is read: lose_cut().
    void disconnected(int connection, WallTime wall);
    [[nodiscard]] bool someone_cut() const;
    /// Turrets whose connection broke before they were done, now marked as lost. One of version 1
    /// that goes after the stop is not lost: it has come to its end, or reconnects.
    std::vector<const Entry*> lose_cut(SteadyTime now);
    /// Turrets not heard of for `silence`, now marked as lost. What came before `listening` (the HQ
    /// itself was held up until then) is no silence of theirs. One of version 1 may be silent while
    /// its transactions last: it has ten times as long while its connection stands. After the stop
    /// it is not lost but finished, if each of its cannons can have sent its last result; and not
    /// awaited, if its connection is gone, it is not back soon, and nobody is there who may be it.
    std::vector<const Entry*> lose_silent(SteadyTime now, WallTime wall,
                                          std::chrono::nanoseconds silence, SteadyTime listening);

    /// The process of a turret of this name has ended, says who started it.
    void process_ended(std::string name, std::string how, SteadyTime now);
    /// Turrets without a last word whose process has ended, now marked with its end and as lost. Of
    /// those that share a name it is the one that is lost already; who is not has `patience`, for
    /// what it sent may still be on its way.
    std::vector<const Entry*> lose_ended(SteadyTime now, WallTime wall,
                                         std::chrono::nanoseconds patience);

    /// The run begins; nobody waits any more for who is not ready, so that is not late.
    void begin_run(SteadyTime now);
    /// Start is sent: everybody who is ready is told.
    void tell_ready();
    /// Stop was sent: who says now that it is ready, and not that it is done, never started.
    void begin_drain() { draining_ = true; }

    [[nodiscard]] std::uint64_t ready() const;    ///< ready and not lost
    [[nodiscard]] std::size_t present() const;    ///< neither lost nor gone
    [[nodiscard]] std::uint64_t cannons() const;  ///< of those who are present
    /// Asked for by the plans of all who have come; of a turret that does not say, its cannons.
    [[nodiscard]] std::uint64_t planned_cannons() const;
    [[nodiscard]] bool someone_to_start() const;
    [[nodiscard]] bool someone_initializing() const;
    /// True when nobody has to be waited for any more: each turret has said its last word, is lost
    /// or gone, or is of version 1 and finished: ready again, or see lose_silent().
    [[nodiscard]] bool all_done() const;
    /// Turrets that are waited for.
    [[nodiscard]] std::vector<const Entry*> awaited() const;
    /// True when one of them has a last word to say: those of version 1 have none.
    [[nodiscard]] bool owes_last_word() const;
    /// Before stop: how a run ends of which no turret is left to fire. Fulfilled: all have said
    /// their last word of their own accord, having fired all that their plans ask for. A lost one
    /// may come back within `patience`, ten times as long while its connection stands, unless its
    /// process has ended. Nothing: someone is left.
    [[nodiscard]] std::optional<RunEnd> over(SteadyTime now,
                                             std::chrono::nanoseconds patience) const;
    /// True when results may come behind all words that are waited for: from a turret of version 1,
    /// or from nobody who is known.
    [[nodiscard]] bool has_version1() const;
    /// True when a turret of version 1 took part.
    [[nodiscard]] bool someone_of_version1() const;
    /// True while a turret may not have heard that it has to shut down: it is here and has not said
    /// that it goes, or it is of version 1 and `may_return` by another connection.
    [[nodiscard]] bool someone_to_kill(bool may_return) const;
    /// With the account of its results, as far as that is known now.
    [[nodiscard]] TurretRecord record_of(const Entry& entry) const {
        return entry.known(draining_);
    }
    /// The same of all, by name.
    [[nodiscard]] std::vector<TurretRecord> records() const;
    /// Results that were left out and are of nobody who is known.
    [[nodiscard]] std::uint64_t left_out_of_nobody() const noexcept { return left_out_of_nobody_; }
    /// How fast results have come from each, in the time since the last call.
    void measure_rates(std::chrono::nanoseconds time);
    /// For observers: by name, at most `most`; of more, those that are lost or have left first.
    /// In progress.cpp.
    [[nodiscard]] std::vector<TurretProgress> progress(std::size_t most) const;
    [[nodiscard]] const Entry* find(std::string_view uuid) const;

private:
    /// A process that has ended, and whose turret is to be found.
    struct Ended {
        std::string name;
        std::string how;
        SteadyTime told{};
    };

    template <class Is>
    [[nodiscard]] std::uint64_t count(Is is) const;
    template <class Is>
    [[nodiscard]] bool any(Is is) const;
    /// One by whose connection nobody has spoken yet may be a turret that comes back.
    [[nodiscard]] bool has_strangers() const;
    bool lose(Entry& entry, SteadyTime now, WallTime wall);
    Entry* without_last_word(std::string_view name);

    Entries entries_;
    Senders senders_;
    std::set<int> open_;  // connections
    std::vector<Ended> ended_;
    std::uint64_t left_out_of_nobody_ = 0;
    std::optional<SteadyTime> unknown_heard_{};  // last result of nobody who is known
    SteadyTime started_{};
    bool draining_ = false;
};

}  // namespace oct::hq
