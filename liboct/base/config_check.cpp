// Each value by its rule, then what does not fit together.
#include "base/config_check.hpp"

#include <oct/error.hpp>
#include <oct/transaction.hpp>

#include "base/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace oct {
namespace {

using base::check_at;
using base::refuse;
using base::require;
using base::value_text;

void check_object(const std::string& json) {
    static_cast<void>(TransactionConfig(json, "json"));
}

template <class List>
void require_each(std::string_view key, const base::Text& rule, const List& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
        require(fmt::format("{}[{}]", key, i), rule, std::string(list[i]));
}

// The one that is not at its default is the one that was chosen.
void check_ports(const Config& config) {
    const auto external = config.external_publisher.value_or(0);
    if (config.rc_port != 0 && config.rc_port == config.publish_port) {
        const bool chosen = config.rc_port != kRcPort;
        refuse(
            chosen ? "rc_port" : "publish_port",
            chosen ? "another port than publish_port" : "another port than the default of rc_port",
            value_text(std::uint64_t{config.rc_port}));
    }
    if (external != 0 && (external == config.publish_port || external == config.rc_port))
        refuse("external_publisher", "another port than publish_port and rc_port",
               value_text(std::uint64_t{external}));
}

void check_entry(const TurretEntry& entry, std::chrono::nanoseconds run_time) {
    require("name", base::kName, entry.name);
    base::check_load(entry.cannons, entry.rampup, entry.plan);
    base::check_warmup(entry.plan, run_time);
    require("script", base::kName, entry.script.string());
    require_each("extra_files", base::kText, entry.extra_files);
    check_object(entry.json);
}

// One would write over the other, or over what is not its own.
void check_outputs(const std::vector<Output>& outputs) {
    static constexpr std::array<std::string_view, 7> kTaken{
        "results.sqlite", "results.sqlite-wal", "results.sqlite-shm", "results.sqlite-journal",
        "results.html",   "summary.json",       "config.json"};
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const std::string key = fmt::format("outputs[{}]", i);
        base::require_known(key + ".format", outputs[i].format, Output::Format::HdrPercentiles);
        require(key, base::kFile, outputs[i].file.string());
        const auto file = outputs[i].file.lexically_normal();
        if (std::find(kTaken.begin(), kTaken.end(), file.string()) != kTaken.end())
            refuse(key, "a file that is not one of the run's own", value_text(file.string()));
        for (std::size_t k = 0; k < i; ++k)
            if (outputs[k].format != outputs[i].format &&
                outputs[k].file.lexically_normal() == file)
                refuse(key, fmt::format("another file than outputs[{}]", k),
                       value_text(file.string()));
    }
}

}  // namespace

namespace base {

std::string place_of(const Config& config) {
    return config.file.empty() ? std::string() : config.file.string() + ": ";
}

void check_load(std::uint64_t cannons, std::chrono::nanoseconds rampup, const Plan& plan) {
    require("cannons", kCannons, cannons);
    require("rampup", kPause, rampup);
    plan.check(rampup);
}

void check_warmup(const Plan& plan, std::chrono::nanoseconds run_time) {
    if (plan.warmup >= run_time)
        refuse("warmup", fmt::format("less than run_time ({} s)", value_text(run_time)),
               value_text(plan.warmup) + " s: nothing would be measured");
}

void check_report(const Config& config) {
    require("results_ts_interval", kLength, config.results_ts_interval);
    for (std::size_t i = 0; i < config.limits.size(); ++i)
        check_at(fmt::format("limits[{}].", i), [&] { config.limits[i].check(); });
    check_outputs(config.outputs);
}

}  // namespace base

void TurretConfig::check() const {
    require("name", base::kName, name);
    base::check_load(cannons, rampup, plan);
    if (loop_threads != 0) require("loop_threads", base::kLoopThreads, loop_threads);
    if (!script.empty()) require("script", base::kName, script.string());
    require("hq_address", base::kHost, hq_address);
    require("hq_publisher", base::kPort, publish_port);
    require("hq_rc", base::kPort, rc_port);
    if (rc_port == publish_port)
        refuse("hq_rc", "another port than hq_publisher", value_text(std::uint64_t{rc_port}));
    require("of", base::kSharing, of);
    require("index", base::Whole{0, of - 1}, index);
    check_object(json);
}

void Config::check() const {
    require("run_time", base::kLength, run_time);
    base::require_known("samples", samples, Samples::Summary);
    base::check_report(*this);
    require("hq_address", base::kHost, hq_address);
    check_ports(*this);
    require("min_turrets", base::kMinTurrets, min_turrets);
    require_each("turrets_requirements", base::kText, turrets_requirements);
    require("results_database.db_uri", base::kDatabase, db_uri);
    require("results_database.insert_limit", base::kInsertLimit, insert_limit);
    check_object(json);
    for (std::size_t i = 0; i < turrets.size(); ++i)
        check_at(fmt::format("turrets[{}].", i), [&] { check_entry(turrets[i], run_time); });
}

}  // namespace oct
