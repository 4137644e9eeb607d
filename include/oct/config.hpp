// config.json as values: what a project says of its run, and what a turret is told.
#pragma once

#include <oct/export.hpp>
#include <oct/limit.hpp>
#include <oct/plan.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// A file to write with a report, beside the summary.json that is always there.
///
/// Threading:  value.
struct OCT_EXPORT Output {
    enum class Format {
        JUnit,     ///< limits, figures and plan as test cases
        Markdown,  ///< the summary of a CI job
        HdrLog,    ///< HdrHistogram log 1.3: one histogram for each interval and timer, nanoseconds
        HdrPercentiles  ///< HdrHistogram percentile tables, milliseconds, one file for each timer
    };

    Format format = Format::JUnit;
    std::filesystem::path file{};  ///< relative to the results folder
    bool strict = false;           ///< JUnit: a suspect measurement fails, too

    /// Reads "junit", "markdown", "hlog" or "hgrm", each with or without "=FILE".
    ///
    /// Errors: throws ConfigError naming `origin` and the formats there are.
    static Output parse(std::string_view text, std::string_view origin = "output");
};

/// The ports of an HQ that is told none.
inline constexpr std::uint16_t kPublishPort = 5000;  ///< commands to turrets
inline constexpr std::uint16_t kRcPort = 5001;  ///< "rc", the result collector: what turrets send

/// What is known only where a turret starts, and counts more than its configuration file.
///
/// Threading:  value.
struct TurretOverrides {
    std::optional<std::string> hq_address{};
    std::optional<std::uint16_t> publish_port{};
    std::optional<std::uint16_t> rc_port{};
    std::optional<std::uint64_t> index{};
    std::optional<std::uint64_t> of{};
};

/// The turret configuration file: everything that one turret needs to know.
///
/// Threading:  value.
struct OCT_EXPORT TurretConfig {
    std::string name{};
    std::uint64_t cannons = 1;
    std::chrono::nanoseconds rampup{0};  ///< all cannons are started over this time; 0: at once
    Plan plan{};                         ///< when their transactions start
    std::uint64_t loop_threads = 0;      ///< for asynchronous cannons; 0: one a core
    std::filesystem::path script{};  ///< as written, for the report; resolved against `directory`
    std::string hq_address = "127.0.0.1";
    std::uint16_t publish_port =
        kPublishPort;  ///< of the HQ, in the file `hq_publisher`: commands come from there
    std::uint16_t rc_port =
        kRcPort;              ///< of the HQ, in the file `hq_rc`: results and statuses go there
    std::uint64_t index = 0;  ///< which of the turrets that share this configuration: 0 … of - 1
    std::uint64_t of = 1;     ///< how many turrets share this configuration
    std::filesystem::path directory{};  ///< of the file it was read from
    std::string json = "{}";            ///< the whole object: further keys are the transaction's

    /// Reads a turret configuration file.
    ///
    /// `overrides` replace its keys, also in `json`.
    /// Errors: throws ConfigError naming file, key and what was expected.
    static TurretConfig load(const std::filesystem::path& file,
                             const TurretOverrides& overrides = {});

    /// What load() and the constructor of a Turret refuse.
    ///
    /// Errors: throws ConfigError beginning with the key that is wrong, and what was expected.
    void check() const;

    /// What the HQ and the report call it: `name`, or "name-2" when several share it.
    [[nodiscard]] std::string display_name() const;
};

/// One entry of `turrets` in a project's config.json.
struct TurretEntry {
    std::string name{};
    std::uint64_t cannons = 1;
    std::chrono::nanoseconds rampup{0};
    Plan plan{};
    std::filesystem::path script{};                    ///< relative to the project
    std::vector<std::filesystem::path> extra_files{};  ///< relative to the project
    std::string json = "{}";  ///< the entry as written, extra_turret_config merged in
};

/// What of the results a run keeps.
enum class Samples {
    All,      ///< every result as a row, and the histograms
    Summary,  ///< histograms only: figures and graphs, but no rows for other tools
};

/// A project's config.json.
///
/// Threading:  value.
struct OCT_EXPORT Config {
    std::chrono::nanoseconds run_time{};                                      ///< required, > 0
    std::chrono::nanoseconds results_ts_interval = std::chrono::seconds(10);  ///< required in files
    bool progress_bar = true;                                                 ///< required in files
    bool console_logging = false;
    bool testing = false;  ///< required in files; results go to a private temporary folder
    std::string hq_address = "127.0.0.1";
    std::uint16_t publish_port = kPublishPort;  ///< commands go out here; 0: any free port
    std::uint16_t rc_port =
        kRcPort;  ///< the result collector: results and statuses come in here; 0: any free port
    std::uint64_t min_turrets = 1;
    std::vector<TurretEntry> turrets{};                 ///< required in files, may be empty
    std::vector<std::string> turrets_requirements{};    ///< for Python turrets
    std::optional<std::uint16_t> external_publisher{};  ///< port of the live PUB socket
    std::vector<Limit> limits{};                        ///< what the run has to keep to pass
    std::vector<Output> outputs{};                      ///< files to write with the report
    std::string db_uri = "default";                     ///< results_database.db_uri
    std::uint64_t insert_limit = 5000;                  ///< rows in one transaction of the store
    Samples samples = Samples::All;                     ///< "all" or "summary"
    std::filesystem::path file{};                       ///< where it was read from
    std::string json = "{}";                            ///< as read, comments removed
    std::vector<std::string> warnings{};  ///< keys set to their default values, unknown keys

    /// Reads config.json: JSON with // and /* */ comments and trailing commas.
    ///
    /// Errors: throws ConfigError naming file, line, key and what was expected.
    static Config load(const std::filesystem::path& file);

    /// What load(), HQ, StatsHandler and run_project refuse: values, and what does not fit
    /// together.
    ///
    /// Errors: throws ConfigError beginning with the key that is wrong, and what was expected.
    void check() const;
};

}  // namespace oct
