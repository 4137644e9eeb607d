// Config::load: config.json key by key, in the order of the documentation's table.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/json.hpp"
#include "base/limit_json.hpp"
#include "base/plan_fit.hpp"
#include "base/text.hpp"
#include "base/text_file.hpp"
#include "project/config/object_reader.hpp"
#include "project/config/turret_entry.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

namespace oct {
namespace {

constexpr std::string_view kRemedy =
    "name a project's folder, or create a project with: oct new-project NAME";

std::vector<std::string_view> known_keys() {
    return {"run_time",
            "results_ts_interval",
            "progress_bar",
            "console_logging",
            "testing",
            "publish_port",
            "rc_port",
            "hq_address",
            "min_turrets",
            "turrets",
            "samples",
            "turrets_requirements",
            "extra_turret_config",
            "external_publisher",
            "results_database",
            "limits",
            "outputs"};
}

void warn_of_unknown_keys(const project::ObjectReader& reader,
                          const std::vector<std::string_view>& known,
                          std::vector<std::string>& warnings) {
    for (const auto key : reader.keys()) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        const std::string meant = key.size() <= 64 ? base::did_you_mean(key, known) : "";
        warnings.push_back(fmt::format(
            "{}unknown key \"{}\"{}", reader.prefix(), base::sanitized(key, kMaxNameBytes),
            meant.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", meant)));
    }
}

void read_run(const project::ObjectReader& reader, Config& config) {
    config.run_time = reader.seconds("run_time", base::kLength).value();
    config.results_ts_interval = reader.seconds("results_ts_interval", base::kLength).value();
    config.progress_bar = reader.boolean("progress_bar").value();
    config.console_logging = reader.boolean("console_logging").value_or(config.console_logging);
    config.testing = reader.boolean("testing").value();
    config.min_turrets =
        reader.integer("min_turrets", base::kMinTurrets).value_or(config.min_turrets);
    config.turrets_requirements = reader.texts("turrets_requirements");
}

void read_network(const project::ObjectReader& reader, Config& config) {
    for (const std::string_view key : {"hq_address", "publish_port", "rc_port"}) {
        if (reader.find(key) == nullptr)
            config.warnings.push_back(fmt::format(
                "{} configuration key not present, the value will be set to default value", key));
    }
    config.hq_address = reader.text("hq_address", base::kHost).value_or(config.hq_address);
    config.publish_port =
        reader.port("publish_port", base::kBoundPort).value_or(config.publish_port);
    config.rc_port = reader.port("rc_port", base::kBoundPort).value_or(config.rc_port);
    config.external_publisher = reader.port("external_publisher", base::kBoundPort);
}

void read_database(const project::ObjectReader& reader, Config& config) {
    const auto* value = reader.find("results_database");
    if (value == nullptr) return;
    const project::ObjectReader database(*value, reader.file(), "results_database");
    warn_of_unknown_keys(database, {"db_uri", "params", "insert_limit"}, config.warnings);
    config.db_uri = database.text("db_uri", base::kDatabase).value_or(config.db_uri);
    config.insert_limit =
        database.integer("insert_limit", base::kInsertLimit).value_or(config.insert_limit);
    const auto* params = database.find("params");
    if (params != nullptr && !params->IsObject()) database.fail("params", "an object", *params);
    if (params != nullptr && !params->ObjectEmpty())
        config.warnings.push_back(database.prefix() + "params have no effect on SQLite");
}

void read_samples(const project::ObjectReader& reader, Config& config) {
    const auto word = reader.text("samples");
    if (!word) return;
    if (*word != "all" && *word != "summary")
        reader.fail("samples", R"("all" or "summary")", *reader.find("samples"));
    config.samples = *word == "all" ? Samples::All : Samples::Summary;
}

TurretEntry read_entry(const project::ObjectReader& reader, const base::JsonValue& value,
                       const base::JsonValue* extra, const std::string& path, Config& config) {
    if (!value.IsString())
        return project::read_turret_entry(value, extra, reader.file(), path, config.warnings);
    const auto file = config.file.parent_path() / value.GetString();
    base::JsonDocument document;
    base::parse_json(
        base::read_text_file(file, fmt::format("{} of {} names it", path, reader.file())),
        file.string(), document);
    return project::read_turret_entry(document, extra, file.string(), "", config.warnings);
}

// The entry read last; `place` is where it stands.
void warn_of_cuts(const std::string& place, Config& config) {
    const TurretEntry& entry = config.turrets.back();
    for (const std::string& cut :
         base::cut_by(config.run_time, entry.plan, entry.cannons, entry.rampup))
        config.warnings.push_back(place + cut);
}

void read_turrets(const project::ObjectReader& reader, Config& config) {
    const auto* extra = reader.find("extra_turret_config");
    if (extra != nullptr) project::ObjectReader(*extra, reader.file(), "extra_turret_config");
    const auto* list = reader.find("turrets");
    if (!list->IsArray()) reader.fail("turrets", "a list", *list);
    for (const auto& value : list->GetArray()) {
        const std::string path = fmt::format("turrets[{}]", config.turrets.size());
        config.turrets.push_back(read_entry(reader, value, extra, path, config));
        warn_of_cuts(reader.file() + ": " + path + ".", config);
    }
}

}  // namespace

Config Config::load(const std::filesystem::path& file) {
    Config config;
    config.file = file;
    base::JsonDocument document;
    base::parse_json(base::read_text_file(file, kRemedy), file.string(), document);
    const project::ObjectReader reader(document, file.string());
    reader.require({"run_time", "results_ts_interval", "progress_bar", "testing", "turrets"});
    warn_of_unknown_keys(reader, known_keys(), config.warnings);
    read_run(reader, config);
    read_network(reader, config);
    read_database(reader, config);
    read_samples(reader, config);
    if (const auto* limits = reader.find("limits"))
        config.limits = base::read_limits(*limits, reader.file());
    for (const std::string& output : reader.texts("outputs"))
        config.outputs.push_back(Output::parse(output, reader.file() + ": outputs:"));
    read_turrets(reader, config);
    config.json = base::json_text(document);
    base::check_at(reader.key_prefix(), [&] { config.check(); });
    return config;
}

}  // namespace oct
