// What can be done with a run's results later, and devices that stand between HQs and turrets.
#pragma once

#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <stop_token>
#include <string>

namespace oct {

/// Makes the report again: reads `database`, writes results.html and its graphs into `results_dir`.
///
/// `config` is the run's config.json; the report's template is templates/report.html beside it, or
/// beside the results folder, or the library's own.
/// Errors: throws ConfigError or StoreError naming the file.
OCT_EXPORT Summary rebuild_results(const std::filesystem::path& results_dir,
                                   const std::filesystem::path& database,
                                   const std::filesystem::path& config,
                                   LogSink& log = LogSink::none());

/// How results_to_csv() writes.
struct CsvOptions {
    char delimiter = ';';  ///< no letter, digit or quote, and none of . + - CR LF
    /// False: text that a spreadsheet would take for a formula gets an apostrophe in front, control
    /// characters become spaces. True: texts as they are stored.
    bool raw = false;
};

/// Writes every row of `result` as CSV (RFC 4180), in the order of arrival.
///
/// Columns: elapsed time, epoch (in seconds), turret name, transaction time, error; then each
/// custom timer in the order of first appearance. A timer that a transaction has several times has
/// a column for each time: "name", "name (2)", "name (3)".
/// Memory does not grow with the rows: they are read twice, for the header to be known first.
/// Returns the number of rows.
/// Errors: throws ConfigError for the delimiter, StoreError naming the file, Error when `out`
/// fails.
OCT_EXPORT std::uint64_t results_to_csv(const std::filesystem::path& database, std::ostream& out,
                                        const CsvOptions& options = {});

/// The same into a file, which is there only when it is complete. The rows are read once, unless a
/// timer comes up after the first 10,000 rows.
OCT_EXPORT std::uint64_t results_to_csv(const std::filesystem::path& database,
                                        const std::filesystem::path& file,
                                        const CsvOptions& options = {});

/// A forwarder passes commands on (SUB → PUB), a streamer results (PULL → PUSH, shared out among
/// the HQs that are connected).
enum class Device { Forwarder, Streamer };

/// Where a device listens.
struct DeviceOptions {
    std::string interface = "127.0.0.1";  ///< "*" for all
    std::uint16_t frontend = 0;           ///< port for who sends; 0: any free one
    std::uint16_t backend = 0;            ///< port for who receives; 0: any free one
    /// Called once, when both ports are bound.
    std::function<void(std::uint16_t frontend, std::uint16_t backend)> bound{};
};

/// Passes messages from the frontend to the backend, frames and bytes unchanged, until `stop`.
///
/// A streamer takes nothing while nobody receives, and so pushes back on whoever sends.
/// Errors:    throws TransportError naming the port that cannot be bound.
/// Threading: confined to the caller; `stop` may be requested from any thread.
OCT_EXPORT void run_device(Device device, const DeviceOptions& options, std::stop_token stop);

}  // namespace oct
