// Finding turrets by uuid, then by name.
#include "results/turret_directory.hpp"

namespace oct::results {

void TurretDirectory::update(const TurretRecord& record) {
    if (!record.uuid.empty()) adopt(record);
    KnownTurret& turret = find_or_add(record.name, record.uuid);
    turret.record = record;
    turret.changed = true;
}

void TurretDirectory::new_block(const SampleBlock& block) {
    in_block_.assign(block.names().size() * 2, 0);
}

KnownTurret& TurretDirectory::sender(const SampleBlock& block, const Sample& sample) {
    const bool has_uuid = sample.turret_uuid != 0;
    std::size_t& place = in_block_[2 * (has_uuid ? sample.turret_uuid : sample.turret) + has_uuid];
    if (place == 0) {
        const KnownTurret& turret =
            find_or_add(block.name(sample.turret), block.name(sample.turret_uuid));
        place = static_cast<std::size_t>(turret.id);
    }
    return turrets_[place - 1];
}

// What came without a uuid is of the turret of version 1 that says its name and uuid later.
void TurretDirectory::adopt(const TurretRecord& record) {
    const bool version2 = !record.hq.empty() || record.planned_cannons != 0;
    const auto early = nameless_.find(record.name);
    if (version2 || early == nameless_.end() || by_uuid_.contains(record.uuid)) return;
    by_uuid_.emplace(record.uuid, early->second);
    nameless_.erase(early);
}

// A result without a uuid belongs to the only turret of that name that has said who it is, and is
// not of version 2: those send it.
KnownTurret& TurretDirectory::find_or_add(std::string_view name, std::string_view uuid) {
    auto& index = uuid.empty() ? nameless_ : by_uuid_;
    const std::string_view key = uuid.empty() ? name : uuid;
    if (const auto known = index.find(key); known != index.end()) return turrets_[known->second];
    if (uuid.empty()) {
        KnownTurret* only = nullptr;
        std::size_t found = 0;
        for (KnownTurret& turret : turrets_) {
            if (turret.record.name != name || !turret.record.hq.empty()) continue;
            only = &turret;
            ++found;
        }
        if (found == 1) return *only;
    }
    index.emplace(key, turrets_.size());
    KnownTurret& turret = turrets_.emplace_back();
    turret.id = static_cast<std::int64_t>(turrets_.size());
    turret.record.name = name;
    turret.record.uuid = uuid;
    return turret;
}

}  // namespace oct::results
