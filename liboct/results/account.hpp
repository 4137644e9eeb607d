// From counts of both sides to the ledger of one turret.
#pragma once

#include <oct/turret_status.hpp>

#include <cstdint>
#include <string_view>

namespace oct::results {

/// What the store did with the results of one turret.
struct TurretTally {
    std::uint64_t completed = 0;  ///< rows without an error
    std::uint64_t failed = 0;     ///< rows with one
    std::uint64_t unstored = 0;   ///< arrived, but the disk would not take them

    /// What counted as stored was not.
    void take_back(std::uint64_t more_completed, std::uint64_t more_failed) noexcept {
        completed -= more_completed;
        failed -= more_failed;
        unstored += more_completed + more_failed;
    }
    [[nodiscard]] std::uint64_t stored() const noexcept { return completed + failed; }
};

/// A ledger, and whether the turret itself vouched for its side.
struct Account {
    Ledger ledger;
    bool verified = false;
};

/// Where the turret sent its last word in the run of `hq`, intended and fired are its own counts.
/// Without a last word what arrived is taken for both, and not verified; of what had ended by its
/// last status and did not arrive it is known that it is lost.
[[nodiscard]] Account account_of(const TurretRecord& record, const TurretTally& tally,
                                 std::string_view hq);

}  // namespace oct::results
