// The result of a run as a value: what every report, check and test reads.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>
#include <oct/limit.hpp>
#include <oct/turret_status.hpp>
#include <oct/verdict.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// Version of the JSON that Summary::to_json() writes: a higher one may take keys away, the same
/// one may only have more. docs/summary.schema.json describes it.
inline constexpr unsigned kSummarySchema = 2;

/// Figures of one series of durations.
///
/// Percentiles: nearest rank, from a log-linear histogram (relative error ≤ 0.1 %); min, max and
/// count are exact; the standard deviation has n - 1 in its denominator.
struct Statistics {
    std::uint64_t count = 0;
    std::chrono::nanoseconds min{};
    std::chrono::nanoseconds mean{};
    std::chrono::nanoseconds p50{};
    std::chrono::nanoseconds p80{};
    std::chrono::nanoseconds p90{};
    std::chrono::nanoseconds p95{};
    std::chrono::nanoseconds p99{};
    std::chrono::nanoseconds p999{};   ///< 99.9 %
    std::chrono::nanoseconds p9999{};  ///< 99.99 %
    std::chrono::nanoseconds max{};
    std::chrono::nanoseconds stdev{};
};

/// The part of a section that ended within one interval.
struct Interval {
    std::chrono::nanoseconds from{};  ///< since the start of the run
    std::chrono::nanoseconds length{};
    Statistics statistics{};   ///< of succeeded transactions
    std::uint64_t errors = 0;  ///< failed ones
};

/// All transactions, or one custom timer, whose success is that of its transaction.
///
/// Failed transactions that never ran (their setup() failed) have no duration: they are in `errors`
/// only. What ended after the stop is in all figures but the rates and the intervals.
struct OCT_EXPORT Section {
    std::string name = "All transactions";
    std::string of_class{};               ///< transaction class; empty: all classes
    Statistics statistics{};              ///< of succeeded transactions
    Statistics failed{};                  ///< of failed ones
    Statistics all{};                     ///< of both
    std::uint64_t errors = 0;             ///< failed transactions; of a timer: that recorded it
    std::uint64_t errors_within = 0;      ///< of `errors`: in `statistics` too (Summary::mixed)
    std::uint64_t after_stop = 0;         ///< ended after the stop, succeeded or failed
    std::optional<double> rate{};         ///< succeeded a second; nothing: none ended in time
    std::optional<double> failed_rate{};  ///< failed a second
    std::vector<Interval> intervals{};

    /// Succeeded and failed.
    [[nodiscard]] std::uint64_t ended() const noexcept {
        return statistics.count + errors - errors_within;
    }
};

/// What the turrets of one turret entry did: the transactions of one class.
struct ClassSummary {
    std::string name;
    std::vector<Section> sections;  ///< the first one: all its transactions; then its timers
    Section lag{};                  ///< as that of the Summary
};

/// A turret of the run with its account.
struct TurretSummary : TurretRecord {
    Ledger ledger;
    bool verified = false;  ///< it sent its last word, so the ledger covers all it did
    /// End of its first and of its last result after the warm-up, since the start of the run.
    std::optional<std::chrono::nanoseconds> first_result;
    std::optional<std::chrono::nanoseconds> last_result;
    /// Response times of its results after the warm-up, added up; nothing: not known.
    std::optional<std::chrono::nanoseconds> responses{};
};

/// A failure message: how often it came, when, and from where first.
struct ErrorCount {
    std::string message;
    std::uint64_t count = 0;
    std::chrono::nanoseconds first{};  ///< since the start of the run
    std::chrono::nanoseconds last{};
    std::string turret;  ///< display name of the turret that had it first
};

/// What liboct itself took of the CPU, by the turret for which that was most.
struct OwnCost {
    std::chrono::nanoseconds transaction{};
    std::chrono::nanoseconds timer{};
    Percent of_p50;  ///< a transaction with its timers, of the median
};

/// What there is of a run to make a Summary of.
enum class Measurement {
    NotBegun,  ///< it was stopped before it began: no figures, and neither `started` nor `finished`
    Unread,    ///< what the store has cannot be read, `report_failure` says why: no figures
    Partial,   ///< the HQ ended before the run did: what the store had got until then
    Whole,     ///< from the start to the stop
};

/// "not begun", "unread", "partial", "whole".
[[nodiscard]] OCT_EXPORT std::string_view to_string(Measurement measurement) noexcept;

