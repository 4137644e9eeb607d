// The turret configuration file: read, written, and the way from its script to a shared object.
#include "project/config/turret_config.hpp"

#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "base/json.hpp"
#include "base/text_file.hpp"
#include "project/config/object_reader.hpp"
#include "project/config/plan_reader.hpp"
#include "project/config/script_language.hpp"
#include "project/config/turret_entry.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <utility>

namespace oct {
namespace {

using Member = base::JsonValue::StringRefType;

// Puts a key at the end; one that is there already is replaced, as ours count.
void put(base::JsonDocument& document, std::string_view key, base::JsonValue value) {
    const Member name(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    document.RemoveMember(base::JsonValue(name));
    document.AddMember(base::JsonValue(name), value, document.GetAllocator());
}

base::JsonValue text(base::JsonDocument& document, const std::string& content) {
    return {content.c_str(), static_cast<rapidjson::SizeType>(content.size()),
            document.GetAllocator()};
}

// Whole seconds as an integer: that is how people and the Python turret write them.
base::JsonValue seconds(std::chrono::nanoseconds time) {
    if (time % std::chrono::seconds(1) == std::chrono::nanoseconds(0))
        return base::JsonValue(static_cast<std::int64_t>(time / std::chrono::seconds(1)));
    return base::JsonValue(std::chrono::duration<double>(time).count());
}

void put_overrides(base::JsonDocument& document, const TurretOverrides& overrides) {
    if (!document.IsObject()) return;  // its reader says so
    if (overrides.hq_address) put(document, "hq_address", text(document, *overrides.hq_address));
    const auto put_number = [&](std::string_view key, const auto& number) {
        if (number) put(document, key, base::JsonValue(std::uint64_t{*number}));
    };
    put_number("hq_publisher", overrides.publish_port);
    put_number("hq_rc", overrides.rc_port);
    put_number("index", overrides.index);
    put_number("of", overrides.of);
}

}  // namespace

namespace project {

std::string turret_config_json(const TurretEntry& entry, const project::HqEndpoints& hq,
                               const std::filesystem::path& script_object) {
    base::JsonDocument given;
    base::parse_json(entry.json, "turret " + entry.name, given);
    base::JsonDocument out(rapidjson::kObjectType);
    put(out, "name", text(out, entry.name));
    put(out, "cannons", base::JsonValue(entry.cannons));
    put(out, "rampup", seconds(entry.rampup));
    put(out, "script", text(out, entry.script));
    put(out, "hq_address", text(out, hq.address));
    put(out, "hq_publisher", base::JsonValue(static_cast<unsigned>(hq.publisher)));
    put(out, "hq_rc", base::JsonValue(static_cast<unsigned>(hq.rc)));
    for (const auto& member : std::as_const(given).GetObject()) {
        const bool dropped = std::string_view(member.name.GetString()) == "extra_files";
        if (dropped || out.HasMember(member.name)) continue;
        out.AddMember(base::JsonValue(member.name, out.GetAllocator()),
                      base::JsonValue(member.value, out.GetAllocator()), out.GetAllocator());
    }
    if (!script_object.empty()) put(out, "script_object", text(out, script_object.string()));

    base::JsonBuffer buffer;
    rapidjson::PrettyWriter<base::JsonBuffer, base::JsonText, base::JsonText, base::JsonMemory>
        writer(buffer);
    out.Accept(writer);
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace project

TurretConfig TurretConfig::load(const std::filesystem::path& file,
                                const TurretOverrides& overrides) {
    base::JsonDocument document;
    base::parse_json(
        base::read_text_file(file, "a turret's configuration file comes from: oct pack-turrets"),
        file.string(), document);
    put_overrides(document, overrides);
    const project::ObjectReader reader(document, file.string());
    reader.require({"name", "cannons", "script", "hq_address", "hq_publisher", "hq_rc"});
    TurretConfig config;
    config.name = reader.text("name", base::kName).value();
    config.cannons = reader.integer("cannons", base::kCannons).value();
    config.rampup = reader.seconds("rampup", base::kPause).value_or(config.rampup);
    config.plan = project::read_plan(reader);
    config.loop_threads = project::read_loop_threads(reader);
    config.script = reader.text("script", base::kName).value();
    config.hq_address = reader.text("hq_address", base::kHost).value();
    config.publish_port = reader.port("hq_publisher", base::kPort).value();
    config.rc_port = reader.port("hq_rc", base::kPort).value();
    config.of = reader.integer("of", base::kSharing).value_or(config.of);
    config.index = reader.integer("index", base::Whole{0, config.of - 1}).value_or(config.index);
    config.directory = file.has_parent_path() ? file.parent_path() : ".";
    config.json = base::json_text(document);
    base::check_at(reader.key_prefix(), [&] { config.check(); });
    return config;
}

std::string TurretConfig::display_name() const {
    return of > 1 ? fmt::format("{}-{}", name, index) : name;
}

std::filesystem::path script_object(const TurretConfig& config) {
    const auto built =
        TransactionConfig(config.json, "turret " + config.name).value<std::string>("script_object");
    if (built) return config.directory / *built;
    if (config.script.extension() == ".so") return config.directory / config.script;
    if (const auto foreign = project::foreign_script(config.script); !foreign.empty())
        throw ConfigError(fmt::format("turret {}: script: {} {}: {}", config.name,
                                      config.script.string(), foreign,
                                      project::start_by_hand(config.script, "--config-file FILE")));
    throw ConfigError(fmt::format(
        "turret {}: script: {} is source code and the configuration has no script_object: build it "
        "with oct_add_script in CMakeLists.txt and name the shared object, or start the turret "
        "with: oct run PROJECT --local",
        config.name, config.script.string()));
}

}  // namespace oct
