// The turret configuration file as text: what pack-turrets puts into an archive and --local writes.
#pragma once

#include <oct/config.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace oct::project {

/// Where a turret finds its HQ: not from config.json alone, as the HQ may have bound free ports.
struct HqEndpoints {
    std::string address;
    std::uint16_t publisher = kPublishPort;
    std::uint16_t rc = kRcPort;
};

/// The turret configuration file of an entry: its keys without extra_files, and the HQ's endpoints.
///
/// `script_object`: the shared object that the script was built into; absolute, empty: none.
[[nodiscard]] std::string turret_config_json(const TurretEntry& entry, const HqEndpoints& hq,
                                             const std::filesystem::path& script_object = {});

}  // namespace oct::project
