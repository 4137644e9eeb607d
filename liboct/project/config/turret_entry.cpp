// An entry's own keys are checked; all others are the transaction's and pass through untouched.
#include "project/config/turret_entry.hpp"

#include <oct/sample.hpp>

#include "base/config_check.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "project/config/object_reader.hpp"
#include "project/config/plan_reader.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

namespace oct::project {
namespace {

void add_missing(base::JsonDocument& entry, const base::JsonValue& extra) {
    auto& memory = entry.GetAllocator();
    for (const auto& member : extra.GetObject()) {
        if (entry.HasMember(member.name)) continue;
        entry.AddMember(base::JsonValue(member.name, memory), base::JsonValue(member.value, memory),
                        memory);
    }
}

// Only the entry's own keys: a near miss in extra_turret_config would be said once per turret.
void warn_of_near_misses(const ObjectReader& entry, std::vector<std::string>& warnings) {
    std::vector<std::string_view> known{"name",         "cannons", "rampup",
                                        "loop_threads", "script",  "extra_files"};
    known.insert(known.end(), plan_keys().begin(), plan_keys().end());
    for (const auto key : entry.keys()) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        const std::string meant = key.size() <= 64 ? base::did_you_mean(key, known) : "";
        if (!meant.empty())
            warnings.push_back(fmt::format(
                "{}unknown key \"{}\" is left to the transaction (did you mean \"{}\"?)",
                entry.prefix(), base::sanitized(key, kMaxNameBytes), meant));
    }
}

}  // namespace

std::uint64_t read_loop_threads(const ObjectReader& reader) {
    return reader.integer("loop_threads", base::kLoopThreads).value_or(0);
}

TurretEntry read_turret_entry(const base::JsonValue& value, const base::JsonValue* extra,
                              const std::string& file, const std::string& path,
                              std::vector<std::string>& warnings) {
    warn_of_near_misses(ObjectReader(value, file, path), warnings);
    base::JsonDocument merged;
    merged.CopyFrom(value, merged.GetAllocator());
    if (extra != nullptr) add_missing(merged, *extra);

    const ObjectReader reader(merged, file, path);
    reader.require({"name", "cannons", "script"});
    TurretEntry entry;
    entry.name = reader.text("name", base::kName).value();
    entry.cannons = reader.integer("cannons", base::kCannons).value();
    entry.rampup = reader.seconds("rampup", base::kPause).value_or(entry.rampup);
    entry.plan = read_plan(reader);
    base::check_at(reader.key_prefix(),
                   [&] { base::check_load(entry.cannons, entry.rampup, entry.plan); });
    (void)read_loop_threads(reader);  // the turret reads it from its own configuration file
    entry.script = reader.text("script", base::kName).value();
    for (const std::string& file_name : reader.texts("extra_files"))
        entry.extra_files.emplace_back(file_name);
    entry.json = base::json_text(merged);
    return entry;
}

}  // namespace oct::project