/// The result of a run.
///
/// Threading:  value.
struct OCT_EXPORT Summary {
    std::string oct_version;
    WallTime started{};
    WallTime finished{};
    std::chrono::nanoseconds run_time{};  ///< measured, start → stop
    /// Where measuring begins, since the start: until then there were only results of the warm-up.
    /// Of several turrets the one that warms up shortest has it; 0 without a warm-up.
    std::chrono::nanoseconds measured_from{};
    /// Where measuring ends: at the stop, or with the last transaction where the plan was fulfilled
    /// before. What ended later is in no rate.
    std::chrono::nanoseconds measured_to{};
    std::chrono::nanoseconds planned_time{};  ///< run time as configured; 0: not known
    std::chrono::nanoseconds interval{};
    bool interrupted = false;
    bool drain_passed = false;  ///< some turret's last word had not come when waiting was over
    /// True of a database of 0.1.0 that kept no rows: its histograms mix succeeded and failed
    /// transactions, so all that is said of succeeded ones is said of both.
    bool mixed = false;
    std::string aborted_by;  ///< the limit that ended the run early; empty: none did
    RunEnd end = RunEnd::TimeOver;
    Measurement measurement = Measurement::NotBegun;
    bool lacks_log = false;  ///< the database's write-ahead log was not beside it
    std::string stopped_by;  ///< who interrupted it: "SIGTERM"; empty: nobody, or not known
    /// The turrets were told to stop so long after the planned end of the run.
    std::chrono::nanoseconds stop_late{};
    std::uint64_t transactions = 0;
    std::uint64_t timers = 0;
    std::uint64_t errors = 0;
    std::uint64_t warmup_results = 0;  ///< results of the warm-up: in the ledger, in no figure here
    Ledger ledger;                     ///< sum over the turrets
    bool verified = false;             ///< every turret sent its last word
    std::uint64_t unstored = 0;  ///< of ledger.rejected: arrived, but the disk did not take them
    /// Messages that could not be read and are charged to no turret: nobody knows whose they were,
    /// or no result is missing for them.
    std::uint64_t unattributed = 0;
    std::uint64_t nameless = 0;  ///< results in the ledger of nobody who could be named
    std::vector<TurretSummary> turrets;
    std::optional<double> rate;  ///< succeeded transactions a second; nothing: none ended in time
    std::vector<Section> sections{1};   ///< never empty; the first one is all()
    std::vector<ClassSummary> classes;  ///< by name; empty where all are of one class
    std::vector<Section> responses;     ///< timers in the response form, where a limit asks for it
    Section lag;  ///< intended → actual start; of count 0 where no lag was stored
    std::optional<OwnCost> own_cost;         ///< nothing when no turret measured it
    std::vector<ErrorCount> error_messages;  ///< most frequent first, at most 100
    std::vector<ClockStep> clock_steps;      ///< of the HQ's civil clock during the run
    /// Values of custom timers that were left out (RunOutcome::bad_values), by timer.
    std::vector<std::pair<std::string, std::uint64_t>> bad_values;
    std::vector<std::string> hook_failures;  ///< sinks and observers that threw: a sentence each
    std::vector<LimitResult> limits;         ///< in the order in which they were given
    Outcome outcome = Outcome::NoLimits;     ///< did the target keep its limits?
    Verdict verdict;                         ///< may the figures be trusted?
    Fulfilment plan;                         ///< did the run do what was planned?
    std::string headline;            ///< the answers in a sentence: what, why, who is to act
    std::filesystem::path report;    ///< results.html; empty when none was written
    std::filesystem::path database;  ///< results.sqlite; empty without a store
    std::string report_failure;      ///< why no report could be written, or empty

    /// What all rates are over: from measured_from to measured_to.
    [[nodiscard]] std::chrono::nanoseconds measured_time() const noexcept;
    /// The same of one interval.
    [[nodiscard]] std::chrono::nanoseconds measured_time(const Interval& part) const noexcept;
    /// True when results are missing that were measured: the figures are without them, the run is
    /// invalid. What an unverified turret fired without a trace is not known and not counted here.
    [[nodiscard]] bool results_lost() const noexcept;
    /// True when no limit was missed, every limit is on names that were seen, and some transaction
    /// succeeded, if any ended. Whether that is certain says `outcome`.
    [[nodiscard]] bool limits_met() const noexcept;
    /// All transactions; of count 0 where nothing was measured.
    [[nodiscard]] const Section& all() const noexcept { return sections.front(); }
    /// Section of a custom timer, or null.
    [[nodiscard]] const Section* timer(const std::string& name) const noexcept;
    /// The whole value as a JSON object; durations in seconds.
    [[nodiscard]] std::string to_json() const;
    /// The limits with their measured values as lines of text; empty without limits.
    [[nodiscard]] std::string limits_table() const;
    /// Limits, verdict and figures as lines of text: for a console, or the message of a failed
    /// check in a test. The table of timers is at most `columns` wide.
    [[nodiscard]] std::string to_text(std::size_t columns = 80) const;
};

/// What programs of this library end with.
namespace exit_codes {
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;         ///< any other error
inline constexpr int kBadInput = 2;       ///< usage, or a file, key or value to fix
inline constexpr int kInvalidRun = 3;     ///< invalid figures, a plan not kept, doubtful limits
inline constexpr int kLimitsMissed = 99;  ///< limits were missed, or no transaction succeeded
inline constexpr int kInterrupted = 130;  ///< by a signal; the report is written all the same
}  // namespace exit_codes

/// The code with which `oct run` ends: 130 when the run was interrupted; 2 for a limit on a name
/// that nothing had, 1 when the report could not be written; 3 when the figures are invalid, the
/// plan was not kept, or limits were missed for a reason that is not the target's; 99 when limits
/// were missed, or no transaction succeeded; else 0. `strict`: 3 also for suspect figures and for
/// limits that may have been kept for such a reason.
[[nodiscard]] OCT_EXPORT int exit_code(const Summary& summary, bool strict = false) noexcept;

/// The three answers as test cases: each limit is one, a missed one is a failure, one that is
/// inconclusive or on a name that nothing had is an error; so are figures that cannot be trusted,
/// and a plan that was not kept. `strict`: so are suspect figures, as `oct run --strict` has it.
[[nodiscard]] OCT_EXPORT std::string junit_xml(const Summary& summary, bool strict = false);

/// Workflow commands of GitHub Actions, one line each: first the headline, as an error when the run
/// fails; then what stands behind it.
[[nodiscard]] OCT_EXPORT std::string github_annotations(const Summary& summary,
                                                        bool strict = false);

/// The answers, limits and figures in Markdown, for the summary of a CI job.
[[nodiscard]] OCT_EXPORT std::string markdown(const Summary& summary);

}  // namespace oct
