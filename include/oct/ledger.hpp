// The account of a run: every transaction that was intended is somewhere, or the run says so.
#pragma once

#include <oct/export.hpp>

#include <cstdint>
#include <string>

namespace oct {

/// Counts of transactions, of one turret or of a whole run:
///
///     intended = fired + skipped
///     fired    = stored + rejected + dropped + undelivered + in flight at stop
///     stored   = completed + failed
///
/// The left sides are counted by the turret, `stored` and `rejected` by the HQ: the sum can fail.
/// Threading:  value.
struct OCT_EXPORT Ledger {
    std::uint64_t intended = 0;     ///< the plan asked for
    std::uint64_t skipped = 0;      ///< behind schedule, never started
    std::uint64_t fired = 0;        ///< started
    std::uint64_t stored = 0;       ///< committed by the store, or taken by the sinks without one
    std::uint64_t rejected = 0;     ///< arrived, but could not be decoded or stored
    std::uint64_t dropped = 0;      ///< thrown away by the turret because its buffers were full
    std::uint64_t undelivered = 0;  ///< still with the turret when its time was over
    std::uint64_t in_flight = 0;    ///< started, but not finished at the deadline after stop
    std::uint64_t completed = 0;    ///< stored without an error
    std::uint64_t failed = 0;       ///< stored with an error
    /// Why transactions were skipped. What is in `skipped` alone, its turret gave no cause for.
    std::uint64_t skipped_no_cannon = 0;  ///< every cannon was busy
    std::uint64_t skipped_late = 0;       ///< a cannon was free, but the turret came too late
    std::uint64_t skipped_at_stop = 0;    ///< overdue when the run ended

    /// Fired transactions that nobody can account for; negative when more arrived than were fired.
    [[nodiscard]] std::int64_t missing() const noexcept;
    /// True when all three equations hold.
    [[nodiscard]] bool balances() const noexcept;
    Ledger& operator+=(const Ledger& other) noexcept;
    bool operator==(const Ledger&) const = default;
};

/// The three equations with their numbers, in one line, and "balanced" or what is missing.
[[nodiscard]] OCT_EXPORT std::string to_string(const Ledger& ledger);

}  // namespace oct
