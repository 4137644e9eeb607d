// StatsHandler: the public face of the ResultWriter.
#include <oct/error.hpp>
#include <oct/stats_handler.hpp>

#include "results/result_writer.hpp"
#include "results/run_settings.hpp"
#include "store/stored_run_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace oct {
namespace {

std::filesystem::path checked_file(const std::filesystem::path& output_dir, const Config& config,
                                   Version compiled) {
    require_version(compiled);
    if (!config.db_uri.empty() && config.db_uri != "default")
        throw ConfigError(
            fmt::format("{}: results_database.db_uri: expected \"default\" (SQLite in "
                        "the results folder), got \"{}\"",
                        config.file.string(), config.db_uri));
    std::error_code error;
    std::filesystem::create_directories(output_dir, error);
    if (error)
        throw StoreError(fmt::format("{}: cannot create this folder for the results: {}",
                                     output_dir.string(), error.message()));
    return output_dir / "results.sqlite";
}

results::WriterOptions options_of(const Config& config) {
    results::WriterOptions options;
    options.transaction_rows = static_cast<std::size_t>(std::max(config.insert_limit, 1));
    options.aggregate = results::counts_of(config);
    options.count_period = results::count_period(options.aggregate);
    return options;
}

}  // namespace

struct StatsHandler::Parts {
    std::filesystem::path file;
    results::ResultWriter writer;
};

StatsHandler::StatsHandler(const std::filesystem::path& output_dir, const Config& config,
                           LogSink& log, Version compiled) {
    const auto file = checked_file(output_dir, config, compiled);
    const results::WriterOptions options = options_of(config);
    auto writer = std::make_unique<store::StoredRunWriter>(file, options.aggregate);
    parts_.reset(new Parts{file, {std::move(writer), results::facts_of(config), options, log}});
}

StatsHandler::~StatsHandler() = default;

void StatsHandler::start(const RunStart& run) {
    parts_->writer.start(run);
}
void StatsHandler::consume(const SampleBlock& block) {
    parts_->writer.consume(block);
}
void StatsHandler::stop(std::chrono::nanoseconds run_time) {
    parts_->writer.stopped(run_time);
}
void StatsHandler::turret(const TurretRecord& turret) {
    parts_->writer.turret(turret);
}
void StatsHandler::finish(const RunOutcome& outcome) {
    parts_->writer.finish(outcome);
}

std::uint64_t StatsHandler::stored() const noexcept {
    return parts_->writer.stored();
}

const std::filesystem::path& StatsHandler::database() const noexcept {
    return parts_->file;
}

}  // namespace oct
