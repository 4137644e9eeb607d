// StatsHandler: the public face of the ResultWriter.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/config_check.hpp"
#include "report/judge/judgement.hpp"
#include "report/report_files.hpp"
#include "results/closing_facts.hpp"
#include "results/result_writer.hpp"
#include "results/run_in_memory.hpp"
#include "results/run_settings.hpp"
#include "store/stored_run_writer.hpp"

#include <fmt/format.h>

#include <system_error>

namespace oct {
namespace {

constexpr auto kFile = "results.sqlite";

std::filesystem::path checked_file(const std::filesystem::path& output_dir, const Config& config,
                                   Version compiled) {
    require_version(compiled);
    config.check();
    if (config.db_uri != "default")
        throw ConfigError(
            fmt::format("{}results_database.db_uri: expected \"default\" (SQLite in the results "
                        "folder), got \"{}\"",
                        base::place_of(config), config.db_uri));
    std::error_code error;
    std::filesystem::create_directories(output_dir, error);
    if (error)
        throw StoreError(fmt::format("{}: cannot create this folder for the results: {}",
                                     output_dir.string(), error.message()));
    return output_dir / kFile;
}

results::WriterOptions options_of(const Config& config) {
    results::WriterOptions options;
    options.transaction_rows = config.insert_limit;
    options.aggregate = results::counts_of(config);
    options.count_period = results::count_period(options.aggregate);
    return options;
}

}  // namespace

struct StatsHandler::Parts {
    std::filesystem::path folder;
    Config config;
    LogSink& log;
    results::ResultWriter writer;
    std::filesystem::path file = folder / kFile;
    bool started = false;

    [[nodiscard]] report::Findings judged(const measure::RunReader& run) const {
        return report::read_judged(run, config.results_ts_interval, config.limits, log);
    }
    [[nodiscard]] report::Findings findings() const;
};

// The file has the last word on results; where it has none, nothing was kept.
report::Findings StatsHandler::Parts::findings() const {
    try {
        return judged(*writer.read());
    } catch (const StoreError& error) {
        report::Findings findings =
            judged(results::RunInMemory(config, results::without_results(writer.closing())));
        findings.summary.measurement = Measurement::Unread;
        findings.summary.database = file;
        findings.summary.report_failure = error.what();
        return findings;
    }
}

StatsHandler::StatsHandler(const std::filesystem::path& output_dir, const Config& config,
                           LogSink& log, Version compiled) {
    const auto file = checked_file(output_dir, config, compiled);
    const results::WriterOptions options = options_of(config);
    auto writer = std::make_unique<store::StoredRunWriter>(file, options.aggregate);
    parts_.reset(new Parts{
        output_dir, config, log, {std::move(writer), results::facts_of(config), options, log}});
}

StatsHandler::~StatsHandler() = default;

void StatsHandler::start(const RunStart& run) {
    if (parts_->started)
        throw Error("this StatsHandler has stored a run: make another one for the next run");
    parts_->started = true;
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

Summary StatsHandler::summarize() const {
    return parts_->findings().summary;
}

Summary StatsHandler::write_report(const std::filesystem::path& templates) const {
    const report::ReportFiles files(parts_->folder, templates, parts_->config.outputs, parts_->log);
    return files.write(parts_->findings());
}

std::uint64_t StatsHandler::stored() const noexcept {
    return parts_->writer.stored();
}

const std::filesystem::path& StatsHandler::database() const noexcept {
    return parts_->file;
}

}  // namespace oct
