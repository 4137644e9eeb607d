// Which row of `turret` a result belongs to.
#pragma once

#include <oct/result_sink.hpp>
#include <oct/sample.hpp>
#include <oct/turret_status.hpp>

#include "results/account.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace oct::results {

/// A turret with its row's id and its tally.
struct KnownTurret {
    std::int64_t id = 0;
    TurretRecord record;
    TurretTally tally;
    bool changed = true;  ///< the row is not there yet, or says something older
};

/// All turrets of the run. A turret is its uuid; one that sends none is its name. Whose a result is
/// has been decided before: here it is filed.
///
/// Threading:  confined.
class TurretDirectory {
public:
    /// Takes over what the HQ says of a turret.
    void update(const TurretRecord& record);

    /// The same of all of them, at the end; what is nobody's stands in the account of kNoName.
    void update(const RunOutcome& outcome);

    /// The ids of the senders of all samples, in their order; an unknown one becomes a turret
    /// without a status. To be asked as blocks and records arrive: later a name may be another's.
    void file(const SampleBlock& block, std::vector<std::int64_t>& ids);
    KnownTurret& find_or_add(std::string_view name, std::string_view uuid);

    [[nodiscard]] KnownTurret& by_id(std::int64_t id) {
        return turrets_[static_cast<std::size_t>(id) - 1];
    }
    /// In the order of their ids, which begin with 1.
    [[nodiscard]] std::vector<KnownTurret>& turrets() noexcept { return turrets_; }

private:
    void adopt(const TurretRecord& record);

    std::vector<KnownTurret> turrets_;
    std::map<std::string, std::size_t, std::less<>> by_uuid_;
    std::map<std::string, std::size_t, std::less<>> nameless_;  // by name, those without a uuid
    // Ids of the senders in the present block: [2 × NameId + (it is a uuid)].
    std::vector<std::int64_t> in_block_;
};

}  // namespace oct::results
