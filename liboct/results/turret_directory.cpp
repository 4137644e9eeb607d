// Finding turrets by uuid, and those without one by name.
#include "results/turret_directory.hpp"

namespace oct::results {

void TurretDirectory::update(const TurretRecord& record) {
    if (record.early != 0) adopt(record);
    KnownTurret& turret = find_or_add(record.name, record.uuid);
    turret.record = record;
    turret.changed = true;
}

void TurretDirectory::update(const RunOutcome& outcome) {
    for (const TurretRecord& record : outcome.turrets) update(record);
    if (outcome.rejected_of_nobody != 0)
        find_or_add(kNoName, {}).record.rejected = outcome.rejected_of_nobody;
}

void TurretDirectory::file(const SampleBlock& block, std::vector<std::int64_t>& ids) {
    ids.clear();
    ids.reserve(block.size());
    in_block_.assign(block.names().size() * 2, 0);
    for (const Sample& sample : block.samples()) {
        const bool has_uuid = sample.turret_uuid != 0;
        std::int64_t& id =
            in_block_[2 * (has_uuid ? sample.turret_uuid : sample.turret) + (has_uuid ? 1 : 0)];
        if (id == 0) id = find_or_add(block.name(sample.turret), block.name(sample.turret_uuid)).id;
        ids.push_back(id);
    }
}

// Those that came without a uuid until now are its own, says the HQ.
void TurretDirectory::adopt(const TurretRecord& record) {
    const auto early = nameless_.find(record.name);
    if (early == nameless_.end() || by_uuid_.contains(record.uuid)) return;
    by_uuid_.emplace(record.uuid, early->second);
    nameless_.erase(early);
}

KnownTurret& TurretDirectory::find_or_add(std::string_view name, std::string_view uuid) {
    auto& index = uuid.empty() ? nameless_ : by_uuid_;
    const std::string_view key = uuid.empty() ? name : uuid;
    if (const auto known = index.find(key); known != index.end()) return turrets_[known->second];
    index.emplace(key, turrets_.size());
    KnownTurret& turret = turrets_.emplace_back();
    turret.id = static_cast<std::int64_t>(turrets_.size());
    turret.record.name = name;
    turret.record.uuid = uuid;
    return turret;
}

}  // namespace oct::results
