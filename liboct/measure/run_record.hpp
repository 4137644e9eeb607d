// What is known of a run beside its results: the run itself, turrets with ledgers, events.
#pragma once

#include <oct/clock.hpp>
#include <oct/result_sink.hpp>
#include <oct/turret_status.hpp>

#include "measure/series_name.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oct::measure {

/// How far a run has come.
enum class RunState { Waiting, Running, Finished, Interrupted };

/// The run itself; in a database the one row of `run`.
struct RunFacts {
    std::string hq;
    RunState state = RunState::Waiting;
    std::string oct_version;
    std::string configuration;  ///< JSON
    std::string host;           ///< name and system of the HQ's machine
    bool lacks_log = false;     ///< where it is kept a part is missing that may have had the end
    std::chrono::nanoseconds interval{};
    std::optional<WallTime> started;
    std::optional<WallTime> finished;
    std::chrono::nanoseconds run_time{};
    std::chrono::nanoseconds planned_time{};  ///< run time as configured; 0: not known
    std::uint64_t received = 0;
    std::uint64_t received_failed = 0;

    [[nodiscard]] bool is_over() const noexcept {
        return state == RunState::Finished || state == RunState::Interrupted;
    }
};

/// A turret and, once the run is over, its ledger.
struct StoredTurret {
    std::int64_t id = 0;
    TurretRecord record;
    std::optional<Ledger> ledger;
    bool verified = false;
};

using RejectedReasons = std::vector<std::pair<std::string, std::uint64_t>>;

/// What happened while it lasted; in a database the rows of `event`.
struct RunEvents {
    std::string aborted_by;  ///< the limit that ended the run; empty: none did
    RunEnd end = RunEnd::TimeOver;
    std::string stopped_by{};   ///< who interrupted it; empty: nobody, or not known
    bool drain_passed = false;  ///< the drain deadline was over before every turret's last word
    std::chrono::nanoseconds stop_late{};  ///< stop was sent so long after the planned end
    std::vector<ClockStep> clock_steps;
    std::vector<std::string> hook_failures{};  ///< sinks and observers that threw: a sentence each
    /// Values of custom timers that were left out, by timer; in a database the rows of `bad_value`.
    std::vector<std::pair<std::string, std::uint64_t>> bad_values{};
};

/// What is known of a run when it is over, beside its results.
struct ClosingFacts {
    RunFacts run;
    std::vector<StoredTurret> turrets;
    RejectedReasons rejected;  ///< most frequent first
    RunEvents events;
};

/// What the counts of a run are of; in a database the one row of `aggregate`.
struct AggregateFacts {
    std::chrono::nanoseconds interval{};
    std::chrono::nanoseconds run_time{};  ///< planned; bounds where results are placed
    bool rows_kept = true;                ///< false: "samples": "summary", there are no rows
    std::int64_t covers = 0;              ///< results up to this id are counted, later ones are not
    std::int64_t covers_warmup = 0;       ///< the same of `warmup_result`
    /// Of version 0.1.0: succeeded and failed transactions are in the same histograms.
    bool mixed = false;
    std::vector<SeriesName> responses{};  ///< that are to be counted
};

}  // namespace oct::measure
